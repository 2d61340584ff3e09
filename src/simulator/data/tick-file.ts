import type { Either } from 'fp-ts/lib/Either.js';
import { checkOneOf, checkWhole, wrongOption } from './checks.js';
import { TickFileError } from './errors.js';
import type { FeedTick } from './feed-tick.js';
import { rowBlocks, rowsOfFile, rowsOfText } from './rows.js';
import type { FaultMaker } from './text-lines.js';
import { type TickRowOptions, tickRows } from './tick-rows.js';

export type TickFileOptions = TickRowOptions;

export interface ParseTicksOptions extends TickRowOptions {
  /** Stands for the file in errors; its name may hold the day. Default `'ticks'`. */
  readonly file?: string;
}

/**
 * Ticks of a text in one of the formats of `TickFormat`. Left: a `TickFileError` for the first
 * line that is not what it should be, or goes back in time.
 *
 * @throws RangeError if an option is not what it should be.
 */
export const parseTicks = (
  text: string,
  options: ParseTicksOptions,
): Either<TickFileError, FeedTick[]> => {
  check(options, 'parseTicks');
  const { file = 'ticks' } = options;
  return rowsOfText(text, tickRows(options, file, faultIn(file)), TickFileError);
};

/**
 * Ticks of a file, plain or gzip, as they are read: memory for one block, whatever the size of
 * the file. Can be iterated again. Leaving the loop closes the file.
 *
 * Iterating throws a `TickFileError` for the first line that is not what it should be or goes
 * back in time (after the ticks before it), and Node's error for a file that cannot be read.
 *
 * @throws RangeError at once if an option is not what it should be.
 */
export const tickFile = (path: string, options: TickFileOptions): AsyncIterable<FeedTick> => {
  check(options, 'tickFile');
  return {
    async *[Symbol.asyncIterator]() {
      const fault = faultIn(path);
      for await (const ticks of rowBlocks(path, tickRows(options, path, fault), fault)) {
        yield* ticks;
      }
    },
  };
};

/**
 * All ticks of a file, plain or gzip. Rejects as `tickFile` throws.
 *
 * @example
 * ```ts
 * import { readTickFile, replay } from 'rxmt5/simulator';
 *
 * const path = 'examples/data/eurusd_ticks_20140507_1400-1500Z.csv.gz';
 * const ticks = await readTickFile(path, { symbol: 'EURUSD' });
 * const feed = replay({ ticks, speed: 10, loop: true });
 * ```
 */
export const readTickFile = async (
  path: string,
  options: TickFileOptions,
): Promise<readonly FeedTick[]> => {
  check(options, 'readTickFile');
  const fault = faultIn(path);
  return rowsOfFile(path, tickRows(options, path, fault), fault);
};

const faultIn =
  (file: string): FaultMaker =>
  (line, field, got, expected, cause) =>
    new TickFileError(file, line, field, got, expected, cause === undefined ? {} : { cause });

const check = (options: TickRowOptions, caller: string): void => {
  const { symbol, format = 'auto', serverOffsetSeconds = 0 } = options;
  if (typeof symbol !== 'string' || symbol === '') {
    throw wrongOption(`${caller}: symbol`, symbol, 'the name of the symbol');
  }
  checkOneOf(`${caller}: format`, format, ['auto', 'ms-bid-ask', 'mt5']);
  checkWhole(`${caller}: serverOffsetSeconds`, serverOffsetSeconds);
};
