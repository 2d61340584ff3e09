import { describe, expect, test } from '@jest/globals';
import {
  asyncScheduler,
  queueScheduler,
  type SchedulerLike,
  Subject,
  Subscription,
  take,
  takeUntil,
  tap,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import {
  type FeedTick,
  mergeTicks,
  replay,
  TickOrderError,
} from '../../src/simulator/data/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const tick = (time: number, bid = time): FeedTick => ({ symbol: 'EURUSD', time, bid });
/** Any day will do; the spec's clock starts at 0. */
const day = Date.UTC(2014, 4, 7);
const recorded = [tick(day + 100), tick(day + 103), tick(day + 103, 7), tick(day + 110)];
const [a, b, c, d] = recorded as [FeedTick, FeedTick, FeedTick, FeedTick];

describe('replay', () => {
  describe('the pace', () => {
    test(
      'keeps the spacing of the recording',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: recorded, rebase: 'recorded', scheduler });
        expectObservable(feed).toBe('a--(bc)---(d|)', { a, b, c, d });
      }),
    );

    test(
      'is as many times faster as the speed says',
      marbles(({ expectObservable, scheduler }) => {
        const ticks = [a, tick(day + 130), tick(day + 200)];
        const [, second, third] = ticks;
        const feed = replay({ ticks, speed: 10, rebase: 'recorded', scheduler });
        expectObservable(feed).toBe('a--b------(c|)', { a, b: second, c: third });
      }),
    );

    test(
      'is slower with a speed below one',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: [a, b], speed: 0.5, rebase: 'recorded', scheduler });
        expectObservable(feed).toBe('a-----(b|)', { a, b });
      }),
    );

    test(
      'counts from the subscription, each time anew',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: [a, b], scheduler });
        expectObservable(feed, '^').toBe('a--(b|)', { a: tick(0, a.bid), b: tick(3, b.bid) });
        expectObservable(feed, '----^').toBe('----a--(b|)', {
          a: tick(4, a.bid),
          b: tick(7, b.bid),
        });
      }),
    );

    test(
      'does not drift where times are no whole milliseconds on the clock',
      marbles(({ expectObservable, scheduler }) => {
        const ticks = [0, 1, 2, 3, 4, 5, 6].map((n) => tick(day + n, n + 1));
        // Due at 0, 0.33, 0.67, 1, 1.33, 1.67 and 2 ms: given at the next whole one.
        const feed = replay({ ticks, speed: 3, scheduler });
        const values = { a: tick(0, 1), b: tick(0, 2), c: tick(0, 3), d: tick(1, 4) };
        expectObservable(feed.pipe(take(4))).toBe('a(bcd|)', values);
      }),
    );
  });

  describe('the times', () => {
    test(
      'are now, by default, and advance with the clock',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: recorded, speed: 0.5, scheduler });
        expectObservable(feed).toBe('a-----(bc)----------(d|)', {
          a: tick(0, a.bid),
          b: tick(6, b.bid),
          c: tick(6, c.bid),
          d: tick(20, d.bid),
        });
      }),
    );

    test('never run ahead of the clock, at any speed', () => {
      for (const speed of [0.3, 1, 2.5, 7, 1000]) {
        const scheduler = new VirtualTimeScheduler();
        const ticks = Array.from({ length: 500 }, (_, n) => tick(day + ((n * 37) % 11) + n * 20));
        let previous = 0;
        let seen = 0;
        replay({ ticks, speed, loop: true, scheduler })
          .pipe(take(1700))
          .subscribe(({ time }) => {
            const behind = scheduler.now() - time;
            if (!Number.isInteger(time) || behind < 0 || behind > 1 + 1e-6 || time < previous) {
              throw new Error(`speed ${speed}: ${time} at ${scheduler.now()} after ${previous}`);
            }
            previous = time;
            seen += 1;
          });
        scheduler.flush();
        expect(seen).toBe(1700);
      }
    });
  });

  describe('the loop', () => {
    test(
      'goes on a recorded second after the last tick, with times that go on',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: [a, b], loop: true, scheduler });
        expectObservable(feed.pipe(take(5))).toBe('a--b 999ms c--d 999ms (e|)', {
          a: tick(0, a.bid),
          b: tick(3, b.bid),
          c: tick(1003, a.bid),
          d: tick(1006, b.bid),
          e: tick(2006, a.bid),
        });
      }),
    );

    test(
      'repeats recorded times as they are, on request',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: [a, b], loop: true, rebase: 'recorded', scheduler });
        expectObservable(feed.pipe(take(4))).toBe('a--b 999ms a--(b|)', { a, b });
      }),
    );

    test('of a single tick lets time pass', () => {
      const scheduler = new VirtualTimeScheduler();
      const times: number[] = [];
      replay({ ticks: [a], loop: true, speed: 1e9, scheduler })
        .pipe(take(4))
        .subscribe(({ time }) => times.push(time));
      scheduler.flush();
      expect(times).toEqual([0, 1, 2, 3]);
    });

    test(
      'ends at once where there is nothing to loop',
      marbles(({ expectObservable, scheduler }) => {
        expectObservable(replay({ ticks: [], loop: true, scheduler })).toBe('|');
        expectObservable(replay({ ticks: [], scheduler })).toBe('|');
      }),
    );
  });

  describe('lateness', () => {
    /** A scheduler whose clock jumps while nobody looks, as that of a busy process does. */
    const late = () => {
      const inner = new VirtualTimeScheduler();
      let behind = 0;
      return {
        inner,
        jump: (ms: number) => (behind += ms),
        scheduler: { now: () => inner.now() + behind, schedule: inner.schedule.bind(inner) },
      };
    };

    test('gives what is due at once, in order, and loses nothing', () => {
      const { inner, jump, scheduler } = late();
      const ticks = Array.from({ length: 9 }, (_, n) => tick(day + n * 10, n + 1));
      const seen: [number, number | undefined][] = [];
      replay({ ticks, scheduler }).subscribe(({ time, bid }) => {
        seen.push([time, bid]);
        if (bid === 2) jump(45);
      });
      inner.flush();
      expect(seen).toEqual(ticks.map((_, n) => [n * 10, n + 1]));
    });

    test('lets others in between when very much is due, and keeps the order', () => {
      const { inner, jump, scheduler } = late();
      const ticks = Array.from({ length: 10_000 }, (_, n) => tick(day + n, n + 1));
      const seen: number[] = [];
      let turns = 0;
      const counting = {
        now: scheduler.now,
        schedule: ((work, delay, state) =>
          inner.schedule(
            function (value) {
              turns += 1;
              work.call(this, value);
            },
            delay,
            state,
          )) as typeof inner.schedule,
      };
      replay({ ticks, scheduler: counting }).subscribe(({ bid = 0 }) => {
        seen.push(bid);
        if (bid === 1) jump(20_000);
      });
      inner.flush();
      expect(seen).toEqual(ticks.map(({ bid }) => bid));
      expect(turns).toBeGreaterThan(2);
      expect(turns).toBeLessThan(10);
    });

    test('a silence longer than a timer can wait is waited for in parts', () => {
      const delays: number[] = [];
      const schedule = (work: () => void, delay = 0) => {
        // The first turn comes, and the wait that it asks for never ends.
        if (delays.push(delay) === 1) work();
        return new Subscription();
      };
      const scheduler = { now: () => 0, schedule } as unknown as SchedulerLike;
      const month = 31 * 86_400_000;
      replay({ ticks: [a, tick(a.time + month)], scheduler }).subscribe();
      expect(delays).toEqual([0, 2 ** 31 - 1]);
    });
  });

  describe('the timer', () => {
    test('is one, however many ticks there are', () => {
      const scheduler = watched(new VirtualTimeScheduler());
      const ticks = Array.from({ length: 1000 }, (_, n) => tick(day + n));
      const subscription = replay({ ticks, scheduler }).subscribe();
      expect(scheduler.pending).toBe(1);
      expect(scheduler.peak).toBe(1);
      subscription.unsubscribe();
      expect(scheduler.pending).toBe(0);
    });

    test(
      'is cancelled when the subscriber leaves',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: recorded, rebase: 'recorded', scheduler });
        expectObservable(feed, '^----!').toBe('a--(bc)', { a, b, c });
      }),
    );

    test(
      'stops amid ticks of the same moment',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: recorded, rebase: 'recorded', scheduler }).pipe(take(2));
        expectObservable(feed).toBe('a--(b|)', { a, b });
      }),
    );

    test('is cancelled on a scheduler that runs its first turn at once', () => {
      const seen: number[] = [];
      const ticks = [a, tick(a.time + 20)];
      const subscription = replay({ ticks, scheduler: queueScheduler }).subscribe(({ bid = 0 }) =>
        seen.push(bid),
      );
      expect(seen).toEqual([a.bid]);
      subscription.unsubscribe();
      return new Promise<void>((resolve) => {
        timer(60).subscribe(() => {
          expect(seen).toEqual([a.bid]);
          resolve();
        });
      });
    });

    test('can be cancelled after any number of turns in virtual time', () => {
      const scheduler = new VirtualTimeScheduler();
      const ticks = Array.from({ length: 50_000 }, (_, n) => tick(day + n));
      let seen = 0;
      replay({ ticks, loop: true, scheduler })
        .pipe(take(120_000))
        .subscribe(() => (seen += 1));
      scheduler.flush();
      expect(seen).toBe(120_000);
    });

    test('leaves nothing behind', () => {
      const scheduler = new VirtualTimeScheduler();
      const stop = new Subject<void>();
      const seen: number[] = [];
      replay({ ticks: recorded, loop: true, scheduler })
        .pipe(
          tap(() => seen.length === 2 && stop.next()),
          takeUntil(stop),
        )
        .subscribe(({ time }) => seen.push(time));
      // A loop that nobody stopped would keep this going for ever.
      scheduler.flush();
      expect(seen).toEqual([0, 3]);
    });
  });

  describe('several recordings', () => {
    test(
      'are played as one, equal times in the order of the sources',
      marbles(({ expectObservable, scheduler }) => {
        const gold = (time: number): FeedTick => ({ symbol: 'XAUUSD', time, bid: 1 });
        const [x, y] = [gold(day + 103), gold(day + 107)];
        const ticks = mergeTicks([a, b, d], [x, y]);
        const feed = replay({ ticks, rebase: 'recorded', scheduler });
        expectObservable(feed).toBe('a--(bx)y--(d|)', { a, b, d, x, y });
      }),
    );
  });

  describe('bad input', () => {
    test(
      'a time that goes back ends the stream with an error that names it',
      marbles(({ expectObservable, scheduler }) => {
        const feed = replay({ ticks: [b, a], rebase: 'recorded', scheduler });
        const error = new TickOrderError('EURUSD', a.time, `a number of at least ${b.time}`);
        expectObservable(feed).toBe('(b#)', { b }, error);
        expect(error.message).toBe(
          `tick of "EURUSD": time: got ${a.time}, expected a number of at least ${b.time}`,
        );
      }),
    );

    test.each([NaN, Infinity, '5', undefined])('a time that is %p is no time', (time) => {
      const scheduler = new VirtualTimeScheduler();
      let failure: unknown;
      const ticks = [{ symbol: 'X', time: time as number }];
      replay({ ticks, scheduler }).subscribe({ error: (error: unknown) => (failure = error) });
      scheduler.flush();
      expect(failure).toBeInstanceOf(TickOrderError);
      expect((failure as Error).message).toMatch(/^tick of "X": time: got .*, expected a finite/);
    });

    test('something that is no tick fails the stream, not the process', () => {
      const scheduler = new VirtualTimeScheduler();
      let failure: unknown;
      replay({ ticks: [null as never], scheduler }).subscribe({
        error: (error: unknown) => (failure = error),
      });
      scheduler.flush();
      expect(failure).toBeInstanceOf(TypeError);
    });

    test.each([
      [{ ticks: 5 }, 'replay: ticks: got 5, expected an array or an AsyncIterable of ticks'],
      [{ ticks: null }, 'replay: ticks: got null'],
      [{ ticks: [], speed: 0 }, 'replay: speed: got 0, expected a finite number above 0'],
      [{ ticks: [], speed: -1 }, 'replay: speed: got -1'],
      [{ ticks: [], speed: NaN }, 'replay: speed: got NaN'],
      [{ ticks: [], speed: Infinity }, 'replay: speed: got Infinity'],
      [{ ticks: [], speed: '2' }, 'replay: speed: got "2"'],
      [{ ticks: [], loop: 1 }, 'replay: loop: got 1, expected true | false'],
      [{ ticks: [], rebase: 'then' }, 'replay: rebase: got "then", expected "now" | "recorded"'],
      [
        { ticks: [], scheduler: {} },
        'replay: scheduler: got an object, expected an rxjs scheduler',
      ],
    ])('%j is refused at once', (options, message) => {
      expect(() => replay(options as never)).toThrow(message);
      expect(() => replay(options as never)).toThrow(RangeError);
    });
  });

  test('runs on the real clock by default', async () => {
    const before = asyncScheduler.now();
    const times: number[] = [];
    await new Promise<void>((resolve, reject) => {
      replay({ ticks: [a, tick(a.time + 30)] }).subscribe({
        next: ({ time }) => times.push(time),
        error: reject,
        complete: resolve,
      });
    });
    const [first = 0, second = 0] = times;
    expect(first).toBeGreaterThanOrEqual(before);
    expect(second - first).toBe(30);
    expect(asyncScheduler.now()).toBeGreaterThanOrEqual(second);
  });

  test('a late subscriber to a shared feed is not its concern', () => {
    const scheduler = new VirtualTimeScheduler();
    const feed = replay({ ticks: recorded, scheduler });
    const seen: number[] = [];
    feed.subscribe();
    timer(50, scheduler).subscribe(() => feed.subscribe(({ time }) => seen.push(time)));
    scheduler.flush();
    expect(seen).toEqual([50, 53, 53, 60]);
  });
});
