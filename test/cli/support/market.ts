import { Subject } from 'rxjs';

import { commands } from '../../../src/cli/commands/index.js';
import { run } from '../../../src/cli/run.js';
import {
  BarStore,
  startSimulator,
  type FeedTick,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/simulator/index.js';
import { fakeEnvironment, type FakeOptions } from './fake-environment.js';

/** How far the embedded server's clock is ahead of UTC, seconds. */
export const serverOffset = 7200;

const minute = 60;

/** M1 bars that end with the last minute before `endMs` (UTC): closes count up by a point. */
export const minuteBars = (count: number, endMs: number) => {
  const end = Math.floor(endMs / 60_000) * minute + serverOffset;
  return Array.from({ length: count }, (_, index) => {
    const open = Number((1.1 + index / 100_000).toFixed(5));
    const close = Number((open + 1 / 100_000).toFixed(5));
    return {
      time: end - (count - index) * minute,
      ...{ open, high: close, low: open, close, tick_volume: 10 + (index % 5), real_volume: 0 },
    };
  });
};

export interface Market {
  readonly simulator: Simulator;
  readonly feed: Subject<FeedTick>;
  /** Ends what was started, and the server. */
  readonly close: () => Promise<void>;
  /** Runs a command against it. */
  readonly start: (
    argv: readonly string[],
    options?: FakeOptions,
  ) => {
    readonly environment: ReturnType<typeof fakeEnvironment>;
    readonly done: Promise<number>;
  };
}

/** An embedded server whose quotes the test gives, and whose bars of EURUSD are `bars`. */
export const openMarket = async (
  options: SimulatorOptions = {},
  bars: ReturnType<typeof minuteBars> = [],
): Promise<Market> => {
  const feed = new Subject<FeedTick>();
  const store = new BarStore({ serverOffsetSeconds: serverOffset });
  if (bars.length > 0) store.load('EURUSD', bars);
  const simulator = await startSimulator({ feed, bars: store, ...options });
  const [{ login, password }] = simulator.accounts;
  const env = {
    RXMT5_URL: simulator.url,
    RXMT5_LOGIN: String(login),
    RXMT5_PASSWORD: password,
    NO_COLOR: '1',
  };
  const started: ReturnType<Market['start']>[] = [];
  return {
    simulator,
    feed,
    close: async () => {
      for (const { environment } of started) environment.signals$.next('SIGINT');
      await Promise.all(started.map(({ done }) => done));
      await simulator.close();
    },
    start: (argv, more = {}) => {
      const environment = fakeEnvironment({ ...more, env: { ...env, ...more.env }, argv });
      const one = { environment, done: run(commands, environment) };
      started.push(one);
      return one;
    },
  };
};
