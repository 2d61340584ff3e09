import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { watched, type WatchedScheduler } from '../../marbles/support/watched-scheduler.js';
import { checkedLimits, type RateLimits } from '../../src/operators/rate-limit-options.js';
import { RollingWindow } from '../../src/operators/rolling-window.js';
import { TurnQueue } from '../../src/operators/turn-queue.js';
import { Turn, type TurnOptions } from '../../src/operators/turn.js';

const seed = 20260514;

interface Arrival extends TurnOptions {
  readonly at: number;
  readonly key: string;
  readonly priority: boolean;
  readonly bypass: boolean;
  /** How long after its arrival it is called off, unless its turn has come. */
  readonly leaveAfter: number | undefined;
}

type Fate = {
  readonly how: 'ran' | 'left' | 'failed';
  readonly at: number;
  readonly order: number;
};

const arrivals: fc.Arbitrary<Arrival[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.nat({ max: 12 }), fc.integer({ min: 80, max: 300 })),
      key: fc.constantFrom('x', 'x', 'y', 'z'),
      priority: fc.boolean(),
      bypass: fc.constantFrom(false, false, false, false, true),
      leaveAfter: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 2 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => {
    let at = 0;
    return list.map(({ gap, ...arrival }) => ({ ...arrival, at: (at += gap) }));
  });

const rates = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  perMs: fc.integer({ min: 1, max: 40 }),
  burst: fc.integer({ min: 1, max: 8 }),
});

/** Runs the whole story in virtual time and says what became of each. */
const play = (limits: RateLimits, story: readonly Arrival[]) => {
  const clock = new VirtualTimeScheduler();
  const scheduler = watched(clock);
  const depths: number[] = [0];
  const queue = new TurnQueue(
    checkedLimits('test', { ...limits, onQueue: (depth) => depths.push(depth), scheduler }),
  );
  const turns: Turn[] = [];
  const fates: (Fate | undefined)[] = story.map(() => undefined);
  let order = 0;
  story.forEach((arrival, index) => {
    const end = (how: Fate['how']) => () => {
      expect(fates[index]).toBeUndefined();
      fates[index] = { how, at: clock.now(), order: order++ };
    };
    const turn = new Turn(arrival, { run: end('ran'), refuse: end('failed'), fail: end('failed') });
    turns.push(turn);
    clock.schedule(() => queue.enter(turn), arrival.at);
    if (arrival.leaveAfter !== undefined) {
      clock.schedule(() => {
        if (!fates[index]) end('left')();
        queue.leave(turn);
      }, arrival.at + arrival.leaveAfter);
    }
  });
  clock.flush();
  for (const turn of turns) expect(turn.isOver).toBe(true);
  return { queue, scheduler, depths, fates: fates as Fate[] };
};

describe('TurnQueue', () => {
  const story = fc.tuple(rates, arrivals);

  test('gives every one its turn unless it left, with one timer at most, and ends empty', () => {
    fc.assert(
      fc.property(story, ([rate, list]) => {
        const { queue, scheduler, depths, fates } = play(rate, list);
        fates.forEach((fate, index) => {
          expect(fate.how).toBe(fate.how === 'left' ? 'left' : 'ran');
          if (list[index]!.leaveAfter === undefined) expect(fate.how).toBe('ran');
        });
        expect(queue.length).toBe(0);
        expect(depths.at(-1)).toBe(0);
        expect(scheduler.peak).toBeLessThanOrEqual(1);
        expect(scheduler.pending).toBe(0);
      }),
      { seed, numRuns: 400 },
    );
  });

  test('tells every change of its length by one', () => {
    fc.assert(
      fc.property(story, ([rate, list]) => {
        const { depths } = play(rate, list);
        depths.slice(1).forEach((depth, index) => {
          expect(Math.abs(depth - depths[index]!)).toBe(1);
        });
      }),
      { seed, numRuns: 400 },
    );
  });

  test('never exceeds the window of a key; what bypasses or leaves is not counted', () => {
    fc.assert(
      fc.property(story, ([rate, list]) => {
        const { fates } = play(rate, list);
        const limit = Math.max(rate.count, rate.burst);
        for (const key of ['x', 'y', 'z']) {
          const times = fates
            .filter((fate, i) => fate.how === 'ran' && list[i]!.key === key && !list[i]!.bypass)
            .map(({ at }) => at)
            .sort((a, b) => a - b);
          times.slice(limit).forEach((time, index) => {
            expect(time - times[index]!).toBeGreaterThanOrEqual(rate.perMs);
          });
        }
      }),
      { seed, numRuns: 400 },
    );
  });

  test('keeps the order within a key and a lane, and bypassing never waits', () => {
    fc.assert(
      fc.property(story, ([rate, list]) => {
        const { fates } = play(rate, list);
        list.forEach((arrival, index) => {
          if (arrival.bypass) {
            expect(fates[index]).toMatchObject({ how: 'ran', at: arrival.at });
            return;
          }
          const before = list.findLastIndex(
            (other, at) =>
              at < index &&
              fates[at]!.how === 'ran' &&
              !other.bypass &&
              other.key === arrival.key &&
              other.priority === arrival.priority,
          );
          if (before >= 0 && fates[index]!.how === 'ran') {
            expect(fates[index]!.order).toBeGreaterThan(fates[before]!.order);
          }
        });
      }),
      { seed, numRuns: 400 },
    );
  });

  test('is no slower than its window: the next goes in the millisecond in which it may', () => {
    const patient = arrivals.map((list) =>
      list.map(({ at }) => ({
        at,
        key: 'x',
        priority: false,
        bypass: false,
        leaveAfter: undefined,
      })),
    );
    fc.assert(
      fc.property(rates, patient, (rate, list) => {
        const window = new RollingWindow(rate);
        let now = 0;
        const expected = list.map(({ at }) => {
          now = Math.max(now, at);
          now += window.waitMs(now);
          window.take(now);
          return now;
        });
        expect(play(rate, list).fates.map(({ at }) => at)).toEqual(expected);
      }),
      { seed, numRuns: 400 },
    );
  });

  test('never holds more than maxQueue, and every one that had to wait beyond it is refused', () => {
    fc.assert(
      fc.property(
        story,
        fc.nat({ max: 5 }),
        fc.constantFrom('error', 'drop-newest', 'drop-oldest'),
        ([rate, list], maxQueue, overflow) => {
          const { queue, depths, fates } = play({ ...rate, maxQueue, overflow }, list);
          expect(Math.max(...depths)).toBeLessThanOrEqual(maxQueue);
          expect(queue.length).toBe(0);
          for (const fate of fates) expect(['ran', 'left', 'failed']).toContain(fate.how);
        },
      ),
      { seed, numRuns: 400 },
    );
  });

  describe('keys', () => {
    let clock: VirtualTimeScheduler;
    let scheduler: WatchedScheduler;

    beforeEach(() => {
      clock = new VirtualTimeScheduler();
      scheduler = watched(clock);
    });

    const visit = (queue: TurnQueue, key: unknown) => {
      const nothing = () => {};
      const turn = new Turn({ key }, { run: nothing, refuse: nothing, fail: nothing });
      queue.enter(turn);
      return turn;
    };
    const at = (ms: number, work: () => void) => void clock.schedule(work, ms);

    test('are forgotten when they are idle, and not before', () => {
      const queue = new TurnQueue(
        checkedLimits('test', { count: 2, perMs: 10, burst: 6, scheduler }),
      );
      at(0, () => {
        for (let key = 0; key < 1000; key++) visit(queue, key);
        expect(queue.keys).toBe(1000);
      });
      // One of six tokens is gone: it is back after 5 ms, but a window lasts 10.
      at(9, () => {
        visit(queue, 0);
        expect(queue.keys).toBe(1000);
      });
      // A bucket of 6 fills in 30 ms; key 0 was here 21 ms ago, so it is forgotten as well.
      at(30, () => {
        visit(queue, 'new');
        expect(queue.keys).toBe(1);
      });
      clock.flush();
      expect(scheduler.peak).toBe(0);
    });

    test('are kept while they still count or wait', () => {
      const queue = new TurnQueue(checkedLimits('test', { count: 1, perMs: 10, scheduler }));
      const ran: number[] = [];
      at(0, () => visit(queue, 'waits'));
      at(0, () => visit(queue, 'waits'));
      at(0, () => visit(queue, 'waits'));
      at(5, () => visit(queue, 'counts'));
      at(12, () => {
        visit(queue, 'new');
        expect(queue.keys).toBe(3);
        ran.push(queue.length);
      });
      at(100, () => {
        visit(queue, 'last');
        expect(queue.keys).toBe(1);
      });
      clock.flush();
      expect(ran).toEqual([1]);
    });

    test('are forgotten even if all that ever came for them was called off', () => {
      const queue = new TurnQueue(
        checkedLimits('test', { count: 1, perMs: 10, maxQueue: 5, scheduler }),
      );
      at(0, () => visit(queue, 'x'));
      at(0, () => queue.leave(visit(queue, 'x')));
      at(50, () => {
        visit(queue, 'y');
        expect(queue.keys).toBe(1);
      });
      clock.flush();
      expect(queue.length).toBe(0);
      expect(scheduler.pending).toBe(0);
    });

    test('are compared as by Map: NaN is one key, objects are their own', () => {
      const queue = new TurnQueue(checkedLimits('test', { count: 1, perMs: 10, scheduler }));
      at(0, () => {
        for (const key of [NaN, NaN, {}, {}, undefined, null, 0, -0]) visit(queue, key);
        expect(queue.keys).toBe(6);
        expect(queue.length).toBe(2);
      });
      clock.flush();
    });
  });

  describe('calls out, and what they may do', () => {
    /** A queue on a clock that moves only when told to, and a log of what became of its turns. */
    const setUp = (limits: Partial<RateLimits> & { onQueue?: (depth: number) => void }) => {
      const log: string[] = [];
      const clock = { ms: 0 };
      const virtual = new VirtualTimeScheduler();
      const queue = new TurnQueue(
        checkedLimits('test', {
          count: 1,
          perMs: 10,
          ...limits,
          scheduler: {
            now: () => virtual.now() + clock.ms,
            schedule: virtual.schedule.bind(virtual),
          },
        }),
      );
      const turn = (name: string, options: TurnOptions = {}, run = () => {}) =>
        new Turn(options, {
          run: () => {
            log.push(`${name} ran at ${String(virtual.now())}`);
            run();
          },
          refuse: () => log.push(`${name} refused`),
          fail: (error) => log.push(`${name} failed: ${String(error)}`),
        });
      return { queue, log, clock, virtual, turn };
    };

    test('closing fails the one that is out of its line but has not run, and forgets all keys', () => {
      const { queue, log, virtual, turn } = setUp({
        onQueue: (depth) => {
          if (virtual.now() === 10 && depth === 1) queue.close('closed');
        },
      });
      const turns = ['a', 'b', 'c'].map((name) => turn(name));
      for (const each of turns) queue.enter(each);
      virtual.flush();
      expect(log).toEqual(['a ran at 0', 'b failed: closed', 'c failed: closed']);
      expect(turns.map(({ isOver }) => isOver)).toEqual([true, true, true]);
      expect(queue.keys).toBe(0);
      expect(queue.length).toBe(0);
    });

    test('clearing calls off the one that is out of its line, too, without a word', () => {
      const { queue, log, virtual, turn } = setUp({
        onQueue: (depth) => {
          if (virtual.now() === 10 && depth === 1) queue.clear();
        },
      });
      for (const name of ['a', 'b', 'c']) queue.enter(turn(name));
      virtual.flush();
      expect(log).toEqual(['a ran at 0']);
      expect(queue.length).toBe(0);
      expect(queue.keys).toBe(0);
    });

    test('an observer that throws fails the one that entered, which is out of the queue then', () => {
      const depths: number[] = [];
      const { queue, log, virtual, turn } = setUp({
        onQueue: (depth) => {
          depths.push(depth);
          throw new Error('boom');
        },
      });
      const second = turn('b');
      queue.enter(turn('a'));
      queue.enter(second);
      expect(queue.length).toBe(0);
      expect(second.isOver).toBe(true);
      virtual.flush();
      expect(log).toEqual(['a ran at 0', 'b failed: Error: boom']);
      expect(depths).toEqual([1]);
    });

    test('an observer that throws while it calls the turn off is not told to anybody', () => {
      const leaving: Turn[] = [];
      const { queue, log, virtual, turn } = setUp({
        onQueue: () => {
          for (const each of leaving.splice(0)) queue.leave(each);
          throw new Error('boom');
        },
      });
      queue.enter(turn('a'));
      leaving.push(turn('b'));
      queue.enter(leaving[0]!);
      virtual.flush();
      expect(log).toEqual(['a ran at 0']);
      expect(queue.length).toBe(0);
    });

    test('a turn that takes long does not lose those who wait behind it', () => {
      const { queue, log, clock, virtual, turn } = setUp({ count: 2 });
      const slow = turn('slow', {}, () => {
        for (const name of ['b', 'c', 'd']) queue.enter(turn(name));
        // Blocks the thread for so long that its own line looks as good as new.
        clock.ms += 1000;
        queue.enter(turn('other', { key: 'other' }));
        expect(queue.length).toBe(4);
      });
      queue.enter(slow);
      virtual.flush();
      expect(log).toEqual([
        'slow ran at 0',
        'b ran at 0',
        'c ran at 0',
        'other ran at 0',
        'd ran at 10',
      ]);
      expect(queue.length).toBe(0);
    });

    test('idle keys are forgotten on a clock that was set back, too', () => {
      const { queue, clock, turn } = setUp({});
      clock.ms = 86_400_000;
      for (let key = 0; key < 100; key++) queue.enter(turn('', { key }));
      clock.ms = 0;
      queue.enter(turn('', { key: 'first look' }));
      clock.ms = 20;
      queue.enter(turn('', { key: 'second look' }));
      expect(queue.keys).toBe(1);
    });
  });

  test('starts over when the clock is set back by a day, without waiting for a day', () => {
    const clock = new VirtualTimeScheduler();
    let shift = 0;
    const queue = new TurnQueue(
      checkedLimits('test', {
        count: 1,
        perMs: 1000,
        scheduler: {
          now: () => clock.now() + shift,
          schedule: clock.schedule.bind(clock),
        },
      }),
    );
    const ran: number[] = [];
    const enter = () => {
      const run = () => ran.push(clock.now());
      queue.enter(new Turn({}, { run, refuse: fail, fail }));
    };
    const fail = () => {
      throw new Error('unexpected');
    };
    clock.schedule(() => {
      enter();
      enter();
      enter();
    }, 0);
    clock.schedule(() => (shift = -86_400_000), 500);
    clock.flush();
    // The first wait began before the step and loses what had passed; the next is whole again.
    expect(ran).toEqual([0, 2000, 3000]);
  });
});
