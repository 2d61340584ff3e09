import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';

import { decodeLine, encodeLine } from '../../src/cli/body-lines.js';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly note?: string;
  readonly command: number | null;
  readonly direction: string;
  readonly hex?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors-wire.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };
const bodies = cases.filter(({ kind }) => kind === 'body' || kind === 'payload');

const decode = (line: object, officialQuirks = false) =>
  decodeLine(JSON.stringify(line), { officialQuirks });
const encode = (line: object) => encodeLine(JSON.stringify(line));
const faultOf = (run: () => unknown): string => {
  try {
    return `no error: ${JSON.stringify(run())}`;
  } catch (error) {
    return (error as Error).message;
  }
};

test('there are bodies of both directions among the vectors', () => {
  expect(new Set(bodies.map(({ direction }) => direction))).toEqual(new Set(['server', 'client']));
});

describe('there and back gives the same bytes', () => {
  test.each(bodies.map((entry) => [entry.id, entry] as const))('%s', (_, entry) => {
    const { command, direction, hex } = entry;
    for (const quirks of [false, true]) {
      const decoded = decode({ command, direction, hex }, quirks);
      expect(decoded).toMatchObject({ command, direction, name: expect.any(String) });
      expect(encode(decoded)).toEqual({ command, name: decoded['name'], direction, hex });
    }
  });

  // A tick is 50 bytes; whatever is left of it must come back.
  const tick = Buffer.from(Array.from({ length: 100 }, (_, at) => (at * 7) % 251)).toString('hex');
  test.each(Array.from({ length: 101 }, (_, at) => at))('ticks cut to %i bytes', (length) => {
    const hex = tick.slice(0, 2 * length);
    expect(encode(decode({ command: 8, direction: 'server', hex }))['hex']).toBe(hex);
  });
});

describe('decodeLine', () => {
  test('shows a body in the names of the protocol, wide integers as text, bytes as hex', () => {
    const hex = `${'00'.repeat(2)}${'ab'.repeat(64)}${'cd'.repeat(16)}`;
    expect(decode({ command: 0, direction: 'server', hex })).toEqual({
      command: 0,
      name: 'bootstrap',
      direction: 'server',
      value: { skipped: '0000', token: 'ab'.repeat(64), session_key: 'cd'.repeat(16) },
    });
    expect(
      decode({ command: 28, direction: 'server', hex: `${'11'.repeat(160)}ffffffffffffffff` }),
    ).toEqual({
      command: 28,
      name: 'login',
      direction: 'server',
      value: { login_token: '11'.repeat(160), session: '18446744073709551615' },
    });
  });

  test('takes the command by its name, and digits of either case', () => {
    expect(decode({ command: 'login_status_push', direction: 'server', hex: 'FF000000' })).toEqual({
      command: 15,
      name: 'login_status_push',
      direction: 'server',
      value: { state: 255 },
    });
  });

  test('an empty body is null', () => {
    expect(decode({ command: 51, direction: 'client', hex: '' })).toEqual({
      command: 51,
      name: 'ping',
      direction: 'client',
      value: null,
    });
  });

  test('keeps bytes that no field claims', () => {
    expect(decode({ command: 15, direction: 'server', hex: '01000000abcd' })).toEqual({
      command: 15,
      name: 'login_status_push',
      direction: 'server',
      value: { state: 1 },
      trailing: 'abcd',
    });
  });

  test('names fields that the body is too short for, as null, and keeps the body', () => {
    const hex = '00'.repeat(32);
    expect(decode({ command: 41, direction: 'server', hex: hex + hex })).not.toHaveProperty(
      'missing',
    );
    expect(decode({ command: 41, direction: 'server', hex })).toEqual({
      command: 41,
      name: 'trader_params',
      direction: 'server',
      value: { trader_country: '', trader_currency: null },
      missing: ['trader_params_response.trader_currency'],
      raw: hex,
    });
  });

  test('keeps the body when text has leftovers behind its end', () => {
    const hex = `4400450000005a00${'00'.repeat(56)}`;
    expect(decode({ command: 41, direction: 'server', hex })).toMatchObject({
      value: { trader_country: 'DE' },
      raw: hex,
    });
  });

  test('leaves the bytes of an unknown command as they are', () => {
    expect(decode({ command: 999, direction: 'server', hex: 'ABCD' })).toEqual({
      command: 999,
      direction: 'server',
      known: false,
      hex: 'abcd',
    });
  });

  test('official quirks show an account as the official client reads it', () => {
    const quirk = cases.find(({ note }) => note?.includes('quirk'));
    if (quirk === undefined) throw new Error('the vectors have no case of the quirk');
    const { command, direction, hex } = quirk;
    const ours = decode({ command, direction, hex });
    const theirs = decode({ command, direction, hex }, true);
    expect(theirs['value']).not.toEqual(ours['value']);
  });

  test.each([
    ['', 'line: got "", expected a JSON object with command, direction and hex'],
    ['{"command":8', 'line: got "{\\"command\\":8", expected a JSON object'],
    ['[]', 'line: got a list, expected a JSON object'],
    ['null', 'line: got null, expected a JSON object'],
    ['8', 'line: got 8, expected a JSON object'],
    ['{}', 'command: got nothing, expected a whole number from 0 to 65535 or a name such as'],
    ['{"command":-1}', 'command: got -1, expected a whole number'],
    ['{"command":65536}', 'command: got 65536, expected a whole number'],
    ['{"command":1.5}', 'command: got 1.5, expected a whole number'],
    ['{"command":"8"}', 'command: got "8", expected a whole number'],
    ['{"command":[8]}', 'command: got a list, expected a whole number'],
    ['{"command":"tick_psh"}', 'did you mean tick_push?'],
    ['{"command":8}', 'direction: got nothing, expected "client" or "server"'],
    ['{"command":8,"direction":"Server"}', 'direction: got "Server", expected'],
    ['{"command":8,"direction":"server"}', 'hex: got nothing, expected text of hex digits'],
    ['{"command":8,"direction":"server","hex":12}', 'hex: got 12, expected text of hex digits'],
    ['{"command":8,"direction":"server","hex":"012"}', 'hex: got an odd number of digits (3)'],
    ['{"command":8,"direction":"server","hex":"01 2"}', 'hex: got " " at position 3, expected hex'],
    ['{"command":8,"direction":"server","hex":"0x12"}', 'hex: got "x" at position 2'],
    ['{"command":15,"direction":"server","hex":"0100"}', 'at offset 0 needs 4 bytes, got 2'],
    ['{"command":6,"direction":"server","hex":"ffffffff"}', 'says 4294967295, but 0 bytes follow'],
    ['{"command":34,"direction":"server","hex":"0000000011"}', 'cannot be unpacked'],
  ])('refuses %s', (line, message) => {
    expect(faultOf(() => decodeLine(line, { officialQuirks: false }))).toContain(message);
  });

  test('a message about a long line stays short', () => {
    expect(faultOf(() => decodeLine('x'.repeat(100_000), { officialQuirks: false })).length).toBe(
      faultOf(() => decodeLine('x'.repeat(200), { officialQuirks: false })).length,
    );
  });
});

describe('encodeLine', () => {
  const rates = { command: 11, direction: 'client' };

  test('writes a request from its fields', () => {
    const value = { symbol: 'EURUSD', period: 5, from: 1, to: 2 };
    expect(encode({ ...rates, command: 'rates', value })).toMatchObject({
      command: 11,
      name: 'rates',
      hex: expect.stringMatching(/^450055005200550053004400(00)+0500/),
    });
  });

  test('names fields that are missing, that are not there at all, and that do not fit', () => {
    expect(faultOf(() => encode({ ...rates, value: { symbol: 'EURUSD', from: 1 } }))).toBe(
      'period: expected an integer from -32768 to 65535 (u16), got undefined; to: expected an integer from -2147483648 to 4294967295 (i32), got undefined',
    );
  });

  test.each([
    [{ command: 15, direction: 'server' }, 'expected an object with the fields of login_status'],
    [{ command: 15, direction: 'server', value: null }, 'expected an object with the fields'],
    [{ command: 15, direction: 'server', value: { state: null } }, 'state: expected an integer'],
    [{ command: 15, direction: 'server', value: { state: 2 ** 32 } }, 'state: expected an integer'],
    [{ command: 15, direction: 'server', value: { stat: 1 } }, 'stat: login_status has no such'],
    [{ command: 51, direction: 'client', value: {} }, 'expected null: this body is empty'],
    [{ command: 7, direction: 'client', value: [1, 'x'] }, '1: expected an integer'],
    [{ command: 15, direction: 'server', value: { state: 1 }, trailing: 'x' }, 'trailing: got "x"'],
    [
      { command: 15, direction: 'server', value: { state: 1 }, raw: 5 },
      'raw: got 5, expected text',
    ],
    [{ command: 999, direction: 'server', value: {} }, 'command: 999 is not in the catalogue'],
  ])('refuses %j', (line, message) => {
    expect(faultOf(() => encode(line))).toContain(message);
  });

  test('says how many more faults there are in a long list', () => {
    const value = Array.from({ length: 100 }, () => 'x');
    expect(faultOf(() => encode({ command: 7, direction: 'client', value }))).toMatch(
      /^0: .*4: .*; and 95 more$/,
    );
  });

  test('an empty body needs no value', () => {
    expect(encode({ command: 51, direction: 'client' })['hex']).toBe('');
  });

  test('gives the bytes of an unknown command back', () => {
    expect(encode({ command: 999, direction: 'server', known: false, hex: 'ABCD' })).toEqual({
      command: 999,
      direction: 'server',
      known: false,
      hex: 'abcd',
    });
  });

  test('a value that was changed counts more than the raw body', () => {
    const plain = Buffer.alloc(4);
    const hex = Buffer.concat([plain, deflateSync(plain, { level: 0 })]).toString('hex');
    const decoded = decode({ command: 34, direction: 'server', hex });
    expect(decoded).toMatchObject({ value: [], raw: hex });
    expect(encode(decoded)['hex']).toBe(hex);
    // Only this line is changed: bytes behind the end, which the raw body does not have.
    const changed = encode({ ...decoded, trailing: 'ff' })['hex'] as string;
    expect(changed).not.toContain(hex);
    expect(changed.endsWith('ff')).toBe(true);
  });
});
