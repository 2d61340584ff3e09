import { once } from 'node:events';

import { describe, expect, test } from '@jest/globals';
import { filter, firstValueFrom, take, toArray, VirtualTimeScheduler } from 'rxjs';

import { garbageSorts, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { commands, type ProtocolError } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start, withClient } = simulators();

const ping = commands.ping.id;
const account = commands.account.id;
const empty = new Uint8Array(0);

/** Two clients that have logged in, connections 1 and 2. */
const withTwo = async (options: SimulatorOptions = {}) => {
  const { simulator, client: first } = await withClient(options);
  return { simulator, first, second: await RawClient.loggedOn(simulator.url, demo) };
};

/** Resolves when the server has seen the next request of that command. */
const arrived = (simulator: Simulator, command: number) =>
  firstValueFrom(simulator.requests$.pipe(filter((request) => request.command === command)));

const pinged = (client: RawClient) => client.reply(commands.ping, undefined);

/** The commands of the frames that came after the log-on. */
const later = (client: RawClient): number[] =>
  client.frames.map(({ command }) => command).filter((command) => ![0, 28, 15].includes(command));

describe('drop', () => {
  test('cuts all connections without a close frame', async () => {
    const { simulator, first, second } = await withTwo();
    expect(simulator.controls.drop()).toBe(2);
    expect([(await first.closed).code, (await second.closed).code]).toEqual([1006, 1006]);
    expect(simulator.connections).toEqual([]);
  });

  test('cuts one', async () => {
    const { simulator, first, second } = await withTwo();
    expect(simulator.controls.drop(2)).toBe(1);
    expect((await second.closed).code).toBe(1006);
    await pinged(first);
    expect(simulator.connections.map(({ id }) => id)).toEqual([1]);
    expect(simulator.controls.drop(2)).toBe(0);
  });
});

describe('closeClean', () => {
  test('closes with code 1000, or another', async () => {
    const { simulator, first, second } = await withTwo();
    expect(simulator.controls.closeClean(1)).toBe(1);
    expect((await first.closed).code).toBe(1000);
    expect(simulator.controls.closeClean(undefined, 1012)).toBe(1);
    expect((await second.closed).code).toBe(1012);
  });

  test.each([999, 1005, 1006, 1015, 2000, 5000, 1000.5])('refuses the code %d', async (code) => {
    const simulator = await start();
    expect(() => simulator.controls.closeClean(undefined, code)).toThrow(
      `code: got ${code}, expected a WebSocket close code`,
    );
  });
});

describe('halfOpen', () => {
  test('lets nothing out: no replies, no pushes, no pongs, no answer to a close', async () => {
    const { simulator, first, second } = await withTwo();
    await first.ask(commands.ticksSubscribe, [1]);
    simulator.controls.halfOpen(true, 1);
    const seen = arrived(simulator, account);
    first.send(ping);
    first.send(7, Uint8Array.of(0, 0, 0, 0));
    first.socket.ping();
    first.send(account);
    // The requests arrive, and have no effect.
    expect(await seen).toMatchObject({ connection: 1, login: 1001n });
    expect(simulator.connections[0]?.ticks).toHaveLength(1);

    let pongs = 0;
    first.socket.on('pong', () => (pongs += 1));
    simulator.pushTick({ symbol: simulator.symbols[0]?.name ?? '', time: 0, bid: 1, ask: 2 });
    expect(simulator.push(commands.loginStatusPush, { state: 1 })).toBe(1);
    first.socket.close();
    await second.push(commands.loginStatusPush);
    await second.push(commands.loginStatusPush);
    await pinged(second);
    expect(later(first)).toEqual([7]);
    expect(pongs).toBe(0);
    expect(first.isClosed).toBe(false);
    first.socket.terminate();
    expect((await first.closed).code).toBe(1006);
  });

  test('ends, and what comes then is answered', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.halfOpen(true);
    const seen = arrived(simulator, account);
    client.send(account);
    await seen;
    simulator.controls.halfOpen(false);
    const pong = once(client.socket, 'pong');
    client.socket.ping();
    await Promise.all([pinged(client), pong]);
    expect(later(client)).toEqual([ping]);
  });

  test('holds for connections to come', async () => {
    const simulator = await start();
    simulator.controls.halfOpen(true);
    const client = await RawClient.open(simulator.url);
    const seen = arrived(simulator, 0);
    client.send(0, new Uint8Array(64));
    await seen;
    simulator.controls.reset();
    await client.bootstrap();
    await client.logOn(demo);
    // The first bootstrap was never answered.
    expect(client.frames.filter(({ command }) => command === 0)).toHaveLength(1);
  });

  test('keeps back a reply that was on its way', async () => {
    const scheduler = new VirtualTimeScheduler();
    const { simulator, client } = await withClient({ scheduler });
    simulator.controls.delayReplies(500, account);
    const seen = arrived(simulator, account);
    client.send(account);
    await seen;
    simulator.controls.halfOpen(true);
    scheduler.flush();
    simulator.controls.reset();
    await pinged(client);
    expect(later(client)).toEqual([ping]);
  });

  test('does not keep the simulator from closing', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.halfOpen(true);
    await simulator.close();
    expect((await client.closed).code).toBe(1006);
  });
});

describe('delayReplies', () => {
  test('holds replies back for so long, by the scheduler', async () => {
    const scheduler = new VirtualTimeScheduler();
    const { simulator, client } = await withClient({ scheduler });
    simulator.controls.delayReplies(500, account);
    const seen = arrived(simulator, account);
    client.send(account);
    await seen;
    await pinged(client);
    expect(later(client)).toEqual([ping]);

    scheduler.maxFrames = scheduler.now() + 499;
    scheduler.flush();
    await pinged(client);
    expect(later(client)).toEqual([ping, ping]);
    scheduler.maxFrames += 1;
    scheduler.flush();
    await client.next(account);
    expect(later(client)).toEqual([ping, ping, account]);
  });

  test('keeps the order of the replies, and ends with 0', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.delayReplies(10);
    client.send(ping);
    client.send(account);
    await client.next(account);
    expect(later(client)).toEqual([ping, account]);
    simulator.controls.delayReplies(0);
    await pinged(client);
  });

  test('may differ by command and by connection; the narrower counts', async () => {
    const { simulator, first, second } = await withTwo();
    simulator.controls.delayReplies(2 ** 31 - 1);
    simulator.controls.delayReplies(0, ping);
    simulator.controls.delayReplies(0, undefined, 2);
    first.send(account);
    await pinged(first);
    expect(later(first)).toEqual([ping]);
    await second.ask(commands.account, undefined);
  });

  test('of the bootstrap delays the change of keys as well', async () => {
    const simulator = await start();
    simulator.controls.delayReplies(10, 0);
    const client = await RawClient.open(simulator.url);
    await client.bootstrap();
    await client.logOn(demo);
    expect(client.faults).toEqual([]);
  });
});

describe('lateReply', () => {
  test('delays the next reply of that command alone', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.lateReply(account, 20);
    client.send(account);
    client.send(ping);
    await client.next(account);
    await client.ask(commands.account, undefined);
    expect(later(client)).toEqual([ping, account, account]);
  });

  test('loses it with Infinity, though the request is obeyed', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.lateReply(7, Infinity);
    client.send(7, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    await pinged(client);
    expect(later(client)).toEqual([ping]);
    expect(simulator.connections[0]?.ticks).toHaveLength(1);
  });
});

describe('duplicateReplies', () => {
  test('sends every reply twice, with the same bytes', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.duplicateReplies(true);
    client.send(ping);
    const copies = [await client.next(ping), await client.next(ping)];
    expect(copies[0]).toEqual(copies[1]);
    simulator.controls.duplicateReplies(false);
    await pinged(client);
    await client.ask(commands.account, undefined);
    expect(later(client)).toEqual([ping, ping, ping, account]);
  });

  test('of one command, or one connection', async () => {
    const { simulator, first, second } = await withTwo();
    simulator.controls.duplicateReplies(true, account, 1);
    first.send(account);
    await pinged(first);
    await second.ask(commands.account, undefined);
    await pinged(second);
    expect(later(first)).toEqual([account, account, ping]);
    expect(later(second)).toEqual([account, ping]);
  });

  test('of the bootstrap come under the first key', async () => {
    const simulator = await start();
    simulator.controls.duplicateReplies(true, 0);
    const client = await RawClient.open(simulator.url);
    client.send(0, new Uint8Array(64));
    expect(await client.next(0)).toEqual(await client.next(0));
    expect(client.faults).toEqual([]);
  });
});

describe('garbage', () => {
  const faultOf = async (sort: (typeof garbageSorts)[number]) => {
    const { simulator, client } = await withClient();
    expect(simulator.controls.garbage(sort)).toBe(1);
    await client.faultCount(1);
    const [fault] = client.faults;
    await pinged(client);
    return typeof fault === 'string' ? fault : (fault as ProtocolError).code;
  };

  test.each([
    ['text', 'garbage'],
    ['short', 'frame-too-short'],
    ['empty', 'cipher-length'],
    ['length', 'frame-length'],
    ['version', 'frame-version'],
    ['block', 'cipher-length'],
    ['padding', 'padding'],
    ['inner', 'inner-too-short'],
  ] as const)('of the sort %s is %s to a client', async (sort, fault) => {
    expect(await faultOf(sort)).toBe(fault);
  });

  test('of the sort command is a frame of command 999', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.garbage('command');
    expect((await client.next(999)).body).toHaveLength(8);
  });

  test('of the sort body is an account push that no reader can make sense of', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.garbage('body');
    await expect(client.push(commands.accountPush)).rejects.toMatchObject({
      code: 'field-truncated',
    });
  });

  test('of every sort goes to all connections, or to one', async () => {
    const { simulator, first, second } = await withTwo();
    expect(simulator.controls.garbage()).toBe(2 * garbageSorts.length);
    expect(simulator.controls.garbage('text', 2)).toBe(1);
    await first.faultCount(8);
    await second.faultCount(9);
    await Promise.all([pinged(first), pinged(second)]);
    expect([first.faults.length, second.faults.length]).toEqual([8, 9]);
  });

  test('under the first key reaches who has no other yet', async () => {
    const simulator = await start();
    const client = await RawClient.open(simulator.url);
    client.send(0, new Uint8Array(63));
    await client.next(0);
    simulator.controls.garbage('padding');
    simulator.controls.garbage('command');
    await client.next(999);
    expect(client.faults).toMatchObject([{ code: 'padding' }]);
  });
});

describe('wrongKey', () => {
  /** One in 256 frames would look readable by chance. */
  const seeded = () => {
    let state = 5;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  };

  test('makes everything unreadable until it ends', async () => {
    const { simulator, client } = await withClient({ random: seeded() });
    await client.push(commands.loginStatusPush);
    simulator.controls.wrongKey();
    client.send(ping);
    simulator.push(commands.loginStatusPush, { state: 0 });
    await client.faultCount(2);
    expect(client.faults).toMatchObject([{ code: 'padding' }, { code: 'padding' }]);
    simulator.controls.wrongKey(false);
    await pinged(client);
    expect(client.faults).toHaveLength(2);
  });

  test('may be for one connection', async () => {
    const { simulator, first, second } = await withTwo({ random: seeded() });
    simulator.controls.wrongKey(true, 1);
    await pinged(second);
    first.send(account);
    await first.faultCount(1);
    expect(later(second)).toEqual([ping]);
  });
});

describe('ignore', () => {
  test('leaves requests unanswered and without effect, so many times', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.ignore(account, 2);
    for (let n = 0; n < 3; n += 1) client.send(account);
    await pinged(client);
    expect(later(client)).toEqual([account, ping]);
    simulator.controls.ignore(7);
    client.send(7, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    client.send(7, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    await pinged(client);
    expect(simulator.connections[0]?.ticks).toEqual([]);
  });

  test('may be for one connection', async () => {
    const { simulator, first, second } = await withTwo();
    simulator.controls.ignore(ping, Infinity, 1);
    first.send(ping);
    await pinged(second);
    await first.ask(commands.account, undefined);
    expect(later(first)).toEqual([account]);
  });
});

describe('echo', () => {
  const prefixes = async (client: RawClient): Promise<[number, number][]> => {
    const pairs: [number, number][] = [];
    for (let n = 0; n < 8; n += 1) {
      const sent = client.send(ping);
      pairs.push([sent, (await client.next(ping)).prefix]);
    }
    return pairs;
  };
  const echoes = (pairs: [number, number][]) => pairs.filter(([sent, got]) => sent === got).length;

  test('brings the two bytes of the request back, on and off', async () => {
    const { simulator, first, second } = await withTwo();
    expect(echoes(await prefixes(first))).toBeLessThan(8);
    simulator.controls.echo(true);
    expect(echoes(await prefixes(first))).toBe(8);
    simulator.controls.echo(false, 1);
    expect(echoes(await prefixes(first))).toBeLessThan(8);
    expect(echoes(await prefixes(second))).toBe(8);
  });

  test('is an option, and the default of a reset', async () => {
    const { simulator, client } = await withClient({ echo: true });
    expect(echoes(await prefixes(client))).toBe(8);
    simulator.controls.echo(false);
    simulator.controls.reset();
    expect(echoes(await prefixes(client))).toBe(8);
  });
});

describe('refuse', () => {
  test('answers with a code and an empty body, so many times', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.refuse(account, 100, 2);
    const codes = [];
    for (let n = 0; n < 3; n += 1)
      codes.push((await client.reply(commands.account, undefined)).code);
    expect(codes).toEqual([100, 100, 0]);
    simulator.controls.refuse(7, 1);
    client.send(7, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    expect(await client.next(7)).toMatchObject({ code: 1, body: Buffer.alloc(0) });
    expect(simulator.connections[0]?.ticks).toEqual([]);
  });

  test('may be for one connection', async () => {
    const { simulator, first, second } = await withTwo();
    simulator.controls.refuse(ping, 255, Infinity, 2);
    expect((await pinged(first)).code).toBe(0);
    expect((await pinged(second)).code).toBe(255);
  });
});

describe('refuseConnections', () => {
  test('refuses new ones with 503, and keeps those that are there', async () => {
    const { simulator, client } = await withClient();
    simulator.controls.refuseConnections(true);
    await expect(RawClient.open(simulator.url)).rejects.toThrow('503');
    await pinged(client);
    simulator.controls.refuseConnections(false);
    await RawClient.loggedOn(simulator.url, demo);
  });
});

describe('reset', () => {
  test('ends all of it', async () => {
    const { simulator, client } = await withClient();
    const { controls } = simulator;
    controls.halfOpen(true);
    controls.delayReplies(1e6);
    controls.duplicateReplies(true);
    controls.wrongKey();
    controls.lateReply(ping, 1e6);
    controls.ignore(ping);
    controls.refuse(account, 1);
    controls.refuseConnections(true);
    controls.reset();
    await client.ask(commands.account, undefined);
    await pinged(client);
    expect(later(client)).toEqual([account, ping]);
    expect(client.faults).toEqual([]);
    await RawClient.loggedOn(simulator.url, demo);
  });
});

describe('an argument that makes no sense is refused', () => {
  test.each<[string, (simulator: Simulator) => unknown]>([
    ['ms: got -1, expected a whole number from 0', ({ controls }) => controls.delayReplies(-1)],
    ['ms: got 2147483648', ({ controls }) => controls.delayReplies(2 ** 31)],
    ['ms: got NaN', ({ controls }) => controls.lateReply(3, NaN)],
    ['command: got 65536', ({ controls }) => controls.lateReply(65_536, 1)],
    ['command: got 1.5', ({ controls }) => controls.delayReplies(1, 1.5)],
    ['command: got -1', ({ controls }) => controls.duplicateReplies(true, -1)],
    ['command: got -1', ({ controls }) => controls.ignore(-1)],
    ['times: got 0', ({ controls }) => controls.ignore(3, 0)],
    ['times: got 1.5', ({ controls }) => controls.refuse(3, 1, 1.5)],
    ['code: got 0', ({ controls }) => controls.refuse(3, 0)],
    ['code: got 256', ({ controls }) => controls.refuse(3, 256)],
    ['sort: got "nonsense"', ({ controls }) => controls.garbage('nonsense' as 'text')],
  ])('%s', async (message, act) => {
    const simulator = await start();
    expect(() => act(simulator)).toThrow(message);
  });
});

test('requests are seen in the order in which they arrive, whatever is done to their replies', async () => {
  const { simulator, client } = await withClient();
  const seen = firstValueFrom(simulator.requests$.pipe(take(4), toArray()));
  simulator.controls.ignore(4);
  simulator.controls.refuse(9, 1);
  simulator.controls.lateReply(3, 5);
  for (const command of [3, 4, 9, 51]) client.send(command, empty);
  expect((await seen).map(({ command }) => command)).toEqual([3, 4, 9, 51]);
  await client.next(3);
});
