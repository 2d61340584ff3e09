import { mergeMap } from 'rxjs';
import { timeframeOf, type BarsFilter, type GapFill, type Timeframe } from '../../index.js';
import { openFor } from '../access.js';
import type { ParsedArguments } from '../args.js';
import { followBars, showBars, type BarsView } from '../bars-view.js';
import { checkStart, time } from '../dates.js';
import { messageOf, UsageError, type ExitCode } from '../errors.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import type { Io } from '../io.js';
import { choice, number, optionalText } from '../options.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';
import { symbolNamed } from '../symbol-arguments.js';
import { openSink, standardOutput, type TextSink } from '../text-sink.js';

const defaultCount = 100;

const gapFills = ['none', 'forward', 'backfill'] as const satisfies readonly GapFill[];

const options = {
  count: number({
    value: 'N',
    help: `the newest N bars (default ${defaultCount}, with --from all)`,
    min: 1,
    max: 1_000_000,
    whole: true,
  }),
  from: time('bars that open at this time or later; a date alone is its first moment'),
  to: time('bars that open at this time or earlier (default now)'),
  csv: optionalText({
    value: 'FILE',
    help: 'CSV, on standard output or to a file, which is written over',
    implied: standardOutput,
  }),
  ...followOptions('go on with live bars'),
  gapFill: choice({
    help: 'with --follow, periods without a bar: none, forward (flat bars) or backfill (asked of the server)',
    among: gapFills,
    fallback: undefined,
  }),
  ...sessionOptions,
};

type Values = ParsedArguments<typeof options>['values'];

const checkTimeframe = (name: string): Timeframe => {
  try {
    return timeframeOf(name);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
};

const check = (values: Values, nowMs: number): void => {
  const { from, to, csv, json, follow, count, gapFill } = values;
  checkFollow(values, { '--gap-fill': gapFill });
  if (csv !== undefined && json) {
    throw new UsageError('--csv and --json are given, expected one of them');
  }
  if (follow && to !== undefined) {
    throw new UsageError('--to is given with --follow, which has no end');
  }
  if (follow && from !== undefined && count !== undefined) {
    throw new UsageError('--from and --count are given with --follow, expected one of them');
  }
  checkStart(from, to, nowMs);
};

/** Which bars are asked for; without a start there has to be a number. */
const filterOf = ({ from, to, count }: Values): BarsFilter => ({
  from,
  to,
  count: count ?? (from === undefined ? defaultCount : undefined),
});

/** The bar that is open comes besides those of the history, and is one of those wanted. */
const historyOf = ({ from, count }: Values): number | { readonly from: number } =>
  from === undefined ? (count ?? defaultCount) - 1 : { from };

const withCsv = async (
  io: Io,
  csv: string | undefined,
  body: (sink: TextSink | undefined) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const sink = csv === undefined ? undefined : await openSink(io, '--csv', csv);
  try {
    return await body(sink);
  } finally {
    await sink?.close();
  }
};

const run = async (
  { values, positionals }: ParsedArguments<typeof options>,
  io: Io,
): Promise<ExitCode> => {
  const [name = '', timeframeName = ''] = positionals;
  const timeframe = checkTimeframe(timeframeName);
  check(values, io.scheduler.now());
  return withCsv(io, values.csv, (csv) =>
    openFor(io, values, (session, { title, logger }) =>
      symbolNamed(session, name).pipe(
        mergeMap(({ digits }) => {
          const view: BarsView = {
            ...{ io, session, logger, symbol: name, digits, timeframe, csv, json: values.json },
            title,
            until: untilSeconds(io, values),
          };
          return values.follow
            ? followBars(view, { history: historyOf(values), gapFill: values.gapFill ?? 'none' })
            : showBars(view, filterOf(values));
        }),
      ),
    ),
  );
};

export const bars = defineSessionCommand({
  name: 'bars',
  summary: 'bars of a symbol: candles, JSON or CSV, of the past and live',
  options,
  positionals: {
    value: 'SYMBOL TIMEFRAME',
    help: 'the symbol as the server spells it; M1, M5, M15, M30, H1, H4, D1, W1, MN1, or another M<minutes> or H<hours>',
    min: 2,
    max: 2,
  },
  details: [
    'Draws candles on a terminal (green and red; without colours a rising one is a line and a falling one a block), else prints one JSON object per bar. Times are UTC; those of the other half of the year are right only with --daylight.',
    'With --follow, JSON has "closed" and "source" (history, live, backfill, fill) besides, and CSV gets a line when a bar has closed.',
  ],
  examples: [
    { command: 'rxmt5 bars EURUSD H1', does: 'the last 100 hours as candles' },
    {
      command:
        'rxmt5 bars EURUSD M1 --from 2026-01-05 --to 2026-01-10 --csv week.csv --daylight us',
      does: 'a week of minutes as a file',
    },
    { command: 'rxmt5 bars XAUUSD M5 --follow', does: 'a chart that moves' },
    { command: 'rxmt5 bars XAUUSD D1 --count 250 --json | jq .close', does: 'closing prices' },
  ],
  run,
});
