import {
  concat,
  concatMap,
  defer,
  filter,
  finalize,
  map,
  mergeMap,
  tap,
  type Observable,
} from 'rxjs';
import type {
  BarsFilter,
  BarsProgress,
  BarsResult,
  BarUpdate,
  GapFill,
  Logger,
  Session,
  Timeframe,
} from '../index.js';
import { barLine, barsSummary, csvHeader, csvLine, updateLine } from './bar-lines.js';
import { BarWindow } from './bar-window.js';
import { candleChart, fittingBars } from './candles.js';
import { withReports } from './follow.js';
import type { Io } from './io.js';
import { redraws, showLive, soFar } from './live-view.js';
import { loadProgress, progressWords } from './load-progress.js';
import { hasColours } from './paint.js';
import { isForTheEye, isoTime, printAll, printBatches } from './print.js';
import { cut, visible } from './shown-text.js';
import type { TextSink } from './text-sink.js';
import type { TableLayout } from './text-table.js';

export interface BarsView {
  readonly io: Io;
  readonly session: Session;
  readonly logger: Logger;
  readonly symbol: string;
  readonly digits: number;
  readonly timeframe: Timeframe;
  /** Given: CSV goes there. */
  readonly csv: TextSink | undefined;
  readonly json: boolean;
  /** Ends a live view. */
  readonly until: <T>(source: Observable<T>) => Observable<T>;
  /** A line above a live chart. */
  readonly title: string;
}

/** A chart of more lines than this shows no more. */
const chartLines = 24;
const leastLines = 8;

const nameOf = ({ symbol, timeframe }: BarsView): string => `${visible(symbol)} ${timeframe.name}`;

const loaded = (view: BarsView, which: BarsFilter): Observable<BarsResult> =>
  defer(() => {
    const progress = loadProgress(view.io, nameOf(view));
    return view.session.history
      .bars(view.symbol, view.timeframe.name, { ...which, onProgress: progress.show })
      .pipe(tap(progress.end), finalize(progress.end));
  });

/** Two lines on the bars, and on how many of them a chart of this width shows. */
const summary = (view: BarsView, bars: BarsResult['bars'], width: number): readonly string[] => {
  const { symbol, timeframe, digits } = view;
  const drawn = fittingBars(bars, { width, digits }).candles.length;
  return barsSummary(bars, { symbol, timeframe: timeframe.name, digits, drawn });
};

const chart = (view: BarsView, { bars }: Pick<BarsResult, 'bars'>): string[] => {
  const { io, digits, timeframe } = view;
  const { columns, rows } = io.out.size;
  const height = Math.min(Math.max(rows - 4, leastLines), chartLines);
  const { minutes } = timeframe;
  const size = { width: columns, height, minutes, digits, colour: hasColours(io) };
  const drawn = bars.length === 0 ? [] : candleChart(bars, size);
  return [...drawn, ...summary(view, bars, columns)];
};

function* csvOf(bars: BarsResult['bars']): Generator<string> {
  yield csvHeader;
  for (const bar of bars) yield csvLine(bar);
}

function* jsonOf(bars: BarsResult['bars']): Generator<string> {
  for (const bar of bars) yield barLine(bar);
}

/** Bars of the past: candles on a terminal, else JSON lines; or CSV. */
export const showBars = (view: BarsView, which: BarsFilter): Observable<never> => {
  const { io, csv } = view;
  return loaded(view, which).pipe(
    tap(({ complete, oldest }) => {
      if (complete) return;
      const from = oldest === undefined ? '' : `; the first is that of ${isoTime(oldest)}`;
      io.say(`${nameOf(view)}: the server may have more bars${from}`);
    }),
    mergeMap((result) => {
      if (csv !== undefined) return csv.write(csvOf(result.bars));
      if (!isForTheEye(io, view)) return printAll(io, jsonOf(result.bars));
      return printAll(
        io,
        chart(view, result).map((line) => `${line}\n`),
      );
    }),
  );
};

export interface FollowBars {
  readonly history: number | { readonly from: number };
  readonly gapFill: GapFill;
}

const liveBars = (
  view: BarsView,
  options: FollowBars,
  onProgress: (progress: BarsProgress) => void,
): Observable<BarUpdate> =>
  defer(() => {
    const { session, symbol, timeframe, logger } = view;
    const live = session.bars(symbol, timeframe.name, {
      ...options,
      onProgress,
      onFailure: (error) => {
        logger.warn({ error, symbol }, 'bars could not be loaded, and will be asked for again');
      },
    });
    return withReports(logger, live).pipe(view.until);
  });

/** Live bars where no chart is in the way of the progress line. */
const printedBars = (view: BarsView, options: FollowBars): Observable<BarUpdate> =>
  defer(() => {
    const progress = loadProgress(view.io, nameOf(view));
    const updates$ = liveBars(view, options, progress.show);
    return updates$.pipe(tap(progress.end), finalize(progress.end));
  });

const followCsv = (updates$: Observable<BarUpdate>, csv: TextSink): Observable<never> =>
  concat(
    csv.write([csvHeader]),
    updates$.pipe(
      filter(({ closed }) => closed),
      concatMap(({ bar }) => csv.write([csvLine(bar)])),
    ),
  );

const liveChart = (view: BarsView, options: FollowBars): Observable<never> =>
  defer(() => {
    const { io, session, title, digits, timeframe } = view;
    const window = new BarWindow();
    let loading = `${nameOf(view)}: loading`;
    const updates$ = liveBars(view, options, (progress) => {
      loading = `${nameOf(view)}: ${progressWords(progress)}`;
    });
    const body = ({ columns, rows, colours }: TableLayout): readonly string[] => {
      const { bars } = window;
      const words = (bars.length === 0 ? [loading] : summary(view, bars, columns)).slice(0, rows);
      const height = Math.min(rows - words.length, chartLines);
      const isDrawn = bars.length > 0 && height >= leastLines;
      const { minutes } = timeframe;
      const size = { width: columns, height, minutes, digits, colour: colours };
      return [
        ...(isDrawn ? candleChart(bars, size) : []),
        ...words.map((line) => cut(line, columns)),
      ];
    };
    return showLive(
      io,
      updates$.pipe(
        tap((update) => {
          window.add(update);
        }),
      ),
      {
        ...{ title, body, status$: session.status$ },
        facts: (nowMs, startMs) => soFar(window.count, 'update', nowMs - startMs),
      },
    );
  });

/** Bars of the past, then live ones: a chart that moves, a JSON line for each update, or CSV. */
export const followBars = (view: BarsView, options: FollowBars): Observable<never> => {
  const { io, csv } = view;
  if (csv !== undefined) return followCsv(printedBars(view, options), csv);
  if (redraws(io, view)) return liveChart(view, options);
  const batches$ = printedBars(view, options).pipe(map((update) => [update]));
  return printBatches(io, batches$, updateLine, 'bars');
};
