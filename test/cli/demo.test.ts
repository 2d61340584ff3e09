import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import { commands } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';
import { fakeEnvironment, until, type FakeOptions } from './support/fake-environment.js';

const start = (argv: readonly string[], options: FakeOptions = {}) => {
  const environment = fakeEnvironment({ ...options, argv: ['demo', ...argv] });
  return { environment, done: run(commands, environment) };
};

describe('rxmt5 demo', () => {
  test('prints ticks of both symbols as JSON, with times of now, until the count is reached', async () => {
    const before = Date.now();
    const { environment, done } = start(['--count', '500']);
    await expect(done).resolves.toBe(0);
    const ticks = environment.stdout.json;
    expect(ticks).toHaveLength(500);
    for (const tick of ticks) {
      expect(Object.keys(tick)).toEqual(['symbol', 'bid', 'ask', 'last', 'time', 'flags']);
      expect(tick['bid']).toBeLessThan(tick['ask'] as number);
      expect(tick['time']).toBeGreaterThanOrEqual(before);
      expect(tick['time']).toBeLessThanOrEqual(Date.now());
    }
    expect(new Set(ticks.map(({ symbol }) => symbol))).toEqual(new Set(['EURUSD', 'XAUUSD']));
    expect(environment.stderr.text).toMatch(
      /^EURUSD, XAUUSD as recorded from 2014-05-07 14:00 UTC on, at 5 times the speed; embedded server at ws:\/\/127\.0\.0\.1:\d+\/terminal\n$/,
    );
  });

  test('plays only the symbols that are asked for, as fast as is asked for', async () => {
    const { environment, done } = start([
      ...['--symbols', 'EURUSD', '--speed', '100', '--recorded-time', '--seconds', '1'],
    ]);
    await expect(done).resolves.toBe(0);
    const times = environment.stdout.json.map(({ symbol, time }) => {
      expect(symbol).toBe('EURUSD');
      return time as number;
    });
    const played = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(played).toBeGreaterThan(60);
    expect(played).toBeLessThan(105);
  });

  test.each(['SIGINT', 'SIGTERM'])('%s ends it with exit code 0', async (signal) => {
    const { environment, done } = start([]);
    await until(() => environment.stdout.lines.length > 10);
    environment.signals$.next(signal);
    await expect(done).resolves.toBe(0);
    expect(environment.signals$.observed).toBe(false);
    expect(environment.stdout.text.endsWith('\n')).toBe(true);
  });

  test('a recording that is played once ends it, after its last tick', async () => {
    const { environment, done } = start([
      ...['--symbols', 'EURUSD', '--speed', '5000', '--recorded-time'],
    ]);
    await expect(done).resolves.toBe(0);
    const ticks = environment.stdout.json;
    expect(ticks).toHaveLength(7672);
    expect(new Date(ticks.at(-1)!['time'] as number).toISOString()).toMatch(
      /^2014-05-07T14:59:5\d\./,
    );
  });

  test('a signal right at the start ends it, and a second one is not caught', async () => {
    const { environment, done } = start([]);
    expect(environment.signals$.observed).toBe(true);
    environment.signals$.next('SIGINT');
    expect(environment.signals$.observed).toBe(false);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text).toBe('');
  });

  test('a signal before the session is open ends it too', async () => {
    const { environment, done } = start([]);
    await until(() => environment.stderr.text !== '');
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
  });

  test('a reader that leaves ends it quietly', async () => {
    const { environment, done } = start([]);
    await until(() => environment.stdout.lines.length > 0);
    environment.stdout.failure = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    await expect(done).resolves.toBe(0);
    expect(environment.stderr.lines).toHaveLength(1);
  });

  test('an output that cannot be written is a failure', async () => {
    const { environment, done } = start([]);
    await until(() => environment.stdout.lines.length > 0);
    environment.stdout.failure = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toBe('rxmt5 demo: disk full');
  });

  test('on a terminal shows a table, and gives the cursor back at the end', async () => {
    const { environment, done } = start(['--seconds', '0.5'], { terminal: true });
    await expect(done).resolves.toBe(0);
    const { text } = environment.stdout;
    expect(text.startsWith('\x1b[?25l')).toBe(true);
    expect(text.endsWith('\x1b[?25h')).toBe(true);
    expect(stripVTControlCharacters(text)).toMatch(/EURUSD +1\.39\d{3} +1\.39\d{3} +\d+ /);
    expect(text).not.toContain('{');
    expect(environment.stderr.text).toBe('');
  });

  test.each([
    ['--json', {}],
    ['a terminal that cannot move its cursor', { TERM: 'dumb' }],
  ])('on a terminal prints JSON for %s', async (word, env) => {
    const argv = ['--count', '3', ...(word === '--json' ? [word] : [])];
    const { environment, done } = start(argv, { terminal: true, env });
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toHaveLength(3);
  });
});
