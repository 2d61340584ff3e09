import { afterEach } from '@jest/globals';
import { NEVER } from 'rxjs';

import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { RawClient } from './raw-client.js';

export const demo = { login: 1001n, password: 'Demo-1001' } as const;

/** Starts simulators that are closed after each test. */
export const simulators = () => {
  const running: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  });

  /** With the feed that a simulator has by itself. */
  const startWithFeed = async (options: SimulatorOptions = {}): Promise<Simulator> => {
    const simulator = await startSimulator(options);
    running.push(simulator);
    return simulator;
  };
  /** Without a feed, unless one is given. */
  const start = (options: SimulatorOptions = {}): Promise<Simulator> =>
    startWithFeed({ feed: NEVER, ...options });
  /** A simulator and a client that has logged on to its first account. */
  const withClient = async (
    options: SimulatorOptions = {},
  ): Promise<{ simulator: Simulator; client: RawClient }> => {
    const simulator = await start(options);
    const [account] = simulator.accounts;
    return { simulator, client: await RawClient.loggedOn(simulator.url, account) };
  };
  return { start, startWithFeed, withClient };
};
