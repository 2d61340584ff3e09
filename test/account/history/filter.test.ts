import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HistoryRangeError, type HistoryFilter } from '../../../src/account/index.js';
import { criteriaOf, timeFits } from '../../../src/account/history/filter.js';
import { rangeOf } from '../../../src/account/history/range.js';
import { Mt5Error } from '../../../src/connection/index.js';
import { hoursAhead } from '../support/trade-records.js';

const now = Date.UTC(2026, 5, 1);
const day = 86_400_000;

const failure = (filter: HistoryFilter): HistoryRangeError => {
  try {
    criteriaOf(filter, now);
  } catch (error) {
    if (error instanceof HistoryRangeError) return error;
    throw error;
  }
  throw new Error('no failure');
};

describe('a filter', () => {
  test('of nothing fits everything', () => {
    const { symbolFits, ...rest } = criteriaOf({}, now);
    expect(new Set(Object.values(rest))).toEqual(new Set([undefined]));
    expect([symbolFits('EURUSD'), symbolFits(undefined)]).toEqual([true, true]);
  });

  test('takes times as dates and as milliseconds', () => {
    const at = now - 5 * day;
    expect(criteriaOf({ from: new Date(at), to: at }, now)).toMatchObject({ from: at, to: at });
  });

  test('takes tickets as bigint, number and digits', () => {
    const criteria = criteriaOf({ ticket: 5n, order: 6, position: '9007199254740993' }, now);
    const position = 9_007_199_254_740_993n;
    expect(criteria).toMatchObject({ ticket: 5n, order: 6n, position });
    expect(criteriaOf({ ticket: 2n ** 63n - 1n }, now).ticket).toBe(2n ** 63n - 1n);
  });

  test('takes masks of symbols, some of which exclude', () => {
    const { symbolFits } = criteriaOf({ symbol: 'EUR*, XAUUSD, !EURCHF' }, now);
    const names = ['EURUSD', 'EURCHF', 'XAUUSD', 'xauusd', undefined];
    expect(names.map(symbolFits)).toEqual([true, false, true, false, false]);
  });

  test.each<[string, HistoryFilter, string]>([
    ['no number', { from: NaN }, 'History, from: got NaN, expected a Date or UTC milliseconds'],
    ['an invalid date', { to: new Date('x') }, 'History, to: got Invalid Date, expected a Date'],
    ['an endless time', { to: Infinity }, 'to: got Infinity'],
    ['a time as text', { from: '2026-01-01' as unknown as number }, 'from: got "2026-01-01"'],
    ['a time to come', { from: now + 1 }, 'from: got 2026-06-01T00:00:00.001Z, expected a time up'],
    ['a time far off', { from: 1e18 }, 'from: got 1000000000000000000, expected'],
    ['from after to', { from: now - 1, to: now - 2 }, 'from: got 2026-05-31T23:59:59.999Z, exp'],
    ['a symbol that is no text', { symbol: 5 as unknown as string }, 'symbol: got 5, expected'],
    ['a ticket of 0', { ticket: 0 }, 'ticket: got 0, expected a whole number from 1'],
    ['a negative ticket', { ticket: -1n }, 'ticket: got -1'],
    ['half a ticket', { order: 1.5 }, 'order: got 1.5'],
    ['a ticket that is no longer exact', { position: 2 ** 53 }, 'position: got 9007199254740992'],
    ['a ticket beyond 64 bits', { ticket: '9999999999999999999' }, 'ticket: got "99999'],
    ['a ticket in words', { ticket: ' 12' }, 'ticket: got " 12"'],
    ['a ticket of no type', { ticket: null as unknown as bigint }, 'ticket: got null'],
    ['a mask of nothing', { symbol: '' }, 'symbol: got "", expected at least one mask'],
    ['masks that only exclude', { symbol: ' !EURUSD,' }, 'symbol: got " !EURUSD,"'],
  ])('with %s is refused', (_title, filter, message) => {
    const error = failure(filter);
    expect(error).toBeInstanceOf(Mt5Error);
    expect(error.code).toBe('history-range');
    expect(error.message).toContain(message);
    expect(error.context).toEqual({
      field: error.field,
      got: error.got,
      expected: error.expected,
    });
  });

  test('the ends of the range belong to it', () => {
    const fits = (time: number): boolean => timeFits({ from: 10, to: 20 }, time);
    expect([9, 10, 20, 21].map(fits)).toEqual([false, true, true, false]);
  });
});

describe('what the server is asked for', () => {
  const ask = (from?: number, to?: number, hours = 0): readonly number[] => {
    const { from: first, to: last } = rangeOf({ from, to }, hoursAhead(hours));
    return [first, last];
  };

  test('no bounds are zeros', () => {
    expect(ask()).toEqual([0, 0]);
  });

  test('seconds of its clock, a day wider on both sides', () => {
    const from = Date.UTC(2026, 0, 10);
    const to = Date.UTC(2026, 0, 12);
    const expected = [Date.UTC(2026, 0, 9, 3) / 1000, Date.UTC(2026, 0, 13, 3) / 1000];
    expect(ask(from, to, 3)).toEqual(expected);
    expect(ask(from)[1]).toBe(0);
    expect(ask(undefined, to)).toEqual([0, Date.UTC(2026, 0, 13) / 1000]);
  });

  test('parts of a second make the range wider, not narrower', () => {
    const from = Date.UTC(2026, 0, 10);
    expect(ask(from + 999, from + 1)).toEqual([(from - day) / 1000, (from + day) / 1000 + 1]);
  });

  test('before 1970 there is nothing, and that does not become no bound', () => {
    expect(ask(-10 * day, -5 * day)).toEqual([0, 1]);
    expect(ask(-8.64e15, -8.64e15)).toEqual([0, 1]);
  });

  test('what is too far for the wire is no bound', () => {
    expect(ask(0, Date.UTC(2040, 0, 1))).toEqual([0, 0]);
    expect(ask(0, 1e300)).toEqual([0, 0]);
  });

  test('always fits the wire, and never leaves out what was asked for', () => {
    const time = fc.integer({ min: -(2 ** 42), max: 2 ** 42 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: -12, max: 14 }), (a, b, hours) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [first = NaN, last = NaN] = ask(from, to, hours);
        for (const bound of [first, last]) {
          expect(Number.isInteger(bound) && bound >= 0 && bound < 2 ** 31).toBe(true);
        }
        const server = (utc: number): number => utc / 1000 + hours * 3600;
        expect(first).toBeLessThanOrEqual(Math.max(server(from), 0));
        if (last !== 0) expect(last).toBeGreaterThanOrEqual(Math.min(server(to), 2 ** 31 - 1));
      }),
    );
  });
});
