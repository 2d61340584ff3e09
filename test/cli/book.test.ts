import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';

import { bookLines } from '../../src/cli/book-lines.js';
import type { Book, BookLevel } from '../../src/index.js';
import { commands } from '../../src/wire/index.js';
import { until } from './support/fake-environment.js';
import { openMarket, type Market } from './support/market.js';

let market: Market;

beforeEach(async () => {
  market = await openMarket();
});
afterEach(async () => {
  await market.close();
});

const tick = (bid: number) =>
  market.feed.next({ symbol: 'EURUSD', time: Date.now(), bid, ask: bid + 0.0001 });

describe('rxmt5 book', () => {
  test('prints the complete book as JSON', async () => {
    tick(1.1);
    const { environment, done } = market.start(['book', 'EURUSD', '--levels', '3']);
    await expect(done).resolves.toBe(0);
    const [shown] = environment.stdout.json;
    const { bids, asks } = market.simulator.book('EURUSD');
    expect(shown).toMatchObject({ symbol: 'EURUSD', state: 'normal', isComplete: true });
    const prices = (levels: unknown) => (levels as { price: number }[]).map(({ price }) => price);
    expect(prices(shown?.['bids'])).toEqual(prices(bids).slice(0, 3));
    expect(prices(shown?.['asks'])).toEqual(prices(asks).slice(0, 3));
    await until(() => market.simulator.connections.length === 0);
  });

  test('a symbol without depth of market is an error', async () => {
    const { environment, done } = market.start(['book', 'AUDUSD']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toBe(
      'rxmt5 book: No depth of market of "AUDUSD": the symbol has none (ticks_bookdepth is 0, expected 1 or more)\n',
    );
  });

  test('an empty book is a book, too', async () => {
    const { environment, done } = market.start(['book', 'EURUSD'], { terminal: true });
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.lines[0]).toMatch(/^EURUSD {2}EMPTY {2}.*Z$/);
  });

  test('a book that does not come ends it after the timeout', async () => {
    market.simulator.controls.ignore(commands.bookSubscribe.id);
    const { environment, done } = market.start(['book', 'EURUSD', '--timeout', '0.4']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toBe(
      'rxmt5 book: no depth of market of EURUSD came within 0.4 s\n',
    );
  });

  test('--follow prints each book, on a terminal a table', async () => {
    tick(1.1);
    const piped = market.start(['book', 'EURUSD', '--follow']);
    await until(() => piped.environment.stdout.lines.length > 0);
    tick(1.2);
    const best = () => piped.environment.stdout.json.at(-1)?.['bids'] as { price: number }[];
    await until(() => best()[0]?.price === 1.2);
    piped.environment.signals$.next('SIGINT');
    await expect(piped.done).resolves.toBe(0);

    const terminal = market.start(['book', 'EURUSD', '--follow'], { terminal: true });
    await until(() => terminal.environment.stdout.text.includes('1.20000'));
    terminal.environment.signals$.next('SIGINT');
    await expect(terminal.done).resolves.toBe(0);
    expect(stripVTControlCharacters(terminal.environment.stdout.text)).toContain('EURUSD  spread');
  });
});

describe('bookLines', () => {
  const level = (price: number, lots: number, cumulativeLots: number): BookLevel => ({
    ...{ price, lots, cumulativeLots, volume: 0, volumeUnits: 0n, cumulativeVolume: 0 },
    market: false,
  });
  const bids = [level(1.1, 0.5, 0.5), level(1.09, 1, 1.5)];
  const asks = [level(1.2, 0.001, 0.001)];
  const book: Book = {
    ...{ symbol: 'X', time: Date.UTC(2026, 1, 16), bids, asks, spread: 10 },
    ...{ bestBid: bids[0], bestAsk: asks[0], state: 'normal', isComplete: true },
  };
  const layout = { columns: 80, rows: 24, colours: false };
  const shown = (more: Partial<Book> = {}, levels = Infinity) =>
    bookLines({ ...book, ...more }, { digits: 2, levels }, layout);

  test('shows both sides, best first, with lots and their sums', () => {
    expect(shown()).toEqual([
      'X  spread 10  2026-02-16T00:00:00Z',
      'total   lots   bid  ask    lots  total',
      '0.500  0.500  1.10  1.20  0.001  0.001',
      '1.500  1.000  1.09',
    ]);
    expect(shown({}, 1)).toHaveLength(3);
  });

  test('flags what is not a normal, complete book', () => {
    expect(shown({ state: 'crossed', spread: -3 })[0]).toContain('spread -3  2026');
    expect(shown({ state: 'crossed' })[0]).toMatch(/^X {2}CROSSED {2}/);
    const narrow = bookLines(
      { ...book, state: 'crossed' },
      { digits: 2, levels: 1 },
      { ...layout, columns: 10 },
    );
    expect(narrow[0]).toBe('X  CROSSED');
    expect(shown({ state: 'one-sided', isComplete: false })[0]).toMatch(
      /^X {2}ONE-SIDED, INCOMPLETE {2}/,
    );
    expect(shown({ state: 'empty', bids: [], asks: [], spread: undefined })).toEqual([
      'X  EMPTY  2026-02-16T00:00:00Z',
      'total  lots  bid  ask  lots  total',
    ]);
  });
});
