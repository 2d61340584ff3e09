import { filter, firstValueFrom, timeout, type Observable } from 'rxjs';
import { openSession, type Session, type SessionConfig } from '../../src/index.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';

/** Things to close after a test, last opened first. */
export class Cleanup {
  readonly #tasks: (() => Promise<void>)[] = [];

  async simulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = await startSimulator(options);
    this.#tasks.push(() => simulator.close());
    return simulator;
  }

  async session(simulator: Simulator, options: Partial<SessionConfig> = {}): Promise<Session> {
    const session = await openSession(configFor(simulator, options));
    this.#tasks.push(() => session.close());
    return session;
  }

  async run(): Promise<void> {
    for (const task of this.#tasks.splice(0).reverse()) await task();
  }
}

/** A configuration for the first account, with short delays and no limits worth mentioning. */
export const configFor = (
  simulator: Simulator,
  options: Partial<SessionConfig> = {},
): SessionConfig => {
  const [account] = simulator.accounts;
  if (account === undefined) throw new Error('the simulator has no account');
  const { login, password } = account;
  return {
    url: simulator.url,
    login,
    ...(options.token === undefined ? { password } : {}),
    reconnect: { delayMs: 20, maxMs: 100 },
    openTimeoutMs: 5000,
    requestTimeoutMs: 5000,
    limits: { commands: { count: 1000 } },
    ...options,
  };
};

/** The first value that fits; fails when none comes in time. */
export const next = <T>(
  source: Observable<T>,
  fits: (value: T) => boolean = () => true,
): Promise<T> => firstValueFrom(source.pipe(filter(fits), timeout(5000)));
