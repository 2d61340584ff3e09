import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from '@jest/globals';
import { BehaviorSubject, Subject, VirtualTimeScheduler } from 'rxjs';

import { openIo } from '../../src/cli/io.js';
import { showTable } from '../../src/cli/tick-table.js';
import type { ShownTick } from '../../src/cli/tick-board.js';
import { fakeEnvironment } from './support/fake-environment.js';

const tick = (bid: number): ShownTick => ({
  symbol: 'EURUSD',
  bid,
  ask: bid + 0.0001,
  last: 0,
  time: Date.UTC(2014, 4, 7, 14, 0, 0, 16),
  flags: 6,
});

const open = (env: Record<string, string> = { NO_COLOR: '1' }) => {
  const scheduler = new VirtualTimeScheduler();
  const environment = fakeEnvironment({ terminal: true, scheduler, env });
  const io = openIo(environment);
  const batches$ = new Subject<readonly ShownTick[]>();
  const status$ = new BehaviorSubject({ state: 'authenticated', reason: 'logged in' });
  const seen: string[] = [];
  const subscription = showTable(io, batches$, {
    title: 'the title',
    symbols: [{ name: 'EURUSD', digits: 5 }],
    status$,
  }).subscribe({
    next: () => seen.push('next'),
    error: (error: unknown) => seen.push((error as Error).message),
    complete: () => seen.push('complete'),
  });
  const until = (ms: number) => {
    scheduler.maxFrames = ms;
    scheduler.flush();
  };
  const lastFrame = () =>
    stripVTControlCharacters(environment.stdout.chunks.at(-1) ?? '')
      .replaceAll('\r', '')
      .split('\n');
  return { environment, io, batches$, status$, seen, subscription, until, lastFrame };
};

describe('showTable', () => {
  test('draws at once, and again ten times a second while something changes', () => {
    const { environment, batches$, until, lastFrame, subscription } = open();
    expect(lastFrame()).toEqual([
      'the title',
      '',
      'symbol  bid  ask  spread  last time UTC  ticks/s  trend',
      'EURUSD    -    -       -              -      0.0',
      '',
      '0 ticks in 0 s, Ctrl-C ends',
      '',
    ]);
    batches$.next([tick(1.1), tick(1.2)]);
    expect(environment.stdout.chunks).toHaveLength(1);
    until(99);
    expect(environment.stdout.chunks).toHaveLength(1);
    until(100);
    expect(environment.stdout.chunks).toHaveLength(2);
    expect(lastFrame()[3]).toBe('EURUSD  1.20000  1.20010      10   14:00:00.016      2.0  ▄');
    expect(lastFrame()[5]).toBe('2 ticks in 0 s, Ctrl-C ends');
    until(900);
    expect(environment.stdout.chunks).toHaveLength(2);
    until(1000);
    expect(lastFrame()[5]).toBe('2 ticks in 1 s, Ctrl-C ends');
    subscription.unsubscribe();
  });

  test('stays in place: each frame goes up over the one before', () => {
    const { environment, batches$, until, subscription } = open();
    batches$.next([tick(1.1)]);
    until(100);
    expect(environment.stdout.chunks[1]).toContain('\x1b[6A\r');
    subscription.unsubscribe();
  });

  test('ends with its source: a last frame, the cursor back, and no timer left', () => {
    const { environment, batches$, status$, seen, until, lastFrame } = open();
    batches$.next([tick(1.1)]);
    batches$.complete();
    expect(seen).toEqual(['complete']);
    expect(environment.stdout.text.endsWith('\x1b[?25h')).toBe(true);
    environment.stdout.chunks.pop();
    expect(lastFrame()[5]).toBe('1 tick in 0 s');
    expect(status$.observed).toBe(false);
    const before = environment.stdout.chunks.length;
    until(10_000);
    expect(environment.stdout.chunks).toHaveLength(before);
  });

  test.each(['an error', 'unsubscribing'])('gives the cursor back after %s', (how) => {
    const { environment, batches$, subscription, seen } = open();
    if (how === 'unsubscribing') subscription.unsubscribe();
    else batches$.error(new Error('lost'));
    expect(environment.stdout.text.endsWith('\x1b[?25h')).toBe(true);
    expect(batches$.observed).toBe(false);
    expect(seen).toEqual(how === 'unsubscribing' ? [] : ['lost']);
    expect(environment.stdout.listenerCount('resize')).toBe(0);
  });

  test('shows what is the matter with the connection, until it is over', () => {
    const { status$, until, lastFrame, subscription } = open();
    status$.next({ state: 'disconnected', reason: 'link dead' });
    until(100);
    expect(lastFrame()[5]).toBe('0 ticks in 0 s, disconnected: link dead, Ctrl-C ends');
    status$.next({ state: 'authenticated', reason: 'logged in' });
    until(200);
    expect(lastFrame()[5]).toBe('0 ticks in 0 s, Ctrl-C ends');
    subscription.unsubscribe();
  });

  test('makes room above for what is said meanwhile', () => {
    const { environment, io, subscription } = open();
    io.say('news');
    const [, above, again] = environment.stdout.chunks;
    expect(above).toBe('\x1b[6A\r\x1b[Jnews\n');
    expect(stripVTControlCharacters(again ?? '')).toContain('the title');
    expect(again?.startsWith('\rthe title')).toBe(true);
    expect(environment.stderr.text).toBe('');
    subscription.unsubscribe();
    io.say('later');
    expect(environment.stderr.text).toBe('later\n');
  });

  test('leaves standard error alone where it is a file', () => {
    const { environment, subscription } = open();
    subscription.unsubscribe();
    const io = openIo({
      ...environment,
      stderr: Object.assign(environment.stderr, { isTTY: false }),
    });
    io.divert(() => {
      throw new Error('not diverted');
    });
    io.say('to the file');
    expect(environment.stderr.text).toBe('to the file\n');
  });

  test('draws at once when the terminal changes its size, and keeps to it', () => {
    const { environment, lastFrame, subscription } = open();
    Object.assign(environment.stdout, { columns: 20 });
    environment.stdout.emit('resize');
    expect(Math.max(...lastFrame().map((line) => line.length))).toBeLessThanOrEqual(20);
    Object.assign(environment.stdout, { columns: 80, rows: 4 });
    environment.stdout.emit('resize');
    expect(lastFrame()).toEqual([
      expect.stringMatching(/^symbol/),
      expect.stringMatching(/^EURUSD/),
      '',
    ]);
    subscription.unsubscribe();
  });

  test('has colours unless NO_COLOR says otherwise', () => {
    const plain = open();
    const coloured = open({});
    expect(plain.environment.stdout.text).not.toContain('\x1b[2m');
    expect(coloured.environment.stdout.text).toContain('\x1b[2m');
    plain.subscription.unsubscribe();
    coloured.subscription.unsubscribe();
  });
});
