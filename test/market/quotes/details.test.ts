import { describe, expect, test } from '@jest/globals';
import { from } from 'rxjs';
import {
  details,
  type FeedEvent,
  type StatisticValue,
  type SymbolStatistics,
} from '../../../src/market/index.js';
import { SymbolDetailsFields, type SymbolDetails } from '../../../src/wire/index.js';
import {
  details as record,
  detailsRecord,
  fixedTimes,
  lost,
  open,
  specificationOf,
  terms,
  tick,
} from '../support/feed.js';

const shown = (...events: readonly FeedEvent[]): SymbolStatistics[] => {
  const seen: SymbolStatistics[] = [];
  from(events)
    .pipe(details)
    .subscribe((statistics) => seen.push(statistics));
  return seen;
};

const subscription = { delay: 15, status: 1, level: 0, reserved: 0 };
const delayed = { specification: specificationOf({ subscription }) };

/** One row per value: its field on the wire, what it carries, what that means. */
const rows: readonly (readonly [
  keyof SymbolDetails,
  number | bigint,
  StatisticValue,
  number | bigint,
])[] = [
  ['trade_deals', 7, 'deals', 7],
  ['trade_volume', 700_000_000n, 'dealsVolume', 700_000_000n],
  ['trade_turnover', 8, 'turnover', 8],
  ['trade_interest', 9, 'interest', 9],
  ['trade_buy_orders', 10, 'buyOrders', 10],
  ['trade_buy_volume', 11n, 'buyVolume', 11n],
  ['trade_sell_orders', 12, 'sellOrders', 12],
  ['trade_sell_volume', 13n, 'sellVolume', 13n],
  ['vol_high', 250_000_000n, 'volumeHigh', 2.5],
  ['vol_low', 1_000_000n, 'volumeLow', 0.01],
  ['price_aw', 110001.4, 'averagePrice', 1.10001],
  ['price_volatility', 1500, 'volatility', 1.5],
  ['price_theoretical', 110002, 'theoreticalPrice', 1.10002],
  ['price_greeks_delta', 50_000n, 'delta', 0.5],
  ['price_greeks_theta', -100_000n, 'theta', -1],
  ['price_greeks_gamma', 1n, 'gamma', 0.00001],
  ['price_greeks_vega', 200_000n, 'vega', 2],
  ['price_greeks_rho', 300_000n, 'rho', 3],
  ['price_greeks_omega', 400_000n, 'omega', 4],
  ['price_sensitivity', 500_000n, 'sensitivity', 5],
];

describe('statistics of a symbol', () => {
  test.each(rows)('%s %s is %s %s', (field, wire, name, value) => {
    const [one, ...more] = shown(open(0), record({ [field]: wire }));
    expect(more).toEqual([]);
    expect(one?.[name]).toBe(value);
    expect(one?.changed).toEqual([name]);
    const others = rows.map(([, , other]) => other).filter((other) => other !== name);
    expect(others.map((other) => one?.[other])).toEqual(others.map(() => undefined));
  });

  test('every bit of the mask is either here or in the quote', () => {
    const inQuote = [
      ...['bid_last', 'bid_high', 'bid_low', 'ask_last', 'ask_high', 'ask_low'],
      ...['last_last', 'last_high', 'last_low', 'vol_last'],
      ...['price_open', 'price_close', 'price_change'],
    ];
    const here = rows.map(([field]) => field as string);
    expect([...here, ...inQuote].sort()).toEqual(Object.keys(SymbolDetailsFields).sort());
  });

  test('merge over the records: only what has its bit set, zeros too', () => {
    const raw = detailsRecord({ fields: SymbolDetailsFields.trade_interest, trade_deals: 99 });
    const seen = shown(
      open(0, { times: fixedTimes(3_600_000) }),
      record({ trade_deals: 5, trade_interest: 6, lasttime: 7200, lasttime_msc: 5n }),
      { kind: 'details', details: raw },
    );
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({
      symbol: 'EURUSD',
      deals: 5,
      interest: 0,
      changed: ['interest'],
      delayed: false,
      time: 3_600_005,
      serverTime: 7_200_005,
    });
    expect(seen[1]?.raw).toBe(raw);
    expect(seen[0]?.interest).toBe(6);
  });

  test('what changes nothing here is not announced', () => {
    const five = record({ trade_deals: 5 });
    expect(shown(open(0), five, five, record({ bid_high: 7 }), tick({ bid: 1 }))).toHaveLength(1);
  });

  test('live and delayed ones are kept apart', () => {
    const events = [record({ trade_deals: 5 }), record({ trade_deals: 4, flags: 1 })];
    expect(shown(open(0), ...events).map(({ deals, delayed: is }) => [deals, is])).toEqual([
      [5, false],
    ]);
    expect(shown(open(0, delayed), ...events).map(({ deals, delayed: is }) => [deals, is])).toEqual(
      [[4, true]],
    );
  });

  test('each connection begins with nothing; terms keep what there is', () => {
    const seen = shown(
      record({ trade_deals: 1 }),
      open(0),
      record({ trade_deals: 5 }),
      terms(0),
      record({ trade_interest: 6 }),
      lost(1),
      record({ trade_deals: 1 }),
      open(2),
      record({ trade_turnover: 7 }),
    );
    expect(seen.map(({ deals, interest, turnover }) => [deals, interest, turnover])).toEqual([
      [5, undefined, undefined],
      [5, 6, undefined],
      [undefined, undefined, 7],
    ]);
  });
});
