import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  everyDay,
  hours,
  isOpen,
  nextOpening,
  weekdays,
} from '../../../src/simulator/data/index.js';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const shop = weekdays(hours('09:00', '12:30'), hours('13:00', '18:00'));

describe('weeks', () => {
  test('count minutes', () => {
    expect(hours('09:05', '24:00')).toEqual([545, 1440]);
    expect(everyDay()).toEqual(Array(7).fill([[0, 1440]]));
    expect(everyDay([1, 2])).toEqual(Array(7).fill([[1, 2]]));
    expect(weekdays([1, 2])).toEqual([[], [[1, 2]], [[1, 2]], [[1, 2]], [[1, 2]], [[1, 2]], []]);
  });
});

describe('isOpen', () => {
  // 2014-05-07 was a Wednesday.
  test.each([
    ['2014-05-07T08:59:59', false],
    ['2014-05-07T09:00:00', true],
    ['2014-05-07T12:29:59', true],
    ['2014-05-07T12:30:00', false],
    ['2014-05-07T13:00:00', true],
    ['2014-05-07T18:00:00', false],
    ['2014-05-10T10:00:00', false],
    ['2014-05-11T10:00:00', false],
    ['2014-05-12T10:00:00', true],
    ['1969-12-31T10:00:00', true],
    ['1969-12-28T10:00:00', false],
  ])('%s: %p', (text, open) => {
    expect(isOpen(shop, at(text))).toBe(open);
  });

  test('round the clock has no gap at midnight', () => {
    expect(isOpen(everyDay(), at('2014-05-07T23:59:59'))).toBe(true);
    expect(isOpen(everyDay(), at('2014-05-08T00:00:00'))).toBe(true);
  });
});

describe('nextOpening', () => {
  test.each([
    ['2014-05-07T09:30:15', '2014-05-07T09:30:15'],
    ['2014-05-07T08:00:00', '2014-05-07T09:00:00'],
    ['2014-05-07T12:45:10', '2014-05-07T13:00:00'],
    ['2014-05-07T18:00:00', '2014-05-08T09:00:00'],
    ['2014-05-09T20:00:00', '2014-05-12T09:00:00'],
  ])('after %s: %s', (from, opening) => {
    expect(nextOpening(shop, at(from))).toBe(at(opening));
  });

  test('a week later, where it is the only session of the week', () => {
    const sunday = everyDay().map((_, day) => (day === 0 ? [hours('10:00', '11:00')] : []));
    expect(nextOpening(sunday, at('2014-05-11T11:00:00'))).toBe(at('2014-05-18T10:00:00'));
  });

  test('never, in a week without sessions', () => {
    expect(
      nextOpening(
        weekdays().map(() => []),
        0,
      ),
    ).toBeUndefined();
    expect(nextOpening([], 0)).toBeUndefined();
  });

  test('is the first open second, as looking at each minute finds it', () => {
    const minute = fc.integer({ min: 0, max: 1440 });
    const day = fc
      .uniqueArray(minute, { maxLength: 6 })
      .map((cuts) => cuts.sort((a, b) => a - b))
      .map((cuts) =>
        cuts.flatMap((from, index) =>
          index % 2 === 0 && index + 1 < cuts.length ? [[from, cuts[index + 1] ?? 0] as const] : [],
        ),
      );
    const week = fc.array(day, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(week, fc.integer({ min: -1e6, max: 2e9 }), (sessions, start) => {
        const naive = () => {
          if (isOpen(sessions, start)) return start;
          const first = start - (((start % 60) + 60) % 60);
          for (let minutes = 1; minutes <= 8 * 1440; minutes += 1) {
            if (isOpen(sessions, first + minutes * 60)) return first + minutes * 60;
          }
          return undefined;
        };
        expect(nextOpening(sessions, start)).toBe(naive());
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});
