import { describe, expect, test } from '@jest/globals';
import { ignoreElements } from 'rxjs';
import { bootstrap, type Ask } from '../../src/connection/handshake.js';
import { Credentials } from '../../src/connection/index.js';
import { commands } from '../../src/wire/index.js';
import { connected } from './support/connected.js';
import { bodyOf, type Peer } from './support/peer.js';

/** All ways to cut a list into parts that are not empty. */
const cuts = <T>(items: readonly T[]): T[][][] =>
  Array.from({ length: 2 ** (items.length - 1) }, (_, mask) => {
    const parts: T[][] = [];
    items.forEach((item, index) => {
      if (index === 0 || (mask >> (index - 1)) & 1) parts.push([item]);
      else parts.at(-1)?.push(item);
    });
    return parts;
  });

const sessionKey = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => 17 * index + bytes);

const keyReply = (peer: Peer, key: Uint8Array): Uint8Array =>
  peer.seal(
    commands.bootstrap.id,
    bodyOf(commands.bootstrap, {
      skipped: new Uint8Array(2),
      token: new Uint8Array(64),
      session_key: key,
    }),
  );

const bootstrapping = (keyBytes: number) => {
  const key = sessionKey(keyBytes);
  const flushes: (() => void)[] = [];
  const credentials = new Credentials({ login: 1n, password: 'x' });
  const {
    peer,
    connection,
    diagnostics: all,
    running,
  } = connected({
    batch: (flush) => flushes.push(flush),
    work: (live) => {
      const ask: Ask = (command, value) => live.request(command, value);
      return bootstrap(ask, credentials, (received) => {
        live.useKey(received);
      }).pipe(ignoreElements());
    },
  });
  const got: string[] = [];
  connection.pushes$.subscribe(({ command, body }) =>
    got.push(`push ${command} ${Buffer.from(body).toString()}`),
  );
  connection.tickFrames$.subscribe(({ view, count, starts, ends }) => {
    for (let at = 0; at < count; at += 1) {
      const start = starts[at] ?? 0;
      const bytes = Buffer.from(view.buffer, view.byteOffset + start, (ends[at] ?? 0) - start);
      got.push(`tick ${bytes.toString()}`);
    }
  });
  const reads = (parts: readonly (readonly Uint8Array[])[]): void => {
    for (const messages of parts) {
      peer.deliver(...messages);
      for (const flush of flushes.splice(0)) flush();
    }
  };
  /** Whether the server echoes is found out by the way. */
  // Ticks are words here, and no records.
  const diagnostics = () => all.filter(({ kind }) => kind !== 'echo' && kind !== 'trailing-bytes');
  return { key, peer, connection, diagnostics, running, got, reads };
};

describe.each([16, 24, 32])('a session key of %i bytes', (keyBytes) => {
  const expected = ['push 13 before', 'push 13 one', 'tick two', 'push 17 three', 'tick four'];
  const names = ['before', 'key', 'one', 'two', 'three', 'four'] as const;
  const ways = cuts(names).map((parts) => [parts.join(' | '), parts] as const);

  test.each(ways)('holds from the very next frame on, in reads %s', (_, parts) => {
    const { key, peer, diagnostics, running, got, reads } = bootstrapping(keyBytes);
    const early = {
      before: peer.seal(13, Buffer.from('before')),
      key: keyReply(peer, key),
    };
    peer.useKey(key);
    const messages = {
      ...early,
      one: peer.seal(13, Buffer.from('one')),
      two: peer.seal(8, Buffer.from('two')),
      three: peer.seal(17, Buffer.from('three')),
      four: peer.seal(8, Buffer.from('four')),
    };
    reads(parts.map((part) => part.map((name) => messages[name])));
    expect(got).toEqual(expected);
    expect(diagnostics()).toEqual([]);
    expect(running.isOpen).toBe(true);
  });

  test('holds for what is sent from the reply on', () => {
    const { key, peer, connection, reads } = bootstrapping(keyBytes);
    const reply = keyReply(peer, key);
    expect(peer.requests.map(({ command }) => command)).toEqual([0]);
    peer.useKey(key);
    reads([[reply]]);
    connection.requestRaw(9, Buffer.from('under the new key')).subscribe();
    expect(peer.requests.at(-1)).toMatchObject({
      command: 9,
      payload: Uint8Array.from(Buffer.from('under the new key')),
    });
  });

  test('makes frames under the old key bad, but harms no other', () => {
    const { key, peer, diagnostics, got, reads } = bootstrapping(keyBytes);
    const reply = keyReply(peer, key);
    const old = peer.seal(13, Buffer.from('under the old key'));
    peer.useKey(key);
    reads([[reply, old, peer.seal(13, Buffer.from('new'))]]);
    expect(got).toEqual(['push 13 new']);
    expect(diagnostics()).toMatchObject([{ kind: 'bad-frame', error: { code: 'padding' } }]);
  });
});
