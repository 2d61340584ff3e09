import { firstValueFrom, type Subscription } from 'rxjs';
import { openSession, type Session } from '../../../src/session/index.js';
import { commands } from '../../../src/wire/index.js';
import { RawClient } from '../../support/raw-client.js';
import type { Contender, Measure } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { BrokerProcess, type BenchBroker } from '../support/broker-process.js';
import { usedBytes } from '../support/heap.js';

const symbolCount = 10_000;
const bytesPerMegabyte = 1e6;
const aim = { valueAtMost: 2000 } as const;

const bare = 'bare wire: socket, decrypt, inflate, decode';
const toList = 'openSession to symbols()';
const toTree = 'openSession to the tree of symbols$';

function checkCount(count: number): void {
  if (count !== symbolCount) throw new Error(`bench: ${count} symbols, expected ${symbolCount}`);
}

/** Time of day and CPU time of this process between two moments, in ms. */
function stopwatch({ clock, cpuClock }: Settings): () => readonly [time: number, cpu: number] {
  const begin = [clock.now(), cpuClock.now()] as const;
  return () => [clock.now() - begin[0], cpuClock.now() - begin[1]];
}

const inMs = (name: string, more: Omit<Measure, 'name' | 'unit'> = {}): Measure[] => {
  const { ratioTo, aim: asked } = more;
  const cpu = (of: string): string => `${of}, CPU`;
  return [
    { name, unit: 'ms', ...(ratioTo !== undefined && { ratioTo }), ...(asked && { aim: asked }) },
    { name: cpu(name), unit: 'ms', ...(ratioTo !== undefined && { ratioTo: cpu(ratioTo) }) },
  ];
};

const heap = (name: string): Measure[] => [
  { name, unit: 'MB' },
  { name: `${name}, per symbol`, unit: 'B' },
];

const heapValues = (bytes: number): number[] => [bytes / bytesPerMegabyte, bytes / symbolCount];

/** The least that brings the list: keys, login, one request; no account, no names, no tree. */
function bareWire(broker: BenchBroker, settings: Settings): Contender {
  const { url, password } = broker;
  const login = BigInt(broker.login);
  return {
    measures: [...inMs(bare), ...heap('bare wire: records, heap')],
    async sample() {
      const before = usedBytes();
      const lap = stopwatch(settings);
      const client = await RawClient.loggedOn(url, { login, password });
      const list = await client.ask(commands.symbolsCompressed, undefined);
      const times = lap();
      client.frames.length = 0;
      const bytes = usedBytes() - before;
      checkCount(list.length);
      await client.close();
      return [...times, ...heapValues(bytes)];
    },
  };
}

/** Follows `symbols$` until its first value, and on until the subscription is closed. */
function followTree(session: Session): Promise<{ following: Subscription; count: number }> {
  return new Promise((resolve, reject) => {
    const following = session.symbols$.subscribe({
      next: ({ all, tree }) => {
        if (tree.folders.length === 0) reject(new Error('bench: a tree without folders'));
        queueMicrotask(() => resolve({ following, count: all.length }));
      },
      error: reject,
    });
  });
}

/** From nothing to all that a session says of symbols, and what that takes to keep. */
function ours({ url, login, password }: BenchBroker, settings: Settings): Contender {
  return {
    measures: [
      ...inMs(toList, { ratioTo: bare }),
      ...inMs(toTree, { ratioTo: bare, aim }),
      ...heap('session with its symbols, heap'),
      ...heap('the same, symbols$ followed'),
    ],
    async sample() {
      const before = usedBytes();
      const lap = stopwatch(settings);
      const session = await openSession({ url, login, password });
      checkCount((await firstValueFrom(session.symbols())).length);
      const listed = lap();
      const { following, count } = await followTree(session);
      const followed = lap();
      checkCount(count);
      const bytesFollowed = usedBytes() - before;
      following.unsubscribe();
      const bytes = usedBytes() - before;
      await session.close();
      return [...listed, ...followed, ...heapValues(bytes), ...heapValues(bytesFollowed)];
    },
  };
}

/**
 * A session against the embedded server with 10,000 symbols: from connecting until it can tell
 * of them all, and the memory that they take.
 */
export const loadSymbols: Subject = {
  title: `load ${symbolCount} symbols (compressed list)`,
  async prepare(settings) {
    const process = await BrokerProcess.start(symbolCount);
    return {
      contenders: [bareWire(process.broker, settings), ours(process.broker, settings)],
      dispose: () => process[Symbol.asyncDispose](),
    };
  },
};
