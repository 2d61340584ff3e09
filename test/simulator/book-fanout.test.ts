import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';

import { symbolSpec, type FeedTick, type SymbolDraft } from '../../src/simulator/index.js';
import { BookFanout, BookSubscriber } from '../../src/simulator/quotes/book-fanout.js';
import { ladderOf, type BookLadder } from '../../src/simulator/quotes/book-ladder.js';
import { ServerClock } from '../../src/simulator/quotes/clock.js';
import { SymbolEntry } from '../../src/simulator/quotes/symbol-entry.js';
import type { BookEntry } from '../../src/wire/index.js';

const clock = new ServerClock(0, 0);
const specOf = (id: number, draft: Partial<SymbolDraft> = {}) =>
  symbolSpec({
    ...{ kind: 'forex', path: `Forex\\EUR${id}SD`, startPrice: 1, bookDepth: 3 },
    ...draft,
  });
const entryOf = (id: number, draft: Partial<SymbolDraft> = {}): SymbolEntry =>
  new SymbolEntry(id, specOf(id, draft), clock);

/** `1 whole 6`, `2 change 4`: symbol, sort and number of items. */
const show = ({ symbol_id, books_flags, items }: BookEntry): string =>
  `${symbol_id} ${books_flags === 2 ? 'whole' : 'change'} ${items.length}`;

/** A fan-out in virtual time, and what it sends: each push with its client. */
const setUp = () => {
  const scheduler = new VirtualTimeScheduler();
  const fanout = new BookFanout(clock, scheduler);
  const pushes: string[] = [];
  const entries: BookEntry[] = [];
  let slow = false;
  const client = (name: string): BookSubscriber =>
    new BookSubscriber({
      sendBooks(sent) {
        if (slow) return false;
        pushes.push(`${name}: ${sent.map(show).join(', ')}`);
        entries.push(...sent);
        return true;
      },
    });
  const tick = (entry: SymbolEntry, bid: number, ask = bid + 0.0001): void => {
    entry.apply({ symbol: entry.name, time: 1_500_000_001_250, bid, ask } satisfies FeedTick);
    fanout.accept(entry);
  };
  const flushed = (): string[] => {
    scheduler.flush();
    return pushes.splice(0);
  };
  const beSlow = (on: boolean): void => {
    slow = on;
  };
  return { scheduler, fanout, client, tick, flushed, entries, beSlow };
};

/** A client of the rules, in few lines. */
const merged = (entries: readonly BookEntry[]): BookLadder => {
  const sides = { bids: new Map<number, bigint>(), asks: new Map<number, bigint>() };
  const clear = (): void => {
    sides.bids.clear();
    sides.asks.clear();
  };
  for (const { books_flags, items } of entries) {
    if (books_flags === 2) clear();
    for (const { book_type, price, trade_volume } of items) {
      if (book_type === 0) clear();
      if (book_type === 0) continue;
      const side = book_type === 1 ? sides.asks : sides.bids;
      const sum = (side.get(Number(price)) ?? 0n) + trade_volume;
      if (trade_volume === 0n || sum <= 0n) side.delete(Number(price));
      else side.set(Number(price), sum);
    }
  }
  return sides;
};

describe('a ladder', () => {
  const quote = { time: 0, bid: 1.1, ask: 1.1002 };

  test('has the levels of the symbol on each side, a tick apart, from the quote on', () => {
    const { bids, asks } = ladderOf(specOf(1), quote, 1);
    expect([...bids.keys()]).toEqual([110_000, 109_999, 109_998]);
    expect([...asks.keys()]).toEqual([110_020, 110_021, 110_022]);
    const coarse = specOf(1, { tickSize: 0.0005 });
    expect([...ladderOf(coarse, quote, 1).bids.keys()]).toEqual([110_000, 109_950, 109_900]);
  });

  test('is the same for the same quote and seed, and another for others', () => {
    const spec = specOf(1, { bookDepth: 20 });
    const first = ladderOf(spec, quote, 1);
    expect(ladderOf(spec, { ...quote }, 1)).toEqual(first);
    expect(ladderOf(spec, quote, 2)).not.toEqual(first);
    expect(ladderOf(specOf(2, { bookDepth: 20 }), quote, 1)).not.toEqual(first);
  });

  test('has one side, or none, where the quote has', () => {
    const oneSided = ladderOf(specOf(1), { time: 0, ask: 1.1 }, 1);
    expect([oneSided.bids.size, oneSided.asks.size]).toEqual([0, 3]);
    expect(ladderOf(specOf(1), undefined, 1)).toEqual({ bids: new Map(), asks: new Map() });
    expect(ladderOf(specOf(1, { bookDepth: 0 }), quote, 1).asks.size).toBe(0);
  });

  test('ends above the price 0, and at a number that a push can hold', () => {
    const { bids } = ladderOf(specOf(1), { time: 0, bid: 0.00002 }, 1);
    expect([...bids.keys()]).toEqual([2, 1]);
    const deep = ladderOf(specOf(1, { bookDepth: 4_000_000_000 }), quote, 1);
    expect([deep.bids.size, deep.asks.size]).toEqual([500, 500]);
  });

  test('has no volume that the official client would read otherwise', () => {
    // 0.0001 of one bitcoin: far below a tenth of a unit.
    const spec = specOf(1, { contractSize: 1, volumeMin: 0.0001, volumeStep: 0.0001 });
    for (const units of ladderOf(spec, quote, 1).bids.values()) {
      expect(units % 10_000_000n).toBe(0n);
      expect(units).toBeGreaterThan(0n);
    }
  });
});

describe('books', () => {
  test('begin with a whole one and go on with what changes, turn by turn', () => {
    const { fanout, client, tick, flushed } = setUp();
    const one = entryOf(1);
    tick(one, 1.1);
    fanout.watch(client('a'), [one]);
    expect(flushed()).toEqual(['a: 1 whole 6']);
    tick(one, 1.1001);
    tick(one, 1.10001);
    expect(flushed()).toEqual([expect.stringMatching(/^a: 1 change \d+$/)]);
    expect(flushed()).toEqual([]);
  });

  test('carry the time of the quote on the clock of the server', () => {
    const { fanout, client, tick, flushed, entries } = setUp();
    const one = entryOf(1);
    tick(one, 1.1);
    fanout.watch(client('a'), [one]);
    flushed();
    expect(entries).toMatchObject([{ books_time: 1_500_000_001, time_msc: 250, items_count: 6 }]);
  });

  test('are whole and empty where there is no quote yet', () => {
    const { fanout, client, flushed } = setUp();
    fanout.watch(client('a'), [entryOf(1)]);
    expect(flushed()).toEqual(['a: 1 whole 0']);
  });

  test('a quote that comes again sends nothing', () => {
    const { fanout, client, tick, flushed } = setUp();
    const one = entryOf(1);
    tick(one, 1.1);
    fanout.watch(client('a'), [one]);
    flushed();
    tick(one, 1.1);
    expect(flushed()).toEqual([]);
  });

  test('symbols without depth are not sent', () => {
    const { fanout, client, tick, flushed } = setUp();
    const [flat, deep] = [entryOf(1, { bookDepth: 0 }), entryOf(2)];
    fanout.watch(client('a'), [flat, deep]);
    tick(flat, 1.1);
    tick(deep, 1.1);
    expect(flushed()).toEqual(['a: 2 whole 6']);
  });

  test('who comes later begins with a whole one, the others go on', () => {
    const { fanout, client, tick, flushed } = setUp();
    const [one, two] = [entryOf(1), entryOf(2)];
    tick(one, 1.1);
    fanout.watch(client('a'), [one]);
    flushed();
    fanout.watch(client('b'), [one, two]);
    tick(one, 1.2);
    expect(flushed().sort()).toEqual(['a: 1 change 12', 'b: 1 whole 6, 2 whole 0']);
  });

  test('a list replaces the one before: what stays goes on, what is new begins', () => {
    const { fanout, client, tick, flushed } = setUp();
    const [one, two, three] = [entryOf(1), entryOf(2), entryOf(3)];
    const a = client('a');
    fanout.watch(a, [one, two]);
    flushed();
    fanout.watch(a, [two, three]);
    for (const entry of [one, two, three]) tick(entry, 1.1);
    expect(flushed()).toEqual(['a: 2 change 6, 3 whole 6']);
    fanout.watch(a, [two, three]);
    expect(flushed()).toEqual([]);
    fanout.watch(a, []);
    tick(two, 1.2);
    expect(flushed()).toEqual([]);
    fanout.watch(a, [two]);
    expect(flushed()).toEqual(['a: 2 whole 6']);
  });

  test('the same list again in the turn of a move loses nothing', () => {
    const { fanout, client, tick, flushed } = setUp();
    const one = entryOf(1);
    const a = client('a');
    fanout.watch(a, [one]);
    flushed();
    tick(one, 1.1);
    fanout.watch(a, [one]);
    expect(flushed()).toEqual(['a: 1 change 6']);
  });

  test('a client that is slow begins anew once it has caught up', () => {
    const { fanout, client, tick, flushed, beSlow } = setUp();
    const one = entryOf(1);
    fanout.watch(client('a'), [one]);
    flushed();
    beSlow(true);
    tick(one, 1.1);
    expect(flushed()).toEqual([]);
    beSlow(false);
    tick(one, 1.10001);
    expect(flushed()).toEqual(['a: 1 whole 6']);
    tick(one, 1.2);
    expect(flushed()).toEqual(['a: 1 change 12']);
  });

  test('a symbol that has changed is sent whole, unless it has no depth any more', () => {
    const { fanout, client, tick, flushed } = setUp();
    const one = entryOf(1);
    fanout.watch(client('a'), [one]);
    tick(one, 1.1);
    flushed();
    one.spec = specOf(1, { bookDepth: 2 });
    tick(one, 1.1);
    expect(flushed()).toEqual(['a: 1 whole 4']);
    one.spec = specOf(1, { bookDepth: 0 });
    tick(one, 1.2);
    expect(flushed()).toEqual([]);
  });

  test('go to nobody who is gone, and to nobody at all after the end', () => {
    const { scheduler, fanout, client, tick, flushed } = setUp();
    const one = entryOf(1);
    const [a, b] = [client('a'), client('b')];
    fanout.watch(a, [one]);
    fanout.watch(b, [one]);
    fanout.remove(a);
    expect(flushed()).toEqual(['b: 1 whole 0']);
    tick(one, 1.1);
    fanout.close();
    tick(one, 1.2);
    fanout.watch(a, [one]);
    expect(flushed()).toEqual([]);
    expect(scheduler.actions).toHaveLength(0);
  });

  test('now and then are whole again, by the flag or by a reset', () => {
    const { fanout, client, tick, flushed, entries } = setUp();
    const one = entryOf(1);
    fanout.watch(client('a'), [one]);
    flushed();
    entries.length = 0;
    for (let move = 1; move <= 32; move += 1) {
      tick(one, 1 + move / 1000);
      flushed();
    }
    const sorts = entries.map(({ books_flags, items }) =>
      books_flags === 2 ? 'whole' : items[0]?.book_type === 0 ? 'reset' : 'change',
    );
    expect(sorts.filter((sort) => sort !== 'change')).toEqual(['reset', 'whole']);
    expect(sorts[31]).toBe('whole');
  });

  test('levels are removed by volume 0, by a sum of 0 and by a sum below', () => {
    const { fanout, client, tick, flushed, entries } = setUp();
    const one = entryOf(1);
    fanout.watch(client('a'), [one]);
    tick(one, 1.1);
    flushed();
    const before = merged(entries);
    entries.length = 0;
    tick(one, 1.2);
    flushed();
    const sums = (entries[0]?.items ?? [])
      .filter(({ book_type, price }) => book_type === 2 && price < 110_001n)
      .map(({ price, trade_volume }) => {
        if (trade_volume === 0n) return 'zero';
        const sum = trade_volume + (before.bids.get(Number(price)) ?? 0n);
        return sum === 0n ? 'sum zero' : sum < 0n ? 'sum below' : 'left';
      });
    expect(sums.sort()).toEqual(['sum below', 'sum zero', 'zero']);
  });

  test('whoever adds up what is sent has the book of the server', () => {
    const move = fc.record({
      entry: fc.nat(1),
      bid: fc.integer({ min: 100_000, max: 100_012 }),
      spread: fc.integer({ min: -2, max: 5 }),
      turns: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), fc.nat(20), (moves, joinAt) => {
        const { fanout, client, tick, flushed, entries } = setUp();
        const symbols = [entryOf(1), entryOf(2, { bookDepth: 7 })] as const;
        moves.forEach(({ entry, bid, spread, turns }, index) => {
          if (index === joinAt) fanout.watch(client('a'), symbols);
          tick(symbols[entry] ?? symbols[0], bid / 100_000, (bid + spread) / 100_000);
          if (turns) flushed();
        });
        if (moves.length <= joinAt) return;
        flushed();
        for (const symbol of symbols) {
          const book = merged(entries.filter(({ symbol_id }) => symbol_id === symbol.id));
          expect(book).toEqual(fanout.book(symbol));
        }
      }),
    );
  });
});
