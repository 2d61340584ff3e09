import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isOpen,
  nextClosing,
  nextOpening,
  weekSessions,
  type SessionSlot,
} from '../../../src/wire/index.js';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const slot = (from_minute: number, to_minute: number): SessionSlot => ({ from_minute, to_minute });
const unused = slot(0, 0);
const week = (of: (day: number) => readonly SessionSlot[]) =>
  weekSessions(Array.from({ length: 7 }, (_, day) => of(day)));

const roundTheClock = week(() => [slot(0, 1440)]);
const never = week(() => [unused, unused]);
/** Sunday 22:00 to Friday 23:00, with a break from 00:00 to 00:05 on Wednesday. */
const forex = week((day) => {
  if (day === 0) return [slot(1320, 1440)];
  if (day === 3) return [slot(5, 1440)];
  if (day === 5) return [slot(0, 1380)];
  return day === 6 ? [] : [slot(0, 1440)];
});

describe('sessions of a record', () => {
  test('unused and empty slots are left out, the rest is put in order', () => {
    expect(
      week(() => [unused, slot(600, 700), slot(500, 500), slot(900, 800), slot(60, 120)])[2],
    ).toEqual([
      [60, 120],
      [600, 700],
    ]);
  });

  test('sessions that touch or overlap are one', () => {
    expect(week(() => [slot(0, 60), slot(60, 120), slot(200, 300), slot(210, 220)])[0]).toEqual([
      [0, 120],
      [200, 300],
    ]);
  });

  test('a day has no more than its minutes and a week no more than its days', () => {
    expect(week(() => [slot(1400, 2000), slot(1500, 1600)])[6]).toEqual([[1400, 1440]]);
    expect(weekSessions(Array(9).fill([slot(1, 2)]))).toHaveLength(7);
  });
});

describe('nextClosing', () => {
  // 2014-05-07 was a Wednesday.
  test.each([
    ['2014-05-05T10:00:00', '2014-05-07T00:00:00'],
    ['2014-05-04T22:00:00', '2014-05-07T00:00:00'],
    ['2014-05-07T00:04:59', '2014-05-07T00:04:59'],
    ['2014-05-07T00:05:00', '2014-05-09T23:00:00'],
    ['2014-05-09T22:59:59', '2014-05-09T23:00:00'],
    ['2014-05-10T12:00:00', '2014-05-10T12:00:00'],
  ])('from %s: %s', (from, closing) => {
    expect(nextClosing(forex, at(from))).toBe(at(closing));
  });

  test('never, without a break; at once, without a session', () => {
    expect(nextClosing(roundTheClock, at('2014-05-07T10:00:01'))).toBeUndefined();
    expect(nextClosing(never, 5)).toBe(5);
    expect(nextClosing([], 5)).toBe(5);
  });

  test('a break a week away is found', () => {
    const sessions = week((day) => (day === 0 ? [slot(0, 1439)] : [slot(0, 1440)]));
    expect(nextClosing(sessions, at('2014-05-05T00:00:00'))).toBe(at('2014-05-11T23:59:00'));
    expect(nextClosing(sessions, at('2014-05-12T00:00:00'))).toBe(at('2014-05-18T23:59:00'));
  });
});

const anySlots = fc.array(
  fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 1450 }), fc.integer({ min: 0, max: 1450 })),
    fc.constantFrom([0, 1440] as const, [0, 0] as const, [720, 1440] as const, [0, 720] as const),
  ),
  { maxLength: 3 },
);
const anyWeek = fc
  .array(anySlots, { minLength: 7, maxLength: 7 })
  .map((days) => days.map((day) => day.map(([from, to]) => slot(from, to))));
const anyTime = fc.integer({ min: -1e6, max: 2e9 });

describe('any schedule', () => {
  test('is open exactly by the rule of its slots', () => {
    fc.assert(
      fc.property(anyWeek, anyTime, (days, second) => {
        const date = new Date(second * 1000);
        const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
        const byRule = (days[date.getUTCDay()] ?? []).some(
          ({ from_minute, to_minute }) => from_minute <= minute && minute < to_minute,
        );
        expect(isOpen(weekSessions(days), second)).toBe(byRule);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  test('opens and closes when looking at each minute says so', () => {
    fc.assert(
      fc.property(anyWeek, anyTime, fc.boolean(), (days, start, wanted) => {
        const sessions = weekSessions(days);
        const naive = (): number | undefined => {
          if (isOpen(sessions, start) === wanted) return start;
          const first = Math.floor(start / 60) * 60;
          for (let minutes = 1; minutes <= 8 * 1440; minutes += 1) {
            if (isOpen(sessions, first + minutes * 60) === wanted) return first + minutes * 60;
          }
          return undefined;
        };
        expect((wanted ? nextOpening : nextClosing)(sessions, start)).toBe(naive());
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
