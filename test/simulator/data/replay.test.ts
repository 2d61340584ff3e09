import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';
import { lastValueFrom, take, tap, toArray } from 'rxjs';
import {
  type FeedTick,
  readTickFile,
  replay,
  tickFile,
  TickFileError,
} from '../../../src/simulator/data/index.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'rxmt5-replay-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});
const file = path.join(scratch, 'eurusd_20140507.csv');
const symbol = 'EURUSD';
const count = 3000;
writeFileSync(
  file,
  Array.from({ length: count }, (_, n) => `${n * 10},${n + 1},${n + 2}\n`).join(''),
);

/** Promises are not virtual, so these play on the real clock, very fast. */
const speed = 1e6;

const source = (
  ticks: readonly FeedTick[],
  { end = (): unknown => undefined, pause = (): Promise<unknown> => Promise.resolve() } = {},
) => {
  const state = { opened: 0, closed: 0, pulled: 0 };
  const iterable: AsyncIterable<FeedTick> = {
    async *[Symbol.asyncIterator]() {
      state.opened += 1;
      try {
        for (const tick of ticks) {
          await pause();
          state.pulled += 1;
          yield tick;
        }
        end();
      } finally {
        state.closed += 1;
      }
    },
  };
  return { state, iterable };
};
const ticks = (length: number): FeedTick[] =>
  Array.from({ length }, (_, n) => ({ symbol, time: n * 10, bid: n + 1 }));

describe('replay of a file', () => {
  test('gives every tick, in order', async () => {
    const feed = replay({ ticks: tickFile(file, { symbol }), speed, rebase: 'recorded' });
    expect(await lastValueFrom(feed.pipe(toArray()))).toEqual(await readTickFile(file, { symbol }));
  });

  test('loops by reading it again', async () => {
    const feed = replay({ ticks: tickFile(file, { symbol }), speed, loop: true });
    const bids: (number | undefined)[] = [];
    const times: number[] = [];
    await lastValueFrom(
      feed.pipe(
        take(2 * count + 5),
        tap(({ bid, time }) => {
          bids.push(bid);
          times.push(time);
        }),
      ),
    );
    expect(bids.slice(count, 2 * count)).toEqual(bids.slice(0, count));
    expect(bids.slice(2 * count)).toEqual([1, 2, 3, 4, 5]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('a fault comes after the ticks before it', async () => {
    const bad = path.join(scratch, 'bad_20140507.csv');
    writeFileSync(bad, '5,1,2\n6,1,2\n7,x,2\n');
    const seen: FeedTick[] = [];
    const feed = replay({ ticks: tickFile(bad, { symbol }), speed: 0.2 });
    await expect(lastValueFrom(feed.pipe(tap((tick) => seen.push(tick))))).rejects.toBeInstanceOf(
      TickFileError,
    );
    expect(seen).toHaveLength(2);
    expect(seen[1]!.time - seen[0]!.time).toBe(5);
  });
});

describe('replay of what yields ticks', () => {
  test('reads ahead, and not without end', async () => {
    const { state, iterable } = source(ticks(5000));
    const subscription = replay({ ticks: iterable, speed: 0.001 }).subscribe();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(state.pulled).toBeGreaterThan(1);
    expect(state.pulled).toBeLessThan(1100);
    subscription.unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(state).toMatchObject({ opened: 1, closed: 1 });
  });

  test('waits for a slow one and goes on', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    const { state, iterable } = source(ticks(8), { pause });
    const seen = await lastValueFrom(replay({ ticks: iterable, speed }).pipe(toArray()));
    expect(seen.map(({ bid }) => bid)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(state.closed).toBe(1);
  });

  test('closes it when the subscriber leaves while it is waited for', async () => {
    const released: (() => void)[] = [];
    const pause = () => new Promise<void>((resolve) => released.push(resolve));
    const { state, iterable } = source(ticks(3), { pause });
    const seen: FeedTick[] = [];
    const subscription = replay({ ticks: iterable }).subscribe((tick) => seen.push(tick));
    await new Promise((resolve) => setTimeout(resolve, 10));
    subscription.unsubscribe();
    released.forEach((release) => release());
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen).toEqual([]);
    expect(state).toMatchObject({ opened: 1, closed: 1, pulled: 1 });
  });

  test('ends where the next pass of a loop has nothing', async () => {
    const once = source(ticks(3)).iterable[Symbol.asyncIterator]();
    // A generator, unlike a file, gives its ticks a single time.
    const iterable = { [Symbol.asyncIterator]: () => once };
    const seen = await lastValueFrom(
      replay({ ticks: iterable, speed, loop: true }).pipe(toArray()),
    );
    expect(seen).toHaveLength(3);
  });

  test('passes its error on, after its ticks', async () => {
    const end = () => {
      throw new Error('torn');
    };
    const { iterable } = source(ticks(3), { end });
    const seen: FeedTick[] = [];
    const feed = replay({ ticks: iterable, speed, loop: true }).pipe(
      tap((tick) => seen.push(tick)),
    );
    await expect(lastValueFrom(feed)).rejects.toThrow('torn');
    expect(seen).toHaveLength(3);
  });

  test('an error of its closing goes nowhere', async () => {
    const iterator: AsyncIterator<FeedTick> = {
      next: () => Promise.resolve({ done: false, value: { symbol, time: 1, bid: 1 } }),
      return: () => Promise.reject(new Error('cannot close')),
    };
    const feed = replay({ ticks: { [Symbol.asyncIterator]: () => iterator } });
    expect(await lastValueFrom(feed.pipe(take(3), toArray()))).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('one that cannot be opened fails the stream', async () => {
    const iterable = {
      [Symbol.asyncIterator]: (): AsyncIterator<FeedTick> => {
        throw new Error('locked');
      },
    };
    await expect(lastValueFrom(replay({ ticks: iterable }))).rejects.toThrow('locked');
  });
});
