import { describe, expect, test } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { traderParams } from '../../src/onboarding/index.js';
import { commands } from '../../src/wire/index.js';
import { Clock } from '../connection/support/clock.js';
import { countedBytes } from '../connection/support/connected.js';
import { FakeServer, openMs, replyMs } from '../connection/support/fake-server.js';
import { bodyOf } from '../connection/support/peer.js';
import { watch } from '../connection/support/seen.js';
import { simulators } from '../support/simulators.js';
import { commandsOf, rejection } from './support/requests.js';

const { start } = simulators();

const url = 'wss://broker.example/terminal';

const setup = () => {
  const clock = new Clock();
  const server = new FakeServer(clock);
  const askedAt: number[] = [];
  server.handle = ({ command, prefix }, peer) => {
    if (command !== 41) return false;
    askedAt.push(clock.now());
    const body = bodyOf(commands.traderParams, { trader_country: 'CY', trader_currency: 'EUR' });
    server.after(peer, replyMs, () => {
      peer.push(41, body, { prefix });
    });
    return true;
  };
  const runtime = {
    ...{ scheduler: clock, random: () => 0, bytes: countedBytes() },
    batch: (flush: () => void) => {
      flush();
    },
  };
  const ask = (options = {}) =>
    watch(traderParams({ url, runtime, openSocket: server.open, ...options }));
  return { clock, server, askedAt, ask };
};

describe('trader parameters', () => {
  test('come from the server, over a connection of their own', async () => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    expect(await firstValueFrom(traderParams({ url: simulator.url }))).toEqual({
      ...{ country: 'GB', currency: 'USD' },
    });
    expect(seen).toEqual([0, 29, 41]);
    while (simulator.connections.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('are emitted once, and the socket is left', () => {
    const { clock, server, ask } = setup();
    const seen = ask();
    clock.advance(openMs + 3 * replyMs);
    expect(seen.values).toEqual([{ country: 'CY', currency: 'EUR' }]);
    expect(seen.isComplete).toBe(true);
    expect(server.held).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('are asked for once a second, over however many connections', () => {
    const { clock, askedAt, ask } = setup();
    const all = [ask(), ask(), ask()];
    clock.advance(5000);
    expect(askedAt).toEqual([20, 1020, 2020]);
    expect(all.every(({ isComplete }) => isComplete)).toBe(true);
  });

  test('are as fast as the limits say, which each server has to itself', () => {
    const { clock, askedAt, ask } = setup();
    const limits = { traderParams: { count: 2 } };
    ask({ limits });
    ask({ limits });
    ask({ url: 'wss://other.example/terminal', limits });
    clock.advance(100);
    expect(askedAt).toEqual([20, 20, 20]);
  });

  test.each([
    [29, { code: 'gateway', step: 'init', resCode: 9 }],
    [0, { code: 'gateway', step: 'bootstrap', resCode: 9 }],
    [41, { code: 'command-refused', command: 41, resCode: 9 }],
  ])('that are refused at command %i say so', async (command, expected) => {
    const simulator = await start();
    simulator.controls.refuse(command, 9);
    const error = await rejection(firstValueFrom(traderParams({ url: simulator.url })));
    expect(error).toMatchObject(expected);
  });

  test.each([
    [29, { code: 'handshake', step: 'init', cause: { code: 'request-timeout' } }],
    [41, { code: 'request-timeout', command: 41 }],
  ])('without an answer to command %i fail in time', async (command, expected) => {
    const simulator = await start();
    simulator.controls.ignore(command);
    const options = { url: simulator.url, requestTimeoutMs: 30 };
    expect(await rejection(firstValueFrom(traderParams(options)))).toMatchObject(expected);
  });

  test('of a server that is not there fail as its socket does', async () => {
    const simulator = await start();
    await simulator.close();
    const error = await rejection(firstValueFrom(traderParams({ url: simulator.url })));
    expect(error).toMatchObject({ code: 'socket', kind: 'refused' });
  });
});
