import { describe, expect, test } from '@jest/globals';
import { throwError } from 'rxjs';
import {
  briefConnection,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  RequestPacer,
  SocketError,
  type BriefOptions,
} from '../../src/connection/index.js';
import { commands, decode } from '../../src/wire/index.js';
import { Clock } from './support/clock.js';
import { countedBytes } from './support/connected.js';
import { FakeServer, openMs, replyMs } from './support/fake-server.js';
import { watch } from './support/seen.js';

const url = 'wss://broker.example/terminal';
const clientId = new Uint8Array(16).fill(7);
const untilReady = openMs + 2 * replyMs;

const setup = (options: Partial<BriefOptions> = {}) => {
  const clock = new Clock();
  const server = new FakeServer(clock);
  const source = briefConnection({
    socket: { url, maxFrameBytes: 4096 },
    clientId,
    requestTimeoutMs: 1000,
    pacer: new RequestPacer({}, clock),
    runtime: {
      ...{ scheduler: clock, random: () => 0, bytes: countedBytes() },
      batch: (flush) => {
        flush();
      },
    },
    onDiagnostic: () => undefined,
    openSocket: server.open,
    ...options,
  });
  const refuse = (command: number, code: number): void => {
    server.handle = (request, peer) => {
      if (request.command !== command) return false;
      peer.push(command, undefined, { code, prefix: request.prefix });
      return true;
    };
  };
  return { clock, server, source, refuse };
};

describe('a brief connection', () => {
  test('bootstraps with zeros, says who it is, and can be used', () => {
    const { clock, server, source } = setup();
    expect(server.peers).toHaveLength(0);
    const seen = watch(source);
    clock.advance(untilReady);
    expect(seen.values).toHaveLength(1);
    expect(server.commandsOf(1)).toEqual([0, 29]);
    const [boot, init] = server.peer.requests;
    expect(boot?.payload).toEqual(new Uint8Array(64));
    const zeros = new Uint8Array(init?.payload ?? []);
    expect(zeros.subarray(196, 212)).toEqual(clientId);
    zeros.fill(0, 196, 212);
    expect(zeros).toEqual(new Uint8Array(744));
    expect(decode(commands.initSession.request, init?.payload ?? zeros)).toMatchObject({
      right: { value: { cid: clientId, login: 0n, password: '', url: '' } },
    });
    expect(server.options).toMatchObject([{ url, maxFrameBytes: 4096, scheduler: clock }]);
  });

  test('answers requests, sends no pings, and stays until it is left', () => {
    const { clock, server, source } = setup();
    const seen = watch(source);
    clock.advance(untilReady);
    const links = watch(seen.values[0]!.exchange(44, new Uint8Array(0)));
    clock.advance(60_000);
    expect(links.values).toMatchObject([{ command: 44, resCode: 0 }]);
    expect(server.commandsOf(1)).toEqual([0, 29, 44]);
    expect(seen.isOpen).toBe(true);
    seen.subscription.unsubscribe();
    expect(server.held).toBe(0);
    expect(server.peer.isHeard).toBe(false);
    expect(clock.timers).toBe(0);
  });

  test('goes without command 29 where that is not wanted', () => {
    const { clock, server, source } = setup({ init: false });
    const seen = watch(source);
    clock.advance(openMs + replyMs);
    expect(seen.values).toHaveLength(1);
    expect(server.commandsOf(1)).toEqual([0]);
  });

  test('is another one for each subscriber, from zeros again', () => {
    const { clock, server, source } = setup();
    watch(source);
    clock.advance(untilReady);
    watch(source);
    clock.advance(untilReady);
    expect(server.peers.map(({ requests }) => requests[0]?.payload)).toEqual([
      ...[new Uint8Array(64), new Uint8Array(64)],
    ]);
  });

  test('fails when the link is lost, and its requests with it', () => {
    const { clock, server, source } = setup();
    server.handle = ({ command }) => command === 44;
    const seen = watch(source);
    clock.advance(untilReady);
    const waiting = watch(seen.values[0]!.exchange(44, new Uint8Array(0)));
    const lost = new SocketError('lost', 'connection dropped', 1006);
    server.peer.fail(lost);
    expect(seen.error).toBe(lost);
    expect(waiting.error).toBeInstanceOf(ConnectionClosedError);
    expect(waiting.error).toMatchObject({ command: 44, sent: true, cause: lost });
    clock.advance(60_000);
    expect(server.peers).toHaveLength(1);
  });

  test('fails when the server closes in order', () => {
    const { clock, server, source } = setup();
    const seen = watch(source);
    clock.advance(untilReady);
    server.peer.closeClean();
    expect(seen.error).toMatchObject({ code: 'socket', kind: 'clean' });
  });

  test('fails when it does not open', () => {
    const refused = new SocketError('refused', 'no route');
    const { source } = setup({ openSocket: () => throwError(() => refused) });
    expect(watch(source).error).toBe(refused);
    const bad = setup({ openSocket: undefined, socket: { url: 'ws://127.0.0.1/#fragment' } });
    expect(watch(bad.source).error).toMatchObject({ kind: 'fatal' });
  });

  test.each([
    [0, 'bootstrap'],
    [29, 'init'],
  ] as const)('fails when command %i is refused, naming the step', (command, step) => {
    const { clock, source, refuse, server } = setup();
    refuse(command, 1);
    const seen = watch(source);
    clock.advance(untilReady);
    expect(seen.error).toEqual(new GatewayError(step, 1));
    expect(server.held).toBe(0);
  });

  test.each([
    [0, 'bootstrap'],
    [29, 'init'],
  ] as const)('fails when command %i is not answered in time', (command, step) => {
    const { clock, source, server } = setup();
    server.handle = (request) => request.command === command;
    const seen = watch(source);
    clock.advance(untilReady + 1000);
    expect(seen.error).toBeInstanceOf(HandshakeError);
    expect(seen.error).toMatchObject({ step, cause: { code: 'request-timeout' } });
    expect(server.held).toBe(0);
  });

  test.each([0, openMs, openMs + replyMs])('can be left after %i ms of opening', (ms) => {
    const { clock, server, source } = setup();
    const seen = watch(source);
    clock.advance(ms);
    seen.subscription.unsubscribe();
    expect(clock.timers).toBe(0);
    expect(server.held).toBe(0);
    clock.advance(1000);
    expect(seen.values).toEqual([]);
  });
});
