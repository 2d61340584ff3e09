import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  calendarOf,
  isCalendarOpen,
  isOpenAt,
  nextChangeAfter,
  nextTurn,
  type Calendar,
} from '../../../src/market/schedule/index.js';
import type { ServerTimes } from '../../../src/market/index.js';
import { symbolFull, symbolSpec, weekdays, hours, everyDay } from '../../../src/simulator/index.js';
import { changingTimes, fixedTimes, specificationOf } from '../support/feed.js';

const at = (text: string) => Date.parse(`${text}Z`);
const seconds = (text: string) => at(text) / 1000;
const hour = 3_600_000;

const always = (week: Calendar['week']): Calendar => ({
  week,
  start: -Infinity,
  expiration: Infinity,
});
const office = always(weekdays(hours('09:00', '17:00')));

describe('the calendar of a symbol', () => {
  test('has hours of quotes and hours of trades', () => {
    const quoteSessions = weekdays(hours('08:00', '18:00'));
    const tradeSessions = weekdays(hours('09:00', '17:00'));
    const spec = symbolSpec({
      kind: 'stock',
      path: 'A\\B',
      startPrice: 1,
      digits: 2,
      quoteSessions,
      tradeSessions,
    });
    const specification = { raw: symbolFull(spec, 1) };
    expect(calendarOf(specification, 'quote').week).toEqual(quoteSessions);
    expect(calendarOf(specification, 'trade')).toEqual(always(tradeSessions));
  });

  test('begins at the start and ends at the expiration of the symbol', () => {
    const dates = {
      time_start: seconds('2014-05-07T12:00:00'),
      time_expiration: seconds('2014-05-08T12:00:00'),
    };
    const { start, expiration } = calendarOf(specificationOf(dates), 'quote');
    const calendar = { ...office, start, expiration };
    const turns = [
      ['2014-05-01T10:00:00', false, '2014-05-07T12:00:00'],
      ['2014-05-07T11:59:59', false, '2014-05-07T12:00:00'],
      ['2014-05-07T12:00:00', true, '2014-05-07T17:00:00'],
      ['2014-05-07T17:00:00', false, '2014-05-08T09:00:00'],
      ['2014-05-08T09:00:00', true, '2014-05-08T12:00:00'],
      ['2014-05-08T12:00:00', false, undefined],
    ] as const;
    for (const [from, open, turn] of turns) {
      expect([from, isCalendarOpen(calendar, seconds(from))]).toEqual([from, open]);
      expect(nextTurn(calendar, seconds(from))).toBe(turn && seconds(turn));
    }
  });

  test('an end in a break, and an end of what never closes', () => {
    const inBreak = { ...office, expiration: seconds('2014-05-07T20:00:00') };
    expect(nextTurn(inBreak, seconds('2014-05-07T18:00:00'))).toBeUndefined();
    const expiring = { ...always(everyDay()), expiration: seconds('2014-05-07T20:00:00') };
    expect(nextTurn(expiring, seconds('2014-05-07T18:00:00'))).toBe(expiring.expiration);
    expect(nextTurn(always(everyDay()), 0)).toBeUndefined();
  });
});

describe('a calendar in UTC', () => {
  const night = always(everyDay(hours('00:30', '02:30')));
  const spring = at('2014-03-30T01:00:00');
  const autumn = at('2014-10-26T01:00:00');
  /** One hour ahead of UTC, two from March to October. */
  const europe = changingTimes(hour, [spring, 2 * hour], [autumn, hour]);

  const changes = (
    calendar: Calendar,
    times: ServerTimes,
    from: string,
    count: number,
  ): string[] => {
    const seen: string[] = [];
    let utc: number | undefined = at(from);
    while (utc !== undefined && seen.length < count) {
      utc = nextChangeAfter({ calendar, times }, utc);
      if (utc === undefined) break;
      const open = isOpenAt({ calendar, times }, utc);
      seen.push(`${new Date(utc).toISOString().slice(5, 16)} ${open ? 'opens' : 'closes'}`);
    }
    return seen;
  };

  test('by the offset of the server', () => {
    expect(changes(office, fixedTimes(2 * hour), '2014-05-09T12:00:00', 2)).toEqual([
      '05-09T15:00 closes',
      '05-12T07:00 opens',
    ]);
  });

  test('from one season to the other the same hour of the server is another one of UTC', () => {
    expect(changes(office, europe, '2014-03-28T10:00:00', 3)).toEqual([
      '03-28T16:00 closes',
      '03-31T07:00 opens',
      '03-31T15:00 closes',
    ]);
    expect(changes(office, europe, '2014-10-24T18:00:00', 2)).toEqual([
      '10-27T08:00 opens',
      '10-27T16:00 closes',
    ]);
  });

  test('a clock put forward over a closing closes', () => {
    // The server goes from 01:59:59 to 03:00:00.
    expect(changes(night, europe, '2014-03-29T12:00:00', 3)).toEqual([
      '03-29T23:30 opens',
      '03-30T01:00 closes',
      '03-30T22:30 opens',
    ]);
  });

  test('a clock put back over a closing opens again', () => {
    // The server shows 02:00 to 03:00 twice.
    expect(changes(night, europe, '2014-10-25T12:00:00', 5)).toEqual([
      '10-25T22:30 opens',
      '10-26T00:30 closes',
      '10-26T01:00 opens',
      '10-26T01:30 closes',
      '10-26T23:30 opens',
    ]);
  });

  test('never, where there is nothing to change', () => {
    expect(changes(always(everyDay()), europe, '2014-03-29T12:00:00', 1)).toEqual([]);
    expect(changes(always([]), europe, '2014-03-29T12:00:00', 1)).toEqual([]);
  });

  test('a clock that makes no sense does not hang', () => {
    const times = { ...fixedTimes(0), fromUtc: () => 0 } as unknown as ServerTimes;
    expect(nextChangeAfter({ calendar: office, times }, 0)).toBeGreaterThan(0);
  });

  test('is the first minute that differs, through the changes of the clock', () => {
    const minute = 60_000;
    const start = fc.oneof(
      fc.integer({ min: spring - 10 * hour, max: spring + hour }),
      fc.integer({ min: autumn - 10 * hour, max: autumn + hour }),
    );
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 });
    const day = cuts
      .map((all) => all.sort((a, b) => a - b))
      .map((all) =>
        all.flatMap((to, index) => (index % 2 === 1 ? [[all[index - 1] ?? 0, to] as const] : [])),
      );
    fc.assert(
      fc.property(fc.array(day, { minLength: 7, maxLength: 7 }), start, (week, from) => {
        const of = { calendar: always(week), times: europe };
        const open = isOpenAt(of, from);
        let naive = Math.floor(from / minute) * minute + minute;
        while (isOpenAt(of, naive) === open) naive += minute;
        expect(nextChangeAfter(of, from)).toBe(naive);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
