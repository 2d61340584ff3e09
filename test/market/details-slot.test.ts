import { describe, expect, test } from '@jest/globals';
import { details, quotes, type FeedEvent, type Quote } from '../../src/market/index.js';
import { DetailsSlot } from '../../src/market/details-slot.js';
import type { SymbolDetails } from '../../src/wire/index.js';
import { from, lastValueFrom } from 'rxjs';
import { detailsRecord, open } from './support/feed.js';
import { wireTick } from '../support/tick-bytes.js';

const kept = (...records: readonly Partial<SymbolDetails>[]): readonly SymbolDetails[] => {
  const slot = new DetailsSlot();
  for (const record of records) slot.take(detailsRecord(record));
  return slot.records;
};

const after = (event: FeedEvent): Promise<Quote> => lastValueFrom(quotes(from([open(0), event])));

describe('statistics that are kept', () => {
  test('are laid over each other: who hears them at once knows what others do', async () => {
    const records = [
      { lasttime: 100, bid_high: 110_000, price_close: 109_000, trade_deals: 3 },
      { lasttime: 99, bid_high: 111_000, trade_interest: 0, price_greeks_delta: -5n },
      { lasttime: 98, flags: 1, bid_high: 1 },
    ];
    const heard = records.map((record): FeedEvent => {
      return { kind: 'details', details: detailsRecord(record) };
    });
    const present: FeedEvent = { kind: 'present', ticks: [], details: kept(...records) };
    const quote = await after(present);
    const last = await lastValueFrom(quotes(from([open(0), ...heard])));
    expect({ ...quote, changed: [] }).toEqual({ ...last, changed: [] });
    expect(quote.changed).toEqual(['bidHigh', 'previousClose']);
    expect(await lastValueFrom(details(from([open(0), present])))).toMatchObject({
      ...{ deals: 3, interest: 0, delta: -0.00005, serverTime: 100_000 },
      changed: ['deals', 'interest', 'delta'],
    });
  });

  test('a price of now counts by its time among ticks, and not after other statistics', async () => {
    const ticks = [wireTick({ fields: 3, bid: 110_000, ask: 110_010, tick_time: 100 })];
    const bidAfter = async (...records: readonly Partial<SymbolDetails>[]) =>
      (await after({ kind: 'present', ticks, details: kept(...records) })).bid;
    expect(await bidAfter({ lasttime: 99, bid_last: 100_000 })).toBe(1.1);
    expect(await bidAfter({ lasttime: 100, bid_last: 100_000 })).toBe(1.1);
    expect(await bidAfter({ lasttime: 101, bid_last: 100_000 })).toBe(1);
    expect(await bidAfter({ lasttime: 99, bid_last: 100_000 }, { lasttime: 102 })).toBe(1.1);
  });
});
