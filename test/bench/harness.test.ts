import { describe, expect, test } from '@jest/globals';
import {
  compare,
  judge,
  median,
  shuffled,
  speedRatio,
  type Aim,
  type Contender,
  type Measure,
} from './harness.js';
import { nanosPerOperation, timed } from './timing.js';

/** A contender whose samples are given, and which says when it is its turn. */
function scripted(measure: Measure, samples: readonly number[], turns: string[] = []): Contender {
  const left = [...samples];
  return {
    measures: [measure],
    sample: () => {
      turns.push(measure.name);
      return [left.shift() ?? NaN];
    },
  };
}

/** A clock that moves only when something does work. */
class FakeClock {
  millis = 0;

  now(): number {
    return this.millis;
  }
}

describe('median', () => {
  test.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %p is %p', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('leaves its argument as it is', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('of nothing is an error', () => {
    expect(() => median([])).toThrow('median: got no values, expected at least one');
  });
});

describe('shuffled', () => {
  test('orders by the random numbers given, and keeps every item', () => {
    expect(shuffled(['a', 'b', 'c', 'd'], () => 0)).toEqual(['b', 'c', 'd', 'a']);
    expect(shuffled(['a', 'b', 'c', 'd'], () => 0.999)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('copies', () => {
    const items = ['a', 'b'];
    shuffled(items, () => 0);
    expect(items).toEqual(['a', 'b']);
  });
});

describe('ratios', () => {
  test.each([
    ['ns', 50, 200, 4],
    ['ns', 200, 50, 0.25],
    ['ticks/s', 200, 50, 4],
    ['ticks/s', 50, 200, 0.25],
  ])('in %s, %p against %p is %p times as fast', (unit, value, reference, ratio) => {
    expect(speedRatio(unit, value, reference)).toBe(ratio);
  });

  const judged = (aim: Aim | undefined, ratio: number | undefined, value = 100) =>
    judge({ ...(aim !== undefined && { aim }), ratio, value });

  test('an aim that is met has no shortfall', () => {
    const met = { met: true, shortfall: 0 };
    expect(judged({ atLeast: 2.5 }, 2.5)).toEqual(met);
    expect(judged({ atLeast: 2.5 }, 30)).toEqual(met);
    expect(judged({ costAtMost: 1.5 }, 0.7)).toEqual(met);
    expect(judged({ valueAtMost: 100 }, undefined, 100)).toEqual(met);
  });

  test('an aim that is missed says by which part', () => {
    const missed = { met: false, shortfall: expect.closeTo(0.2) };
    expect(judged({ atLeast: 2.5 }, 2)).toEqual(missed);
    expect(judged({ costAtMost: 2 }, 0.4)).toEqual(missed);
    expect(judged({ valueAtMost: 2000 }, undefined, 2500)).toEqual(missed);
  });

  test('a bound in the unit of the figure does not look at its ratio', () => {
    expect(judged({ valueAtMost: 2000 }, 0.001, 1999)?.met).toBe(true);
    expect(judged({ valueAtMost: 2000 }, 1000, 2001)?.met).toBe(false);
  });

  test('what asks for nothing, or compares with nothing, is not judged', () => {
    expect(judged(undefined, 2)).toBeUndefined();
    expect(judged({ atLeast: 2 }, undefined)).toBeUndefined();
  });
});

describe('compare', () => {
  test('gives medians, extremes and ratios, and does not count the first round', async () => {
    const figures = await compare(
      [
        scripted({ name: 'naive', unit: 'ns' }, [9000, 300, 100, 200]),
        scripted(
          { name: 'ours', unit: 'ns', ratioTo: 'naive', aim: { atLeast: 3 } },
          [1, 40, 60, 50],
        ),
      ],
      { rounds: 3, random: () => 0.5 },
    );
    expect(figures).toEqual([
      { name: 'naive', unit: 'ns', value: 200, lowest: 100, highest: 300, ratio: undefined },
      {
        name: 'ours',
        unit: 'ns',
        ratioTo: 'naive',
        aim: { atLeast: 3 },
        value: 50,
        lowest: 40,
        highest: 60,
        ratio: 4,
      },
    ]);
  });

  test('takes every contender once in a round, in another order each time', async () => {
    const turns: string[] = [];
    const random = [0, 0.999];
    await compare(
      ['a', 'b'].map((name) => scripted({ name, unit: 'ns' }, [1, 1], turns)),
      { rounds: 1, random: () => random.shift() ?? 0 },
    );
    expect(turns).toEqual(['b', 'a', 'a', 'b']);
  });

  test('a contender may yield several figures', async () => {
    const measures = ['p50', 'p99'].map((name) => ({ name, unit: 'us' }));
    const figures = await compare([{ measures, sample: () => Promise.resolve([10, 90]) }], {
      rounds: 2,
      random: Math.random,
    });
    expect(figures.map(({ name, value }) => [name, value])).toEqual([
      ['p50', 10],
      ['p99', 90],
    ]);
  });

  test.each([
    ['is missing', [1], 'undefined'],
    ['is no number', [1, NaN], 'NaN'],
    ['is zero', [1, 0], '0'],
    ['is infinite', [1, Infinity], 'Infinity'],
  ])('fails when a value %s', async (_, values, got) => {
    const measures = ['a', 'b'].map((name) => ({ name, unit: 'ns' }));
    const run = compare([{ measures, sample: () => values }], { rounds: 1, random: Math.random });
    await expect(run).rejects.toThrow(`bench "b": got ${got}, expected a number above 0`);
  });

  test('fails when the reference is not measured', async () => {
    const run = compare([scripted({ name: 'ours', unit: 'ns', ratioTo: 'gone' }, [1, 1])], {
      rounds: 1,
      random: Math.random,
    });
    await expect(run).rejects.toThrow('bench "ours": compared with "gone", which is not measured');
  });

  test('fails when two measures share a name', async () => {
    const same = () => scripted({ name: 'same', unit: 'ns' }, [1, 1]);
    const run = compare([same(), same()], { rounds: 1, random: Math.random });
    await expect(run).rejects.toThrow('bench: two measures of one name');
  });
});

describe('timing', () => {
  test('divides by the operations of all calls', () => {
    const cpuClock = new FakeClock();
    const nanos = nanosPerOperation(
      100,
      () => {
        cpuClock.millis += 0.5;
        return 1;
      },
      { cpuClock, sampleMs: 20 },
    );
    expect(nanos()).toBeCloseTo(5000);
  });

  test('repeats a body until a sample is long enough, and then as often each time', () => {
    const cpuClock = new FakeClock();
    let calls = 0;
    const nanos = nanosPerOperation(
      1,
      () => {
        calls += 1;
        cpuClock.millis += 1;
        return 1;
      },
      { cpuClock, sampleMs: 10 },
    );
    nanos();
    // 1, 2, 4 and 8 calls are too short, 16 are enough: once to find out, once to measure.
    expect(calls).toBe(1 + 2 + 4 + 8 + 16 + 16);
    nanos();
    expect(calls).toBe(47 + 16);
  });

  test('repeats a body more often once it has become faster', () => {
    const cpuClock = new FakeClock();
    let costMs = 1;
    let calls = 0;
    const nanos = nanosPerOperation(
      1,
      () => {
        calls += 1;
        cpuClock.millis += costMs;
        return 1;
      },
      { cpuClock, sampleMs: 8 },
    );
    expect(nanos()).toBeCloseTo(1e6);
    costMs = 0.25;
    calls = 0;
    expect(nanos()).toBeCloseTo(0.25e6);
    // 8 calls are too short, and so are 8 and 16 once more; 32 are enough.
    expect(calls).toBe(8 + 8 + 16 + 32 + 32);
    calls = 0;
    nanos();
    expect(calls).toBe(32);
  });

  test.each([
    ['ns', 2e6],
    ['us', 2e3],
    ['ms', 2],
  ] as const)('a timed contender reports %s', (unit, expected) => {
    const cpuClock = new FakeClock();
    const contender = timed(
      { name: 'work', unit },
      1,
      () => {
        cpuClock.millis += 2;
        return 1;
      },
      { cpuClock, sampleMs: 2 },
    );
    expect(contender.measures).toEqual([{ name: 'work', unit }]);
    expect(contender.sample()).toEqual([expect.closeTo(expected)]);
  });
});
