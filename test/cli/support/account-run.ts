import type { Environment } from '../../../src/cli/environment.js';
import { commands } from '../../../src/cli/commands/index.js';
import { run } from '../../../src/cli/run.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { fakeEnvironment, type Fake, type FakeOptions } from './fake-environment.js';

export interface Started {
  readonly environment: Fake;
  readonly done: Promise<Awaited<ReturnType<typeof run>>>;
  /** All that was written, on either output. */
  readonly everything: () => string;
}

/** Starts a command line against an embedded server, as its first account. */
export const startWith =
  (simulator: () => Simulator) =>
  (argv: readonly string[], options: FakeOptions = {}): Started => {
    const { url, accounts } = simulator();
    const [{ login, password }] = accounts;
    const environment = fakeEnvironment({
      ...options,
      argv,
      env: {
        RXMT5_URL: url,
        RXMT5_LOGIN: String(login),
        RXMT5_PASSWORD: password,
        ...options.env,
      },
    });
    return {
      environment,
      done: run(commands, environment satisfies Environment),
      everything: () => environment.stdout.text + environment.stderr.text,
    };
  };
