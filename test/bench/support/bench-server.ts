import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EMPTY, filter, firstValueFrom, fromEvent, map, mergeMap, race, timer } from 'rxjs';
import type { FromServer, FrameOrder, ToServer } from './server-messages.js';

const serverProcess = fileURLToPath(new URL('../server.ts', import.meta.url));
const answerTimeoutMs = 20_000;

type Answer<K extends FromServer['kind']> = Extract<FromServer, { kind: K }>;

/** The server process, as the benches steer it. */
export class BenchServer implements AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `ws://127.0.0.1:${port}`;
  }

  static async start(): Promise<BenchServer> {
    const child = fork(serverProcess);
    const { port } = await answerOf(child, 'listening', () => true);
    return new BenchServer(child, port);
  }

  /** Resolves when this client has come, or has subscribed. Ask before it does. */
  async ready(client: string): Promise<void> {
    await answerOf(this.#child, 'ready', (answer) => answer.client === client);
  }

  /** From now on frames are written to this client as fast as it reads them. */
  startFrames(client: string, frames: FrameOrder): void {
    this.#send({ kind: 'start', client, frames });
  }

  /** Resolves to the number of ticks that were written since the start. */
  async stopFrames(client: string): Promise<number> {
    const stopped = answerOf(this.#child, 'stopped', (answer) => answer.client === client);
    this.#send({ kind: 'stop', client });
    return (await stopped).ticks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await exit;
  }

  #send(message: ToServer): void {
    this.#child.send(message);
  }
}

function answerOf<K extends FromServer['kind']>(
  child: ChildProcess,
  kind: K,
  isMeant: (answer: Answer<K>) => boolean,
): Promise<Answer<K>> {
  const answers = fromEvent(child, 'message').pipe(
    mergeMap((args) => {
      const [message] = args as [FromServer];
      return message.kind === kind ? [message as Answer<K>] : EMPTY;
    }),
    filter(isMeant),
  );
  const fail = (reason: string) => (): never => {
    throw new Error(`bench server: ${reason} before it said "${kind}"`);
  };
  const exited = fromEvent(child, 'exit').pipe(map(fail('ended')));
  const late = timer(answerTimeoutMs).pipe(map(fail(`${answerTimeoutMs} ms went by`)));
  return firstValueFrom(race(answers, exited, late));
}
