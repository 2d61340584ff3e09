import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import {
  asyncScheduler,
  lastValueFrom,
  NEVER,
  Observable,
  toArray,
  type SchedulerAction,
  type SchedulerLike,
} from 'rxjs';

import { startSimulator, type FeedTick } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo } from '../support/simulators.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How many sockets and servers are open in this process. */
const openHandles = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /TCP|TLS/.test(kind)).length;

/** Works as the real scheduler does, and counts what is still to come. */
const counting = () => {
  let waiting = 0;
  const scheduler: SchedulerLike = {
    now: () => asyncScheduler.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T) {
      let open = true;
      const settle = (): void => {
        if (open) waiting -= 1;
        open = false;
      };
      waiting += 1;
      const run = function (this: SchedulerAction<T>, given?: T): void {
        settle();
        work.call(this, given);
      };
      const action = asyncScheduler.schedule<T>(run, delay, state);
      action.add(settle);
      return action;
    },
  };
  return { scheduler, waiting: () => waiting };
};

describe('close', () => {
  test('ends every connection with 1001, completes requests$, and gives the port back', async () => {
    const simulator = await startSimulator({ feed: NEVER });
    const requests = lastValueFrom(simulator.requests$.pipe(toArray()));
    const clients = [await RawClient.open(simulator.url)];
    clients.push(await RawClient.loggedOn(simulator.url, demo));
    await simulator.close();
    for (const client of clients) {
      expect(await client.closed).toEqual({ code: 1001, reason: 'server stopped' });
    }
    expect((await requests).map(({ command }) => command)).toEqual([0, 28]);
    expect(simulator.connections).toEqual([]);
    await expect(RawClient.open(simulator.url)).rejects.toThrow('ECONNREFUSED');

    const next = await startSimulator({ feed: NEVER, port: simulator.port });
    expect(next.port).toBe(simulator.port);
    await next.close();
  });

  test('may be called again, and through asyncDispose', async () => {
    const simulator = await startSimulator({ feed: NEVER });
    await Promise.all([simulator.close(), simulator.close(), simulator[Symbol.asyncDispose]()]);
  });

  test('leaves the feed', async () => {
    let subscribed = 0;
    const feed = new Observable<FeedTick>(() => {
      subscribed += 1;
      return () => (subscribed -= 1);
    });
    const simulator = await startSimulator({ feed });
    expect(subscribed).toBe(1);
    await simulator.close();
    expect(subscribed).toBe(0);
  });

  test('calls off what was to come later', async () => {
    const { scheduler, waiting } = counting();
    const simulator = await startSimulator({ scheduler });
    const client = await RawClient.loggedOn(simulator.url, demo);
    simulator.controls.delayReplies(60_000);
    // The random walk, ticks, details and a late reply: all of them wait.
    client.send(commands.ticksSubscribe.id, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    while (simulator.connections[0]?.requests !== 3) await once(client.socket, 'message');
    expect(waiting()).toBeGreaterThan(1);
    await simulator.close();
    expect(waiting()).toBe(0);
  });

  test('leaves no handle open, whatever state the connections were in', async () => {
    const before = openHandles();
    const simulator = await startSimulator();
    const idle = connectTcp(simulator.port, simulator.host);
    idle.on('error', () => {});
    await once(idle, 'connect');
    const idleClosed = once(idle, 'close');
    const mute = await RawClient.loggedOn(simulator.url, demo);
    simulator.controls.halfOpen(true, 1);
    const paused = await RawClient.loggedOn(simulator.url, demo);
    const live = await RawClient.loggedOn(simulator.url, demo);
    await live.ask(commands.ticksSubscribe, [1, 2, 3]);
    paused.socket.pause();

    // A client has a second to answer the close, then it is cut.
    await simulator.close();
    paused.socket.terminate();
    await Promise.all([mute.closed, paused.closed, live.closed]);
    idle.destroy();
    await idleClosed;
    // Handles close in the turns after their sockets. Whatever stayed would stay for ever.
    while (openHandles() > before) await nextTurn();
    expect(openHandles()).toBeLessThanOrEqual(before);
  });

  test('lets the process end by itself', async () => {
    const script = path.join(import.meta.dirname, '../support/simulator-run.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const [code] = (await once(child, 'exit')) as [number | null];
    expect({ code, output }).toEqual({ code: 0, output: 'closed\n' });
  }, 40_000);

  test('refuses what comes after', async () => {
    const simulator = await startSimulator({ feed: NEVER });
    await simulator.close();
    const [symbol] = simulator.symbols;
    const tick = { symbol: symbol?.name ?? '', time: 0, bid: 1 };
    expect(() => simulator.pushTick(tick)).toThrow('The simulator is closed');
    expect(() => simulator.push(15, { state: 0 })).toThrow('The simulator is closed');
    expect(() => simulator.status(0)).toThrow('The simulator is closed');
    expect(simulator.controls.drop()).toBe(0);
  });
});

describe('a start that fails', () => {
  test('names the address, and leaves nothing behind', async () => {
    const simulator = await startSimulator({ feed: NEVER });
    let subscribed = 0;
    const feed = new Observable<FeedTick>(() => {
      subscribed += 1;
    });
    const again = startSimulator({ port: simulator.port, feed });
    await expect(again).rejects.toMatchObject({
      name: 'SimulatorListenError',
      code: 'listen',
      port: simulator.port,
      message: expect.stringMatching(/^Cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/),
      cause: expect.objectContaining({ code: 'EADDRINUSE' }),
    });
    expect(subscribed).toBe(0);
    await simulator.close();
  });
});
