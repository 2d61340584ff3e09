import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';

import { jsonLines, runChild, startChild } from './support/child.js';
import { until } from './support/fake-environment.js';

/** The command line in a process of its own, as a user starts it. */

interface Case {
  readonly kind: string;
  readonly command: number | null;
  readonly direction: string;
  readonly hex?: string;
}

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

describe('decode and encode', () => {
  test('a pipe of both gives every body of the vectors back', async () => {
    const { cases } = JSON.parse(read('../fixtures/vectors-wire.json').toString()) as {
      readonly cases: readonly Case[];
    };
    const bodies = cases
      .filter(({ kind }) => kind === 'body' || kind === 'payload')
      .map(({ command, direction, hex }) => ({ command, direction, hex }));
    expect(bodies.length).toBeGreaterThan(100);

    const decode = startChild(['decode']);
    const encode = startChild(['encode']);
    decode.process.stdout.pipe(encode.process.stdin);
    decode.process.stdin.end(bodies.map((body) => `${JSON.stringify(body)}\n`).join(''));

    const [decoded, encoded] = await Promise.all([decode.ended, encode.ended]);
    expect(decoded).toMatchObject({ code: 0, err: '' });
    expect(encoded).toMatchObject({ code: 0, err: '' });
    expect(jsonLines(encoded.out)).toEqual(
      bodies.map((body) => ({ ...body, name: expect.any(String) })),
    );
  });

  test('bad lines are answered in their place, and the exit code is 1', async () => {
    const input = [
      'nonsense',
      '',
      '{"command":15,"direction":"server","hex":"01000000"}',
      '{"command":15,"direction":"server","hex":"0100000"}',
    ].join('\r\n');
    const { code, out, err } = await runChild(['decode'], input);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(jsonLines(out)).toEqual([
      { error: expect.stringContaining('line: got "nonsense"'), line: 1 },
      { command: 15, name: 'login_status_push', direction: 'server', value: { state: 1 } },
      { error: 'hex: got an odd number of digits (7), expected two for each byte', line: 4 },
    ]);
  });

  test('a reader that leaves early ends it quietly', async () => {
    const child = startChild(['decode']);
    child.process.stdin.on('error', () => undefined);
    const line = '{"command":999,"direction":"server","hex":"00"}\n'.repeat(10_000);
    const feed = setInterval(() => child.process.stdin.write(line), 10);
    await until(() => child.out() !== '');
    child.process.stdout.destroy();
    const { code, err } = await child.ended;
    clearInterval(feed);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('demo', () => {
  test('--seconds 3 --json prints ticks of both symbols, each at least once a second', async () => {
    const { code, out } = await runChild(['demo', '--seconds', '3', '--json']);
    expect(code).toBe(0);
    for (const name of ['EURUSD', 'XAUUSD']) {
      const times = jsonLines(out)
        .filter(({ symbol }) => symbol === name)
        .map(({ time }) => time as number);
      const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
      expect(times.length).toBeGreaterThan(10);
      expect(Math.max(...gaps)).toBeLessThan(1000);
    }
  });

  test('--recorded-time gives the recorded file from its first tick, times and prices', async () => {
    const { code, out } = await runChild([
      ...['demo', '--json', '--recorded-time', '--speed', '300', '--count', '8000'],
    ]);
    expect(code).toBe(0);
    const ticks = jsonLines(out);
    expect(ticks).toHaveLength(8000);
    const day = Date.UTC(2014, 4, 7);
    for (const symbol of ['EURUSD', 'XAUUSD']) {
      const file = `../../examples/data/${symbol.toLowerCase()}_ticks_20140507_1400-1500Z.csv.gz`;
      const recorded = gunzipSync(read(file)).toString().split('\n');
      const shown = ticks.filter((tick) => tick['symbol'] === symbol);
      expect(shown.length).toBeGreaterThan(500);
      expect(shown.map(({ time, bid, ask }) => [time, bid, ask])).toEqual(
        recorded.slice(0, shown.length).map((row) => {
          const [ms, bid, ask] = row.split(',').map(Number);
          return [day + Math.floor(ms ?? NaN), bid, ask];
        }),
      );
    }
  });

  // Windows has no signals: there a process is ended from outside without a word.
  const onPosix = process.platform === 'win32' ? test.skip : test;
  onPosix.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it with exit code 0, and nothing stays open',
    async (signal) => {
      const child = startChild(['demo']);
      await until(() => child.out() !== '', 15_000);
      const sentAt = Date.now();
      child.process.kill(signal);
      const { code, signal: killedBy, out } = await child.ended;
      // The process ends by itself: nothing in it calls `process.exit`.
      expect({ code, killedBy }).toEqual({ code: 0, killedBy: null });
      expect(Date.now() - sentAt).toBeLessThan(3000);
      expect(out.endsWith('\n')).toBe(true);
      expect(() => jsonLines(out)).not.toThrow();
    },
  );
});

test('wrong use is exit code 2, with the reason on standard error', async () => {
  const { code, out, err } = await runChild(['demo', '--second', '3']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('rxmt5 demo: --second: unknown option; did you mean --seconds?');
});
