import { defer, firstValueFrom, NEVER, timeout, type Observable } from 'rxjs';
import type { Bar, Diagnostic, Session, SessionConfig } from '../../src/index.js';
import {
  BarStore,
  catalogue,
  type FeedTick,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { commands, type RateBar } from '../../src/wire/index.js';
import { hastyScheduler } from './hasty-scheduler.js';
import { next, type Cleanup } from './session.js';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export interface MarketWorld {
  readonly simulator: Simulator;
  readonly session: Session;
  /** The server's bars. */
  readonly store: BarStore;
  /** Commands that the server has got since the session opened. */
  readonly asked: number[];
  readonly diagnostics: Diagnostic[];
}

/** A server without a feed and a session, both of which end with the test. */
export const marketWorld = async (
  cleanup: Cleanup,
  options: SimulatorOptions = {},
  config: Partial<SessionConfig> = {},
): Promise<MarketWorld> => {
  const { timezoneShiftSeconds = 0, daylightHours = 0 } = options;
  const serverOffsetSeconds = timezoneShiftSeconds + daylightHours * 3600;
  const store = new BarStore({ symbols: catalogue, serverOffsetSeconds });
  const accounts = [{ login: 42, password: 'Secret-42' }];
  const clock = { timezoneShiftSeconds, daylightHours };
  const simulator = await cleanup.simulator({
    ...{ feed: NEVER, bars: store, accounts, ...clock },
    ...options,
  });
  // Retries of a second come within 20 ms, and what is given up is given up soon.
  const runtime = { scheduler: hastyScheduler(50) };
  const session = await cleanup.session(simulator, {
    ...{ runtime, requestTimeoutMs: 6000, openTimeoutMs: 250_000, staleAfterMs: 86_400_000 },
    ...config,
  });
  const diagnostics: Diagnostic[] = [];
  session.diagnostics$.subscribe((diagnostic) => diagnostics.push(diagnostic));
  const asked: number[] = [];
  simulator.requests$.subscribe(({ command }) => asked.push(command));
  return { simulator, session, store, asked, diagnostics };
};

/** What a stream fails with, or what calling for it throws. */
export const failure = async (source: () => Observable<unknown>): Promise<unknown> =>
  firstValueFrom(defer(source).pipe(timeout(5000))).then(
    (value) => new Error(`emitted ${String(value)}`),
    (error: unknown) => error,
  );

/** Resolves once everything that was sent before it has come. */
export const settled = (session: Session): Promise<unknown> =>
  firstValueFrom(session.command(commands.ping.id));

/** As `settled`, also for the ticks of this turn: those of another symbol come behind them. */
export const settledAfter = async (session: Session, simulator: Simulator): Promise<void> => {
  const price = 1 + simulator.symbols.length / 1000;
  const marked = next(session.quotes('GBPUSD'), ({ bid }) => bid === price);
  simulator.pushTick(tickOf('GBPUSD', price));
  await marked;
};

export const kinds = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map((diagnostic) =>
    'command' in diagnostic ? `${diagnostic.kind} ${diagnostic.command}` : diagnostic.kind,
  );

export const tickOf = (symbol: string, bid: number, time = Date.now()): FeedTick => ({
  ...{ symbol, time, bid, ask: bid + 0.0002 },
});

/** The next request of this command is answered with these bytes, and with nothing else. */
export const answerNext = ({ simulator }: MarketWorld, command: number, body: Uint8Array): void => {
  simulator.controls.ignore(command, 1);
  const requests = simulator.requests$.subscribe((request) => {
    if (request.command !== command) return;
    requests.unsubscribe();
    simulator.push(command, body);
  });
};

export const rateBar = (time: number, close = 1): RateBar => ({
  ...{ time, open: 1, high: Math.max(1, close), low: Math.min(1, close), close },
  ...{ tick_volume: 1, real_volume: 0 },
});

/** So many minutes of bars, of which the last opens at `end`, in UTC milliseconds. */
export const load = (store: BarStore, symbol: string, count: number, end: number): RateBar[] => {
  const last = Math.floor(end / minuteMs) * 60 + store.serverOffsetSeconds;
  const bars = Array.from({ length: count }, (_, index) =>
    rateBar(last - (count - 1 - index) * 60, 1 + index / 1000),
  );
  store.load(symbol, bars);
  return bars;
};

export const serverTimes = (bars: readonly Bar[]): number[] =>
  bars.map(({ serverTime }) => serverTime);
