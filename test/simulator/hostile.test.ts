import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';

import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { WebSocket } from 'ws';

import {
  commands,
  Encryptor,
  outerHeaderBytes,
  sealRequest,
  writeOuter,
} from '../../src/wire/index.js';
import {
  catalogue,
  type Simulator,
  type SimulatorOptions,
  type SymbolSpec,
} from '../../src/simulator/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start } = simulators();

const ping = commands.ping.id;

/** A simulator whose log is kept. */
const logged = async (options: SimulatorOptions = {}) => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): unknown => lines.push(JSON.parse(line) as Record<string, unknown>);
  const logger = pino({ level: 'debug' }, { write });
  const simulator = await start({ ...options, logger });
  return { simulator, lines, warnings: () => lines.filter(({ level }) => Number(level) >= 40) };
};

/** Another client is served as before. */
const stillServes = async (simulator: Simulator): Promise<void> => {
  const client = await RawClient.loggedOn(simulator.url, demo);
  expect((await client.reply(commands.ping, undefined)).code).toBe(0);
  await client.close();
};

const enclosed = (cipher: Uint8Array): Buffer => {
  const message = Buffer.alloc(outerHeaderBytes + cipher.length);
  writeOuter(message, 0, cipher.length);
  message.set(cipher, outerHeaderBytes);
  return message;
};

const sealed = (client: RawClient, command: number, payload = new Uint8Array(0)): Buffer =>
  sealRequest(new Encryptor(client.key), { prefix: 0, command, payload });

const patched = (message: Buffer, at: number, value: number): Buffer => {
  message[at] = value;
  return message;
};

describe('a client is disconnected in order, and a line says why, when it sends', () => {
  test.each<[string, number, string | undefined, (client: RawClient) => Buffer | string]>([
    ['a text', 1003, undefined, () => 'hello'],
    ['nothing', 1002, 'frame-too-short', () => Buffer.alloc(0)],
    ['seven bytes', 1002, 'frame-too-short', () => Buffer.alloc(7)],
    ['a header alone', 1002, 'cipher-length', () => enclosed(Buffer.alloc(0))],
    ['a length too long', 1002, 'frame-length', (to) => patched(sealed(to, ping), 0, 0xff)],
    ['a length too short', 1002, 'frame-length', (to) => patched(sealed(to, ping), 0, 0)],
    ['a length beyond 2 GiB', 1002, 'frame-length', (to) => patched(sealed(to, ping), 3, 0xff)],
    ['another version', 1002, 'frame-version', (to) => patched(sealed(to, ping), 4, 2)],
    ['half a block', 1002, 'cipher-length', () => enclosed(Buffer.alloc(24))],
    [
      'three bytes',
      1002,
      'inner-too-short',
      (to) => enclosed(new Encryptor(to.key).encrypt(Buffer.alloc(3))),
    ],
  ])('%s', async (_, closeCode, code, message) => {
    const { simulator, warnings } = await logged();
    const client = await RawClient.loggedOn(simulator.url, demo);
    client.socket.send(message(client));
    expect(await client.closed).toEqual({ code: closeCode, reason: 'protocol error' });
    expect(warnings()).toMatchObject([{ connection: 1, reason: expect.any(String) }]);
    expect(warnings()[0]?.['code']).toBe(code);
    await stillServes(simulator);
  });

  test('frames under the first key after the bootstrap', async () => {
    const { simulator, warnings } = await logged();
    // Whether a wrong key shows in one frame is a matter of chance; in a few it does.
    const client = await RawClient.open(simulator.url);
    const first = client.key;
    await client.bootstrap();
    const encryptor = new Encryptor(first);
    const login = { prefix: 0, command: 28, payload: new Uint8Array(912) };
    for (let n = 0; n < 8; n += 1)
      client.socket.send(sealRequest(encryptor, { ...login, prefix: n }));
    expect((await client.closed).code).toBe(1002);
    expect(warnings()).toHaveLength(1);
  });

  test.each([28, 51, 3, 999])('command %d before the bootstrap', async (command) => {
    const { simulator, warnings } = await logged();
    const client = await RawClient.open(simulator.url);
    client.send(command, new Uint8Array(912));
    expect((await client.closed).code).toBe(1002);
    expect(warnings()).toMatchObject([{ reason: expect.stringContaining('came first') }]);
    await stillServes(simulator);
  });

  test('random bytes, many times over', async () => {
    const { simulator } = await logged();
    let state = 11;
    const random = (below: number) =>
      Math.floor(((state = (state * 48_271) % 2_147_483_647) / 2_147_483_647) * below);
    for (let run = 0; run < 50; run += 1) {
      const client = await RawClient.open(simulator.url);
      if (run % 2 === 1) await client.bootstrap();
      // The outer header is right in half of them, so that the cipher is reached.
      const bytes = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
      client.socket.send(run % 4 < 2 ? bytes : enclosed(bytes.subarray(0, bytes.length & ~15)));
      client.socket.send('and a text to be sure');
      expect([1002, 1003]).toContain((await client.closed).code);
    }
    await stillServes(simulator);
    expect(simulator.connections).toEqual([]);
  }, 30_000);
});

describe('a payload that is not what its layout says is refused with code 1, and no more', () => {
  test.each([
    ['a login that ends early', 28, new Uint8Array(100)],
    ['a bootstrap without a token', 0, new Uint8Array(0)],
    ['ids that are fewer than their count', 7, Uint8Array.of(9, 0, 0, 0, 1, 0, 0, 0)],
    ['a count of four billion', 22, new Uint8Array(8).fill(255)],
    ['no count', 18, new Uint8Array(0)],
    ['half a request for bars', 11, new Uint8Array(37)],
    ['half a trade request', 12, new Uint8Array(247)],
    ['a history without its end', 5, new Uint8Array(4)],
    ['a document that is longer than the message', 39, new Uint8Array(4100).fill(255)],
  ])('%s', async (_, command, payload) => {
    const { simulator, warnings } = await logged();
    const client = await RawClient.loggedOn(simulator.url, demo);
    client.send(command, payload);
    expect(await client.next(command).then(async (frame) => frame)).toMatchObject({
      code: expect.any(Number),
    });
    expect((await client.reply(commands.ping, undefined)).code).toBe(0);
    expect(warnings()).toMatchObject([{ reason: expect.any(String) }]);
  });
});

test('a record that cannot be written is refused with code 1, and a line names the field', async () => {
  const symbols = [{ ...catalogue[0], description: 'x'.repeat(65) } as SymbolSpec];
  const { simulator, warnings } = await logged({ symbols });
  const client = await RawClient.loggedOn(simulator.url, demo);
  expect(await client.reply(commands.symbols, undefined)).toMatchObject({ code: 1 });
  expect(await client.reply(commands.account, undefined)).toMatchObject({ code: 0 });
  const reason: unknown = expect.stringContaining('symbol_description');
  expect(warnings()).toMatchObject([{ msg: 'cannot answer', command: 6, reason }]);
});

describe('limits', () => {
  test('a frame beyond maxFrameBytes ends the connection with 1009', async () => {
    const { simulator, warnings } = await logged({ maxFrameBytes: 2048 });
    const client = await RawClient.loggedOn(simulator.url, demo);
    client.send(ping, new Uint8Array(2048 - 16));
    await client.next(ping);
    client.send(ping, new Uint8Array(2048));
    expect((await client.closed).code).toBe(1009);
    expect(warnings()).toMatchObject([{ msg: 'socket error' }]);
    await stillServes(simulator);
  });

  test('more than maxConnections are refused until one goes', async () => {
    const { simulator, warnings } = await logged({ maxConnections: 2 });
    const first = await RawClient.open(simulator.url);
    await RawClient.open(simulator.url);
    await expect(RawClient.open(simulator.url)).rejects.toThrow('503');
    expect(warnings()).toMatchObject([{ msg: 'connection refused' }]);
    await first.close();
    await stillServes(simulator);
  });

  test('a client that does not read loses ticks, which are counted, and no one else does', async () => {
    const { simulator } = await logged({ maxBufferedBytes: 0 });
    const { id, name } = simulator.symbols[0] ?? { id: 0, name: '' };
    const slow = await RawClient.loggedOn(simulator.url, demo);
    const quick = await RawClient.loggedOn(simulator.url, demo);
    await slow.ask(commands.ticksSubscribe, [id]);
    await quick.ask(commands.ticksSubscribe, [id]);
    slow.socket.pause();
    // Fills the buffers of the system, until what is sent has to wait in the process.
    const filler = new Uint8Array(4_000_000);
    while (simulator.connections[0]?.bufferedBytes === 0) {
      simulator.push(999, filler, (connection) => connection.id === 1);
    }
    for (let n = 1; n <= 5; n += 1) simulator.pushTick({ symbol: name, time: n, bid: n });
    const bids = (await quick.push(commands.tickPush)).map(({ bid }) => bid);
    expect(bids).toHaveLength(5);
    expect(simulator.connections.map(({ droppedTicks }) => droppedTicks)).toEqual([5, 0]);
    expect(slow.isClosed).toBe(false);
    slow.socket.terminate();
  });

  test('a client that lets too much wait is disconnected', async () => {
    const { simulator, warnings } = await logged({ maxBufferedBytes: 100_000 });
    const client = await RawClient.loggedOn(simulator.url, demo);
    client.socket.pause();
    const filler = new Uint8Array(1_000_000);
    while (simulator.connections.length > 0) simulator.push(999, filler);
    expect(warnings()).toMatchObject([{ msg: 'client too slow, disconnected' }]);
    client.socket.resume();
    expect((await client.closed).code).toBe(1006);
  });
});

describe('what is no WebSocket of ours is turned away', () => {
  test('an ordinary request with 426', async () => {
    const { simulator } = await logged();
    const response = await fetch(simulator.url.replace('ws:', 'http:'));
    expect(response.status).toBe(426);
  });

  test.each(['/', '/other', '/terminal/more', '//'])('the path %s with 404', async (path) => {
    const { simulator } = await logged();
    const url = `ws://${simulator.host}:${simulator.port}${path}`;
    await expect(RawClient.open(url)).rejects.toThrow('404');
  });

  test('a query behind the path is no harm', async () => {
    const { simulator } = await logged();
    await RawClient.open(`${simulator.url}?x=1`);
  });

  test('bytes that are no HTTP are no harm either', async () => {
    const { simulator } = await logged();
    const socket = connectTcp(simulator.port, simulator.host);
    socket.on('error', () => {});
    socket.end('\0\u0001\u0002 what?\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    await stillServes(simulator);
  });

  test('compression is not agreed on', async () => {
    const { simulator } = await logged();
    const socket = new WebSocket(simulator.url, { perMessageDeflate: true });
    await once(socket, 'open');
    expect(socket.extensions).toBe('');
    socket.terminate();
  });
});
