import path from 'node:path';
import { mergeTicks, tickFile, type TickSource } from '../simulator/index.js';
import { UsageError } from './errors.js';
import { checkOptionFile } from './files.js';

interface Recording {
  readonly symbol: string;
  readonly file: string;
}

/** The symbol in the name of a file: `eurusd_ticks_20140507.csv.gz` is of EURUSD. */
const symbolInName = (file: string, symbols: readonly string[]): string | undefined => {
  const name = path.basename(file).toLowerCase();
  const words = [name, ...name.split(/[^a-z0-9.]+/), ...name.split(/[^a-z0-9]+/)];
  const found = symbols.filter((symbol) => words.includes(symbol.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
};

const readRecording = (given: string, symbols: readonly string[]): Recording => {
  const [, named, rest] = /^([^=/\\]+)=(.+)$/s.exec(given) ?? [];
  const file = rest ?? given;
  const symbol = named ?? symbolInName(file, symbols);
  if (symbol === undefined) {
    throw new UsageError(
      `--replay: ${JSON.stringify(file)} does not tell its symbol; write SYMBOL=FILE, such as EURUSD=${path.basename(file)}`,
    );
  }
  if (!symbols.includes(symbol)) {
    throw new UsageError(
      `--replay: got the symbol "${symbol}", expected one that the server has: ${symbols.join(', ')}`,
    );
  }
  return { symbol, file };
};

/**
 * The ticks of recorded files, each `FILE` or `SYMBOL=FILE`, merged by time.
 *
 * @throws UsageError for a file that cannot be read or does not tell its symbol
 */
export const openRecordings = async (
  given: readonly string[],
  symbols: readonly string[],
): Promise<{ readonly ticks: TickSource; readonly symbols: readonly string[] }> => {
  const recordings = given.map((text) => readRecording(text, symbols));
  for (const { file } of recordings) await checkOptionFile('--replay', file);
  return {
    ticks: mergeTicks(...recordings.map(({ symbol, file }) => tickFile(file, { symbol }))),
    symbols: [...new Set(recordings.map(({ symbol }) => symbol))],
  };
};
