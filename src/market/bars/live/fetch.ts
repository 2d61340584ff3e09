import { concat, defer, EMPTY, map, type Observable } from 'rxjs';
import { ConnectionClosedError } from '../../../connection/index.js';
import { serverMs, utcMs } from '../../../wire/index.js';
import { isRequestFailure } from '../../keep-asking.js';
import type { Requester } from '../../requester.js';
import type { ServerTimes } from '../../server-times.js';
import type { Bar } from '../bar.js';
import { BarAlignmentError } from '../history-errors.js';
import { barStart, type Timeframe } from '../timeframe.js';
import { commandLoader, type BarsOptions } from './options.js';

/** Whom to ask. */
export interface BarServer {
  readonly requester: Requester;
  readonly times: ServerTimes;
}

/** What is known when a request is made. */
export interface Known {
  /** The latest bar. */
  readonly last: Bar | undefined;
  /** Without one: from where on it is known that there is none, seconds of the server's clock. */
  readonly from: number | undefined;
  /** Time of the latest tick on the server's clock; -Infinity without one. */
  readonly tickTime: number;
  /** The bars to begin with are there. */
  readonly hasHistory: boolean;
}

/** Bars, ascending. Those of the present reach up to the moment, the last of them is open. */
export interface Fetched {
  readonly kind: 'past' | 'present';
  readonly bars: readonly Bar[];
  /** From where on they were asked for, seconds of the server's clock. */
  readonly from: number;
}

/** More than so many bars of the server's may be too many for one reply. */
const maxRefreshBars = 1000;
const msPerMinute = 60_000;

/**
 * How far beyond our own clock the refresh looks: if that clock is late, the bar that is open
 * on the server must be in the reply all the same.
 */
const aheadMs = 86_400_000;

/** Errors of one request: the next one may go well. */
export const isTransient = (error: unknown): boolean =>
  isRequestFailure(error) ||
  error instanceof BarAlignmentError ||
  error instanceof ConnectionClosedError;

/**
 * The bars that are missing: by pages, if they are to begin with or many, and last those from
 * the latest known one on, that one included, by one request, whose reply comes in step with
 * the ticks.
 */
export const fetchBars = (
  options: BarsOptions,
  server: BarServer,
  known: () => Known,
): Observable<Fetched> =>
  concat(
    defer(() => past(options, server, known())),
    defer(() => present(options, server, known())),
  );

const past = (
  options: BarsOptions,
  { requester, times }: BarServer,
  known: Known,
): Observable<Fetched> => {
  const { symbol, timeframe, onProgress, load = commandLoader } = options;
  const now = presentTime(options, times, known);
  const wanted = known.hasHistory ? missing(known, timeframe, now) : beginning(options);
  if (wanted === undefined) return EMPTY;
  return load
    .history(requester, { symbol, timeframe, ...wanted, now, onProgress }, times)
    .pipe(map(({ bars }) => ({ kind: 'past', bars, from: -Infinity })));
};

const present = (
  options: BarsOptions,
  { requester, times }: BarServer,
  known: Known,
): Observable<Fetched> => {
  const { symbol, timeframe, scheduler, load = commandLoader } = options;
  const from = known.last?.serverTime ?? known.from ?? before(scheduler.now(), timeframe, times);
  const nowUtc = presentTime(options, times, known) + aheadMs;
  return load
    .since(requester, { symbol, timeframe, fromServerSeconds: from, nowUtc }, times)
    .pipe(map((bars) => ({ kind: 'present', bars, from })));
};

/** The latest bar is open, so one more than asked for. */
const beginning = ({ history = 0 }: BarsOptions): { count: number } | { from: number } =>
  typeof history === 'number' ? { count: history + 1 } : { from: history.from };

/** From the latest bar on, if there may be many. */
const missing = (
  { last }: Known,
  { baseMinutes }: Timeframe,
  now: number,
): { from: number } | undefined =>
  last !== undefined && now - last.time > maxRefreshBars * baseMinutes * msPerMinute
    ? { from: last.time }
    : undefined;

/** Our own clock may be late. */
const presentTime = ({ scheduler }: BarsOptions, times: ServerTimes, { tickTime }: Known): number =>
  Math.max(scheduler.now(), tickTime === -Infinity ? 0 : times.toUtc(serverMs(tickTime)));

/** When the bar before the present one opens: our clock may be early. */
const before = (now: number, timeframe: Timeframe, times: ServerTimes): number => {
  const seconds = Math.floor(times.fromUtc(utcMs(now)) / 1000);
  return barStart(barStart(seconds, timeframe) - 1, timeframe);
};
