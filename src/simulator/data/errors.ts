import { shown } from './checks.js';

/** Where and why a data file is not what it should be. */
export abstract class DataFileError extends Error {
  constructor(
    /** Path of the file, or what stands for it. */
    readonly file: string,
    /** Line number from 1; 0 where the fault is in no line. */
    readonly line: number,
    readonly field: string,
    readonly got: string,
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    const place = line === 0 ? file : `${file}:${line}`;
    super(`${place}: ${field}: got ${shown(got)}, expected ${expected}`, options);
    this.name = new.target.name;
  }
}

/** A tick file, or a line of one, that cannot be read. */
export class TickFileError extends DataFileError {}

/** A bar file, or a line of one, that cannot be read. */
export class BarFileError extends DataFileError {}

/** A tick source whose times go back, or that gives something without a time. */
export class TickOrderError extends Error {
  override readonly name = 'TickOrderError';

  constructor(
    readonly symbol: string,
    readonly got: unknown,
    readonly expected: string,
  ) {
    super(`tick of ${shown(symbol)}: time: got ${shown(got)}, expected ${expected}`);
  }
}

/** A symbol that no server could have. */
export class SymbolSpecError extends Error {
  override readonly name = 'SymbolSpecError';

  constructor(
    readonly symbol: string,
    readonly field: string,
    readonly got: unknown,
    readonly expected: string,
  ) {
    super(`symbol ${shown(symbol)}: ${field}: got ${shown(got)}, expected ${expected}`);
  }
}
