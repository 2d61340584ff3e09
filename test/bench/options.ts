import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly json: boolean;
  readonly short: boolean;
  readonly help: boolean;
  /** Subjects to run, in the order of the whole bench. */
  readonly only: readonly string[];
  readonly rounds: number;
}

/** A flag that cannot be used, said in words for the terminal. */
export class UsageError extends Error {}

const defaultRounds = 7;
const shortRounds = 5;
const mostRounds = 1000;

/** @throws UsageError naming the flag, what was got and what is allowed */
export function parseOptions(args: readonly string[], subjects: readonly string[]): BenchOptions {
  const { json, short, help, only, rounds } = flags(args);
  const unknown = only.find((name) => !subjects.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--only: got "${unknown}", expected one of ${subjects.join(', ')}`);
  }
  return {
    json,
    short,
    help,
    only: only.length === 0 ? subjects : subjects.filter((name) => only.includes(name)),
    rounds: rounds === undefined ? (short ? shortRounds : defaultRounds) : wholeRounds(rounds),
  };
}

export function help(subjects: readonly string[]): string {
  return [
    'Usage: npm run bench -- [options]',
    '',
    'Measures speed as ratios between ways of doing the same, all in one run, and memory in use.',
    '',
    'Options:',
    '  --json         one JSON object per figure: name, value, unit, ratio_to, ratio',
    '  --short        fewer and shorter samples, about a minute in all',
    '  --only NAME    run this subject; may be given several times',
    `  --rounds N     samples of each figure, of which the median is shown (default ${defaultRounds}, ` +
      `short ${shortRounds})`,
    '  --help         this text',
    '',
    `Subjects: ${subjects.join(', ')}`,
    '',
    'Aims are shown beside their figures; missing one does not make the run fail. Most are ratios,',
    'which hold on any machine; "at most 2000 ms" is a bound of the figure itself.',
    '',
    'Examples:',
    '  npm run bench -- --short',
    '  npm run bench -- --only decrypt --rounds 15',
    '  npm run --silent bench -- --json > figures.jsonl',
  ].join('\n');
}

function flags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        short: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    // Node's message names the flag; what follows it is advice about `--`.
    const [reason] = (error as Error).message.split('. ');
    throw new UsageError(
      `${String(reason)}; known are --json, --short, --only NAME, --rounds N, --help`,
    );
  }
}

function wholeRounds(text: string): number {
  const rounds = Number(text);
  if (/^\d+$/.test(text) && rounds >= 1 && rounds <= mostRounds) return rounds;
  throw new UsageError(`--rounds: got "${text}", expected a whole number from 1 to ${mostRounds}`);
}
