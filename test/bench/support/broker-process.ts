import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const brokerProcess = fileURLToPath(new URL('../simulator-server.ts', import.meta.url));

/** Where the embedded server is, and who may log on. */
export interface BenchBroker {
  readonly url: string;
  /** Decimal digits. */
  readonly login: string;
  readonly password: string;
}

/** The process of an embedded server with so many symbols. */
export class BrokerProcess implements AsyncDisposable {
  readonly broker: BenchBroker;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, broker: BenchBroker) {
    this.#child = child;
    this.broker = broker;
  }

  static async start(symbols: number): Promise<BrokerProcess> {
    const child = fork(brokerProcess, [String(symbols)]);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`bench: the embedded server ended with ${String(code)}`);
    });
    const [broker] = (await Promise.race([once(child, 'message'), ended])) as [BenchBroker];
    // How it ends later is of no interest.
    ended.catch(() => undefined);
    return new BrokerProcess(child, broker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}
