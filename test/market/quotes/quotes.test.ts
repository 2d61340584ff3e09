import { describe, expect, test } from '@jest/globals';
import { from } from 'rxjs';
import {
  noQuotes,
  quotes,
  reduceQuotes,
  TickFlag,
  type FeedEvent,
  type Quote,
} from '../../../src/market/index.js';
import type { SymbolFull, SymbolTradeSettings } from '../../../src/wire/index.js';
import {
  changingTimes,
  details,
  fixedTimes,
  lost,
  open,
  specificationOf,
  terms,
  tick,
} from '../support/feed.js';

const shown = (...events: readonly FeedEvent[]): Quote[] => {
  const seen: Quote[] = [];
  from(events)
    .pipe(quotes)
    .subscribe((quote) => seen.push(quote));
  return seen;
};

const last = (...events: readonly FeedEvent[]): Quote | undefined => shown(...events).at(-1);

const under = (settings: Partial<SymbolTradeSettings>, fields: Partial<SymbolFull> = {}) => ({
  specification: specificationOf(fields, settings),
});
const wider = under({ spread_diff: 4, spread_diff_balance: 1 });
const narrow = under({ spread_diff: -20 });
const delayed = under({}, { subscription: { delay: 15, status: 1, level: 0, reserved: 0 } });

const pair = (bid: number, ask: number) => tick({ fields: 3, bid, ask });

describe('a quote', () => {
  test('of one tick: what it has, and undefined for what nobody has told', () => {
    const times = fixedTimes(7_200_000);
    const seconds = { tick_time: 1_700_007_200, time_ms_delta: 345 };
    expect(
      shown(open(0, { times }), tick({ ...seconds, fields: 3, bid: 110001, ask: 110005.5 })),
    ).toEqual([
      {
        symbol: 'EURUSD',
        bid: 1.10001,
        ask: 1.10006,
        last: undefined,
        volume: undefined,
        bidOriginal: 1.10001,
        askOriginal: 1.10006,
        bidHigh: undefined,
        bidLow: undefined,
        askHigh: undefined,
        askLow: undefined,
        lastHigh: undefined,
        lastLow: undefined,
        open: undefined,
        previousClose: undefined,
        change: undefined,
        spread: 5,
        bidTrend: 'none',
        askTrend: 'none',
        lastTrend: 'none',
        changed: ['bid', 'ask', 'bidOriginal', 'askOriginal'],
        flags: TickFlag.bid | TickFlag.ask,
        delayed: false,
        time: 1_700_000_000_345,
        serverTime: 1_700_007_200_345,
      },
    ]);
  });

  test('in an hour that the server’s clock repeats is of the pass that goes on', () => {
    const hour = 3_600_000;
    const before = fixedTimes(2 * hour);
    const times = changingTimes(2 * hour, [hour, hour]);
    const at = (minutes: number) => tick({ fields: 1, bid: 1, tick_time: minutes * 60 });
    const seen = shown(
      ...[open(0, { times: before }), at(150)],
      ...[terms(hour, { times }), at(121), at(181)],
    );
    expect(seen.map(({ time }) => time / 60_000)).toEqual([30, 61, 121]);
  });

  test('takes only what has its bit set, and no price of 0, but a volume of 0', () => {
    const quote = last(
      open(0),
      tick({ fields: 15, bid: 110000, ask: 110010, last: 110005, tick_volume: 250_000_000n }),
      tick({ fields: 2, bid: 1, ask: 110012, last: 1, tick_volume: 1n }),
      tick({ fields: 15, tick_volume: 0n }),
    );
    expect(quote).toMatchObject({ bid: 1.1, ask: 1.10012, last: 1.10005, volume: 0 });
    expect(quote).toMatchObject({ changed: ['volume'], flags: TickFlag.volume });
  });

  test('a tick with no bits still moves the time, and is announced', () => {
    const seen = shown(
      open(0),
      tick({ tick_time: 5, bid: 1, ask: 2 }),
      tick({ tick_time: 6, fields: 0 }),
    );
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ time: 6000, changed: [], flags: 0 });
  });

  test('a tick older than what it would change is dropped as a whole, an equally old one is not', () => {
    const at = (tick_time: number, time_ms_delta: number) => ({ tick_time, time_ms_delta });
    const before = [open(0), tick({ ...at(100, 5), fields: 3, bid: 110000, ask: 110010 })];
    expect(
      shown(...before, tick({ ...at(100, 4), fields: 9, bid: 1, tick_volume: 1n })),
    ).toHaveLength(1);
    // The bit counts, whatever the value.
    expect(shown(...before, tick({ ...at(100, 4), fields: 2, ask: 0 }))).toHaveLength(1);
    expect(last(...before, tick({ ...at(100, 5), fields: 1, bid: 110001 }))?.bid).toBe(1.10001);
    // A last price has a time of its own, and takes the time of the quote back with it.
    const trade = tick({ ...at(50, 0), fields: 4, last: 110003 });
    expect(last(...before, trade)).toMatchObject({ last: 1.10003, bid: 1.1, time: 50_000 });
    expect(shown(...before, trade, tick({ ...at(49, 0), fields: 4, last: 9 }))).toHaveLength(2);
    // A price of 0 does not move the time that the next tick is held against.
    const zero = tick({ ...at(200, 0), fields: 3 });
    expect(last(...before, zero, tick({ ...at(150, 0), fields: 1, bid: 110002 }))?.bid).toBe(
      1.10002,
    );
  });

  test('trends compare with the quote before', () => {
    const seen = shown(
      open(0),
      pair(110000, 110010),
      pair(110001, 110009),
      tick({ fields: 1, bid: 110001 }),
      tick({ fields: 4, last: 5 }),
      tick({ fields: 4, last: 4 }),
    );
    expect(
      seen.map(({ bidTrend, askTrend, lastTrend }) => [bidTrend, askTrend, lastTrend]),
    ).toEqual([
      ['none', 'none', 'none'],
      ['up', 'down', 'none'],
      ['none', 'none', 'none'],
      ['none', 'none', 'none'],
      ['none', 'none', 'down'],
    ]);
  });

  test('changed names what differs, flags what came', () => {
    const same = last(open(0), pair(110000, 110010), tick({ fields: 3, bid: 110000, ask: 110011 }));
    expect(same).toMatchObject({ changed: ['ask', 'askOriginal'], flags: 6, spread: 11 });
  });

  test('a spread needs both sides', () => {
    expect(last(open(0), tick({ fields: 1, bid: 110000 }))?.spread).toBeUndefined();
    expect(last(open(0), details({ bid_last: 0, ask_last: 5 }))).toMatchObject({
      bid: 0,
      ask: 0.00005,
      spread: undefined,
    });
  });

  test('emitted quotes are never touched again', () => {
    const seen = shown(open(0), pair(1, 2), pair(3, 4), details({ price_open: 5, bid_high: 7 }));
    expect(seen.map(({ bid, open: first }) => [bid, first])).toEqual([
      [0.00001, undefined],
      [0.00003, undefined],
      [0.00003, 0.00005],
    ]);
  });
});

describe('the markup of the group', () => {
  test('moves bid and ask and leaves the originals', () => {
    expect(last(open(0, wider), pair(130000, 130010))).toMatchObject({
      bid: 1.29999,
      ask: 1.30013,
      bidOriginal: 1.3,
      askOriginal: 1.3001,
      spread: 14,
    });
    expect(last(open(0, under({ spread_diff: -4 })), pair(130000, 130010))).toMatchObject({
      bid: 1.30002,
      ask: 1.30008,
    });
  });

  test('a side alone stays as it is until the other one comes', () => {
    const seen = shown(
      open(0, wider),
      tick({ fields: 1, bid: 130000 }),
      tick({ fields: 2, ask: 130010 }),
    );
    expect(seen.map(({ bid, ask }) => [bid, ask])).toEqual([
      [1.3, undefined],
      [1.29999, 1.30013],
    ]);
    expect(seen[1]?.changed).toEqual(['bid', 'ask', 'askOriginal']);
  });

  test('a pair that it turns over is not announced, but remembered with its time', () => {
    const events = [open(0, narrow), tick({ tick_time: 1, fields: 3, bid: 130000, ask: 130010 })];
    expect(shown(...events)).toEqual([]);
    expect(shown(...events, tick({ fields: 2, ask: 130040 }))).toEqual([]);
    expect(last(...events, tick({ tick_time: 1, fields: 2, ask: 130040 }))).toMatchObject({
      bid: 1.3001,
      ask: 1.3003,
      changed: ['bid', 'ask', 'bidOriginal', 'askOriginal'],
    });
  });

  test('while a pair is turned over the one before stays in sight', () => {
    const quote = last(
      open(0, narrow),
      pair(130000, 130040),
      pair(130000, 130010),
      details({ price_open: 7 }),
    );
    expect(quote).toMatchObject({ bid: 1.3001, ask: 1.3003, askOriginal: 1.3001, open: 0.00007 });
  });

  test('highs and lows: bids move as the bid, asks by the rest of the width', () => {
    const day = details({
      ...{ bid_high: 130100, bid_low: 129900, ask_high: 130110, ask_low: 129910 },
      ...{ last_high: 130105, last_low: 129905 },
    });
    // d = 4, b = 1, h = 2: bids by -(d - h - b) = -1, asks by h + b = 3.
    expect(last(open(0, wider), day)).toMatchObject({
      bidHigh: 1.30099,
      bidLow: 1.29899,
      askHigh: 1.30113,
      askLow: 1.29913,
      lastHigh: 1.30105,
      lastLow: 1.29905,
    });
    // d = -5, b = 1, h = -2: bids by -(d - h + b) = 2, asks by h - b = -3.
    const other = under({ spread_diff: -5, spread_diff_balance: 1 });
    expect(last(open(0, other), day)).toMatchObject({ bidHigh: 1.30102, askLow: 1.29907 });
  });

  test('a high or low that it would take to 0 or below stays', () => {
    const quote = last(open(0, under({ spread_diff: 4 })), details({ bid_low: 2, bid_high: 3 }));
    expect(quote).toMatchObject({ bidLow: 0.00002, bidHigh: 0.00001 });
  });

  test('other terms are laid on at once, and are no movement of the market', () => {
    const seen = shown(
      open(0),
      pair(130000, 130010),
      pair(130001, 130011),
      details({ bid_high: 130100 }),
      terms(0),
      terms(0, wider),
      terms(0, wider),
      pair(130002, 130012),
    );
    expect(
      seen.map(({ bid, bidHigh, bidTrend, changed, flags }) => [
        bid,
        bidHigh,
        bidTrend,
        changed.length,
        flags,
      ]),
    ).toEqual([
      [1.3, undefined, 'none', 4, 6],
      [1.30001, undefined, 'up', 4, 6],
      [1.30001, 1.301, 'up', 1, 0],
      [1.3, 1.30099, 'up', 3, 0],
      [1.30001, 1.30099, 'up', 4, 6],
    ]);
  });

  test('terms before the first record announce nothing', () => {
    expect(shown(open(0), terms(0, wider))).toEqual([]);
  });
});

describe('statistics in a quote', () => {
  test('only what has its bit set, zeros too; the change is a percentage', () => {
    const quote = last(
      open(0),
      details({
        price_open: 110000,
        price_close: 109000,
        price_change: 92,
        lasttime: 3,
        lasttime_msc: 20n,
      }),
      details({ fields: 2n, bid_high: 0, bid_low: 9, price_open: 5 }),
    );
    expect(quote).toMatchObject({
      open: 1.1,
      previousClose: 1.09,
      change: 0.92,
      bidHigh: 0,
      bidLow: undefined,
      changed: ['bidHigh'],
      time: 3020,
      flags: 0,
    });
  });

  test('prices among them are originals, shown with the markup; the last one at once', () => {
    const quote = last(
      open(0, wider),
      pair(130000, 130010),
      details({ bid_last: 130020, ask_last: 130030, last_last: 130025, vol_last: 150_000_000n }),
    );
    expect(quote).toMatchObject({
      bid: 1.30019,
      ask: 1.30033,
      bidOriginal: 1.3002,
      last: 1.30025,
      volume: 1.5,
      bidTrend: 'up',
    });
  });

  test('what changes nothing is not announced; time never goes back and nothing is too old', () => {
    const events = [open(0), tick({ tick_time: 10, fields: 3, bid: 1, ask: 2 })];
    expect(shown(...events, details({ bid_last: 1, lasttime: 11 }))).toHaveLength(1);
    expect(shown(...events, details({ trade_deals: 4, lasttime: 11 }))).toHaveLength(1);
    expect(last(...events, details({ bid_last: 3, lasttime: 9 }))).toMatchObject({
      bid: 0.00003,
      time: 10_000,
    });
    expect(last(...events, details({ bid_last: 3, lasttime: 12 }))?.time).toBe(12_000);
    // No age is counted from them: a tick from before passes.
    expect(
      last(
        ...events,
        details({ bid_last: 3, lasttime: 12 }),
        tick({ tick_time: 10, fields: 1, bid: 4 }),
      ),
    ).toMatchObject({ bid: 0.00004, time: 10_000 });
  });

  test('each bid brings the daily change up to date, with the bid that it brings', () => {
    const seen = shown(
      open(0),
      details({ price_close: 100000, price_change: 50 }),
      tick({ fields: 2, ask: 102000 }),
      tick({ fields: 1, bid: 101000 }),
      tick({ fields: 1, bid: 100123 }),
      details({ price_change: 77 }),
      tick({ fields: 1, bid: 99000 }),
    );
    expect(seen.map(({ change }) => change)).toEqual([0.5, 0.5, 1, 0.12, 0.77, -1]);
  });

  test('no change without a previous close, nor with one of 0', () => {
    expect(last(open(0), pair(1, 2))?.change).toBeUndefined();
    expect(last(open(0), details({ price_close: 0 }), pair(1, 2))?.change).toBeUndefined();
    expect(
      last(open(0), details({ price_close: 1 }), tick({ fields: 2, ask: 2 }))?.change,
    ).toBeUndefined();
  });

  test('the change counts the bid with the markup', () => {
    const quote = last(
      open(0, under({ spread_diff: 2000 })),
      details({ price_close: 100000 }),
      pair(102000, 102000),
    );
    expect(quote).toMatchObject({ bid: 1.01, change: 1 });
  });
});

describe('live and delayed records', () => {
  const late = { flags: 512, fields: 3, bid: 109000, ask: 109010 };

  test('are two quotes; the subscription says which one is shown', () => {
    const events = [
      pair(110000, 110010),
      tick(late),
      details({ flags: 1, bid_high: 1 }),
      details({ bid_high: 2 }),
    ];
    expect(
      shown(open(0), ...events).map(({ bid, bidHigh, delayed: is }) => [bid, bidHigh, is]),
    ).toEqual([
      [1.1, undefined, false],
      [1.1, 0.00002, false],
    ]);
    expect(
      shown(open(0, delayed), ...events).map(({ bid, bidHigh, delayed: is }) => [bid, bidHigh, is]),
    ).toEqual([
      [1.09, undefined, true],
      [1.09, 0.00001, true],
    ]);
  });

  test('do not outdate each other', () => {
    const events = [tick({ tick_time: 9, bid: 5, fields: 1 }), tick({ ...late, tick_time: 1 })];
    expect(last(open(0, delayed), ...events)).toMatchObject({ bid: 1.09, time: 1000 });
  });

  test('a subscription that becomes live shows the live quote, which is compared with nothing', () => {
    const seen = shown(open(0, delayed), pair(110000, 110010), tick(late), terms(0));
    expect(seen.map(({ bid, bidTrend, delayed: is }) => [bid, bidTrend, is])).toEqual([
      [1.09, 'none', true],
      [1.1, 'none', false],
    ]);
    expect(seen[1]?.changed).toEqual(['bid', 'ask', 'bidOriginal', 'askOriginal']);
  });
});

describe('connections', () => {
  test('each begins with nothing: no price, no statistic, no trend, no age', () => {
    const quote = last(
      open(0),
      tick({ tick_time: 100, fields: 3, bid: 110000, ask: 110010 }),
      details({ bid_high: 110000, price_close: 5 }),
      lost(1),
      open(2),
      tick({ tick_time: 50, fields: 1, bid: 110005 }),
    );
    expect(quote).toMatchObject({
      bid: 1.10005,
      ask: undefined,
      bidHigh: undefined,
      previousClose: undefined,
      change: undefined,
      bidTrend: 'none',
      changed: ['bid', 'bidOriginal'],
    });
  });

  test('records without a connection are nobody’s', () => {
    expect(shown(pair(1, 2), details({ bid_high: 1 }))).toEqual([]);
    expect(shown(open(0), lost(1), pair(1, 2), details({ bid_high: 1 }))).toEqual([]);
  });

  test('the reducer makes a new book for each event that it takes and keeps the old one', () => {
    const opened = reduceQuotes(noQuotes, open(0));
    const quoted = reduceQuotes(opened, pair(1, 2));
    reduceQuotes(quoted, pair(3, 4));
    expect(quoted.quote?.bid).toBe(0.00001);
    expect(opened.quote).toBeUndefined();
    expect(noQuotes.terms).toBeUndefined();
  });
});
