import type { AccountForm } from '../../../src/onboarding/index.js';
import type { Simulator } from '../../../src/simulator/index.js';

export const form: AccountForm = {
  ...{ firstName: 'Ada', secondName: 'Lovelace', email: 'ada@example.com', group: 'demo' },
  ...{ phone: '+44 20 7946 0000', country: 'United Kingdom', deposit: 5000, leverage: 50 },
};

/** The commands that a server gets, as they come. */
export const commandsOf = (simulator: Simulator): number[] => {
  const seen: number[] = [];
  simulator.requests$.subscribe(({ command }) => seen.push(command));
  return seen;
};

/** What a promise was rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('was not rejected'),
    (error: unknown) => error,
  );

/** Short delays, so that a test of a loss does not wait. */
export const quick = { reconnectDelayMs: 5, requestTimeoutMs: 2000 } as const;
