import { PassThrough } from 'node:stream';

import { describe, expect, test } from '@jest/globals';
import { of, Subject } from 'rxjs';

import { openIo } from '../../src/cli/io.js';
import { takeValues } from '../../src/cli/limits.js';
import { printTicks, tickLine } from '../../src/cli/tick-lines.js';
import type { ShownTick } from '../../src/cli/tick-board.js';
import { fakeEnvironment, settle } from './support/fake-environment.js';

const tick = (bid: number): ShownTick => ({
  symbol: 'EURUSD',
  bid,
  ask: 1.5,
  last: 0,
  time: 1_399_471_200_016,
  flags: 6,
});

test('a tick is one line of JSON with these fields and no others', () => {
  const line = tickLine({ ...tick(1.25), volume: 3 } as ShownTick);
  expect(line).toBe(
    '{"symbol":"EURUSD","bid":1.25,"ask":1.5,"last":0,"time":1399471200016,"flags":6}\n',
  );
});

describe('printTicks', () => {
  test('prints batches in order, emits nothing and ends with them', () => {
    const environment = fakeEnvironment();
    const seen: string[] = [];
    printTicks(openIo(environment), of([tick(1), tick(2)], [], [tick(3)])).subscribe({
      next: () => seen.push('next'),
      complete: () => seen.push('complete'),
    });
    expect(environment.stdout.json.map(({ bid }) => bid)).toEqual([1, 2, 3]);
    expect(seen).toEqual(['complete']);
    expect(environment.stderr.text).toBe('');
  });

  test('drops and counts what a reader does not take, and goes on when it does', async () => {
    const environment = fakeEnvironment();
    const slow = new PassThrough();
    const io = openIo({ ...environment, stdout: slow });
    const batches$ = new Subject<readonly ShownTick[]>();
    printTicks(io, batches$).subscribe();
    const batch = Array.from({ length: 10_000 }, () => tick(1));
    for (let at = 0; at < 40; at += 1) batches$.next(batch);
    expect(slow.writableLength).toBeGreaterThan(16 * 1024 * 1024);
    expect(slow.writableLength).toBeLessThan(18 * 1024 * 1024);
    expect(environment.stderr.text).toBe('');

    let lines = 0;
    slow.on('data', (chunk: Buffer) => (lines += chunk.toString().split('\n').length - 1));
    await settle();
    batches$.next([tick(2)]);
    const [, dropped = ''] = /^(\d+) ticks were dropped/.exec(environment.stderr.text) ?? [];
    await settle();
    expect(lines).toBe(400_001 - Number(dropped));
    expect(Number(dropped)).toBeGreaterThan(0);
  });

  test('tells at the end what was dropped', () => {
    const environment = fakeEnvironment();
    const io = openIo({ ...environment, stdout: new PassThrough() });
    const batch = Array.from({ length: 300_000 }, () => tick(1));
    printTicks(io, of(batch, [tick(2), tick(3)])).subscribe();
    expect(environment.stderr.lines).toEqual([
      '2 ticks were dropped: the reader is too slow for them',
    ]);
  });
});

describe('takeValues', () => {
  const take = (count: number, ...batches: number[][]) => {
    const source$ = new Subject<readonly number[]>();
    const seen: unknown[] = [];
    source$.pipe(takeValues(count)).subscribe({
      next: (batch) => seen.push(batch),
      complete: () => seen.push('end'),
    });
    for (const batch of batches) source$.next(batch);
    return { seen, isLeft: !source$.observed };
  };

  test('cuts the last batch, ends at once and leaves the source', () => {
    expect(take(3, [1, 2], [3, 4], [5])).toEqual({ seen: [[1, 2], [3], 'end'], isLeft: true });
    expect(take(2, [1, 2])).toEqual({ seen: [[1, 2], 'end'], isLeft: true });
  });

  test('waits for more', () => {
    expect(take(3, [1, 2])).toEqual({ seen: [[1, 2]], isLeft: false });
  });

  test('counts anew for each subscriber', () => {
    const taken$ = of([1], [2]).pipe(takeValues(1));
    const seen: unknown[] = [];
    taken$.subscribe((batch) => seen.push(batch));
    taken$.subscribe((batch) => seen.push(batch));
    expect(seen).toEqual([[1], [1]]);
  });
});
