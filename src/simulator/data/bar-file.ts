import type { Either } from 'fp-ts/lib/Either.js';
import type { RateBar } from '../../wire/index.js';
import { type BarRowOptions, barRows } from './bar-rows.js';
import { checkOneOf, wrongOption } from './checks.js';
import { BarFileError } from './errors.js';
import { rowsOfFile, rowsOfText } from './rows.js';
import type { FaultMaker } from './text-lines.js';

export type BarFileOptions = BarRowOptions;

export interface ParseBarsOptions extends BarRowOptions {
  /** Stands for the file in errors. Default `'bars'`. */
  readonly file?: string;
}

/**
 * M1 bars of a text in one of the formats of `BarFormat`, as wire records, ready for
 * `BarStore.load`. Left: a `BarFileError` for the first line that is not what it should be.
 *
 * @throws RangeError if an option is not what it should be.
 */
export const parseBars = (
  text: string,
  options: ParseBarsOptions = {},
): Either<BarFileError, RateBar[]> => {
  check(options, 'parseBars');
  return rowsOfText(text, barRows(options, faultIn(options.file ?? 'bars')), BarFileError);
};

/**
 * All M1 bars of a file, plain or gzip. Rejects with a `BarFileError` for the first line that
 * is not what it should be, or with Node's error for a file that cannot be read.
 */
export const readBarFile = async (
  path: string,
  options: BarFileOptions = {},
): Promise<readonly RateBar[]> => {
  check(options, 'readBarFile');
  const fault = faultIn(path);
  return rowsOfFile(path, barRows(options, fault), fault);
};

const faultIn =
  (file: string): FaultMaker =>
  (line, field, got, expected, cause) =>
    new BarFileError(file, line, field, got, expected, cause === undefined ? {} : { cause });

const check = (options: BarRowOptions, caller: string): void => {
  const { format = 'auto', side = 'bid', shiftSeconds = 0 } = options;
  checkOneOf(`${caller}: format`, format, ['auto', 'quote-bars', 'mt5-rates']);
  checkOneOf(`${caller}: side`, side, ['bid', 'ask']);
  if (!Number.isSafeInteger(shiftSeconds) || shiftSeconds % 60 !== 0) {
    throw wrongOption(`${caller}: shiftSeconds`, shiftSeconds, 'whole minutes, in seconds');
  }
};
