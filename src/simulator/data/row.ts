import type { DataFileError } from './errors.js';
import type { FaultMaker } from './text-lines.js';

const decimal = /^\d+(?:\.\d+)?$/;
const dayMs = 86_400_000;

/** The fields of one line; every fault names the line and the field. */
export class Row {
  constructor(
    readonly cells: readonly string[],
    readonly line: number,
    readonly fault: FaultMaker,
  ) {}

  /** A cell as it is; a missing one is empty. */
  text(index: number): string {
    return this.cells[index] ?? '';
  }

  refuse(field: string, got: string, expected: string): DataFileError {
    return this.fault(this.line, field, got, expected);
  }

  /** A decimal number above 0. */
  price(index: number, field: string): number {
    const value = this.decimal(index, field, 'a price above 0');
    if (value <= 0) throw this.refuse(field, this.text(index), 'a price above 0');
    return value;
  }

  /** A decimal number from 0. */
  decimal(index: number, field: string, expected = 'a decimal number from 0'): number {
    const text = this.text(index);
    const value = decimal.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(value)) throw this.refuse(field, text, expected);
    return value;
  }

  whole(index: number, field: string, expected = 'a whole number from 0'): number {
    const value = this.decimal(index, field, expected);
    if (!Number.isSafeInteger(value)) throw this.refuse(field, this.text(index), expected);
    return value;
  }

  /** Milliseconds after midnight, with or without a part of one. */
  timeOfDay(index: number, field: string): number {
    const expected = `milliseconds from 0 to ${dayMs - 1}`;
    const value = this.decimal(index, field, expected);
    if (value >= dayMs) throw this.refuse(field, this.text(index), expected);
    return value;
  }

  /** A day as `yyyymmdd`, or with points or dashes between; milliseconds since 1970. */
  day(index: number, field: string): number {
    const value = parseDay(this.text(index));
    if (value === undefined) throw this.refuse(field, this.text(index), 'a day of the calendar');
    return value;
  }
}

const dayText = /^(\d{4})([-.]?)(\d{2})\2(\d{2})$/;

/** Milliseconds since 1970 at the start of a day, `undefined` where the text is none. */
export const parseDay = (text: string): number | undefined => {
  const [, year = '', , month = '', day = ''] = dayText.exec(text) ?? [];
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const found = new Date(time);
  // 31 February would become a day of March.
  const isReal =
    found.getUTCFullYear() === Number(year) &&
    found.getUTCMonth() === Number(month) - 1 &&
    found.getUTCDate() === Number(day);
  return year !== '' && isReal ? time : undefined;
};

/** The first eight digits of a file name that are a day and stand alone. */
export const dayInName = (path: string): number | undefined => {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  for (const [digits] of name.matchAll(/(?<!\d)\d{8}(?!\d)/g)) {
    const day = parseDay(digits);
    if (day !== undefined) return day;
  }
  return undefined;
};
