import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AccountClock, DaylightRuleError, type DaylightRule } from '../../src/market/index.js';
import { serverMs, utcMs } from '../../src/wire/index.js';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const hoursAt = (clock: AccountClock, text: string) => clock.offsetAt(at(text)) / hour;
const toUtc = (clock: AccountClock, text: string) =>
  new Date(clock.toUtc(serverMs(Date.parse(`${text}Z`)))).toISOString().slice(0, 19);

const july = at('2024-07-01T00:00:00Z');
const january = at('2024-01-15T00:00:00Z');
const us = () => new AccountClock({ offsetMs: 3 * hour, at: july, daylight: 'us' });

describe('the clock of an account', () => {
  test('without a rule the offset that was seen counts for all the past', () => {
    const clock = new AccountClock({ offsetMs: 3 * hour, at: july });
    expect(hoursAt(clock, '1999-01-01T00:00:00Z')).toBe(3);
    expect(hoursAt(clock, '2024-01-01T00:00:00Z')).toBe(3);
    expect(hoursAt(clock, '2035-01-01T00:00:00Z')).toBe(3);
  });

  test.each([
    ['2024-03-10T06:59:59.999Z', 2],
    ['2024-03-10T07:00:00Z', 3],
    ['2024-11-03T05:59:59.999Z', 3],
    ['2024-11-03T06:00:00Z', 2],
    ['2025-03-09T07:00:00Z', 3],
    ['2026-11-01T06:00:00Z', 2],
    ['2015-03-08T06:59:59Z', 2],
    ['1970-01-01T00:00:00Z', 2],
    ['1950-07-01T00:00:00Z', 2],
    ['2099-07-01T00:00:00Z', 3],
  ])('by the rule of the US: at %s %i hours', (text, hours) => {
    expect(hoursAt(us(), text)).toBe(hours);
    const seenInWinter = new AccountClock({ offsetMs: 2 * hour, at: january, daylight: 'us' });
    expect(hoursAt(seenInWinter, text)).toBe(hours);
  });

  test.each([
    ['2024-03-31T00:59:59Z', 2],
    ['2024-03-31T01:00:00Z', 3],
    ['2024-10-27T00:59:59Z', 3],
    ['2024-10-27T01:00:00Z', 2],
    ['2025-03-30T01:00:00Z', 3],
    ['2020-10-25T01:00:00Z', 2],
  ])('by the rule of Europe: at %s %i hours', (text, hours) => {
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january, daylight: 'eu' });
    expect(hoursAt(clock, text)).toBe(hours);
  });

  test('by a list of changes; before the first the offset that was seen', () => {
    const changes = [
      { at: at('2023-03-26T01:00:00Z'), offsetMs: 3 * hour },
      { at: at('2023-10-29T01:00:00Z'), offsetMs: 2 * hour },
    ];
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january, daylight: changes });
    expect(hoursAt(clock, '2022-07-01T00:00:00Z')).toBe(2);
    expect(hoursAt(clock, '2023-07-01T00:00:00Z')).toBe(3);
    expect(hoursAt(clock, '2023-12-01T00:00:00Z')).toBe(2);
  });

  test('what is seen counts for more than a list, from then on', () => {
    const daylight = [{ at: at('2023-03-26T01:00:00Z'), offsetMs: 3 * hour }];
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january, daylight });
    expect(hoursAt(clock, '2023-07-01T00:00:00Z')).toBe(3);
    expect(hoursAt(clock, '2024-01-14T23:59:59Z')).toBe(3);
    expect(hoursAt(clock, '2024-01-15T00:00:00Z')).toBe(2);
  });

  test('an hour that is skipped is the moment of the change, one that repeats the earlier', () => {
    const clock = us();
    expect(toUtc(clock, '2024-03-10T08:59:59')).toBe('2024-03-10T06:59:59');
    expect(toUtc(clock, '2024-03-10T09:00:00')).toBe('2024-03-10T07:00:00');
    expect(toUtc(clock, '2024-03-10T09:30:00')).toBe('2024-03-10T07:00:00');
    expect(toUtc(clock, '2024-03-10T10:00:00')).toBe('2024-03-10T07:00:00');
    expect(toUtc(clock, '2024-03-10T10:00:01')).toBe('2024-03-10T07:00:01');
    expect(toUtc(clock, '2024-11-03T07:59:59')).toBe('2024-11-03T04:59:59');
    expect(toUtc(clock, '2024-11-03T08:30:00')).toBe('2024-11-03T05:30:00');
    expect(toUtc(clock, '2024-11-03T08:59:59')).toBe('2024-11-03T05:59:59');
    expect(toUtc(clock, '2024-11-03T09:00:00')).toBe('2024-11-03T07:00:00');
  });
});

describe('a change that is seen', () => {
  test('counts from then on; what was before stays', () => {
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january });
    const change = at('2024-03-10T07:00:03Z');
    expect(clock.observe(2 * hour, change - 1)).toBe(false);
    expect(clock.observe(3 * hour, change)).toBe(true);
    expect(clock.observe(3 * hour, change + 1)).toBe(false);
    expect(clock.offsetAt(change - 1)).toBe(2 * hour);
    expect(clock.offsetAt(change)).toBe(3 * hour);
    expect(hoursAt(clock, '2020-07-01T00:00:00Z')).toBe(2);
  });

  test('is none where the rule has told of it', () => {
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january, daylight: 'us' });
    expect(clock.observe(3 * hour, at('2024-03-10T07:00:05Z'))).toBe(false);
    expect(hoursAt(clock, '2024-03-10T07:00:00Z')).toBe(3);
  });

  test('against the rule counts from then on, and the rule goes on from there', () => {
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january, daylight: 'us' });
    const seen = at('2024-03-12T00:00:00Z');
    expect(clock.observe(2 * hour, seen)).toBe(true);
    expect(clock.offsetAt(seen - 1)).toBe(3 * hour);
    expect(clock.offsetAt(seen)).toBe(2 * hour);
    expect(hoursAt(clock, '2023-07-01T00:00:00Z')).toBe(3);
    expect(hoursAt(clock, '2024-11-04T00:00:00Z')).toBe(1);
  });

  test('before the first one replaces it', () => {
    const clock = new AccountClock({ offsetMs: 2 * hour, at: january });
    expect(clock.observe(3 * hour, january - 1)).toBe(true);
    expect(clock.offsetAt(january)).toBe(3 * hour);
  });

  test('a server that changes its mind all the time fills no memory', () => {
    const clock = new AccountClock({ offsetMs: 0, at: 0 });
    for (let n = 1; n <= 1000; n += 1) clock.observe((n % 2) * hour, n * hour);
    expect(clock.offsetAt(1000 * hour)).toBe(0);
    expect(clock.offsetAt(999 * hour)).toBe(hour);
    expect(clock.offsetAt(900 * hour)).toBe(0);
    expect(clock.offsetAt(2 * hour)).toBe(0);
    expect(clock.offsetAt(1 * hour)).toBe(0);
  });
});

describe('a rule that is none', () => {
  test.each([
    ['US', "daylight: got \"US\", expected 'us', 'eu', 'none' or a list of changes"],
    [[{ at: Number.NaN, offsetMs: 0 }], 'daylight[0].at: got NaN, expected UTC milliseconds'],
    [
      [
        { at: 5, offsetMs: 0 },
        { at: 5, offsetMs: 1 },
      ],
      'daylight[1].at: got 5, expected UTC milliseconds after 5',
    ],
    [
      [{ at: 5, offsetMs: 86_400_001 }],
      'daylight[0].offsetMs: got 86400001, expected milliseconds, at most a day',
    ],
    [
      [{ at: 5, offsetMs: Number.NaN }],
      'daylight[0].offsetMs: got NaN, expected milliseconds, at most a day',
    ],
  ])('%j', (daylight, message) => {
    const make = () => new AccountClock({ offsetMs: 0, at: 0, daylight: daylight as DaylightRule });
    expect(make).toThrow(DaylightRuleError);
    expect(make).toThrow(message);
  });
});

describe('conversion', () => {
  const changes = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 400 * 24 }), fc.integer({ min: -28, max: 28 })), {
      maxLength: 6,
    })
    .map((found) => [...new Map(found)].sort(([a], [b]) => a - b))
    .map((found) =>
      found.map(([h, half]) => ({ at: january + h * hour, offsetMs: half * (hour / 2) })),
    );
  const rules = fc.oneof(fc.constantFrom<DaylightRule>('us', 'eu', 'none'), changes);
  const clocks = fc
    .tuple(fc.integer({ min: -24, max: 28 }), rules, changes)
    .map(([half, daylight, seen]) => {
      const clock = new AccountClock({ offsetMs: half * (hour / 2), at: january, daylight });
      for (const { at: when, offsetMs } of seen) clock.observe(offsetMs, when);
      return clock;
    });
  const moments = fc
    .integer({ min: -30 * 24 * 60, max: 430 * 24 * 60 })
    .map((minutes) => january + minutes * 60_000);

  test('there and back is the same moment, or the earlier one that shows the same time', () => {
    fc.assert(
      fc.property(clocks, moments, (clock, utc) => {
        const shown = clock.fromUtc(utcMs(utc));
        expect(shown - utc).toBe(clock.offsetAt(utc));
        const back = clock.toUtc(shown);
        expect(back).toBeLessThanOrEqual(utc);
        if (back === utc) return;
        // An earlier moment showed this time, or a later one.
        expect(clock.fromUtc(back)).toBeGreaterThanOrEqual(shown);
        expect(clock.fromUtc(utcMs(back - 1))).toBeLessThan(shown);
      }),
      { seed: 1, numRuns: 250 },
    );
  });

  test('never runs backwards', () => {
    fc.assert(
      fc.property(clocks, moments, fc.nat(100 * 60), (clock, server, more) => {
        const [a, b] = [serverMs(server), serverMs(server + more * 60_000)];
        expect(clock.toUtc(a)).toBeLessThanOrEqual(clock.toUtc(b));
      }),
      { seed: 2, numRuns: 250 },
    );
  });

  test('of a yearly rule only the second pass of the repeated hour does not come back', () => {
    const clock = us();
    for (let utc = at('2024-01-01'); utc < at('2025-01-01'); utc += hour / 4) {
      const repeats = utc >= at('2024-11-03T06:00Z') && utc < at('2024-11-03T07:00Z');
      expect(clock.toUtc(clock.fromUtc(utcMs(utc)))).toBe(repeats ? utc - hour : utc);
    }
  });
});
