import { afterEach, describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';
import { openSession, type Session } from '../../src/index.js';
import {
  NoDepthError,
  SymbolNotFoundError,
  type Book,
  type BookDelta,
} from '../../src/market/index.js';
import { mulberry32, wholeBetween } from '../../src/simulator/data/random.js';
import type { Simulator, SimulatorBook } from '../../src/simulator/index.js';
import { commands, Cursor } from '../../src/wire/index.js';
import { Cleanup, configFor, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const quiet = { feed: NEVER };
const symbols = ['EURUSD', 'USDJPY', 'BTCUSD'] as const;
const start = { EURUSD: [1.1, 5], USDJPY: [150, 3], BTCUSD: [60_000, 2] } as const;

/** Moves of the quotes, a few points at a time and now and then a jump. */
const market = (simulator: Simulator, seed: number) => {
  const random = mulberry32(seed);
  const points = { EURUSD: 0, USDJPY: 0, BTCUSD: 0 };
  let time = 1_700_000_000_000;
  return (moves: number): void => {
    for (let move = 0; move < moves; move += 1) {
      const symbol = symbols[wholeBetween(random, 0, symbols.length - 1)] ?? 'EURUSD';
      const [price, digits] = start[symbol];
      points[symbol] += wholeBetween(random, -3, 3) * (random() < 0.1 ? 20 : 1);
      const point = 10 ** -digits;
      const bid = price + points[symbol] * point;
      const ask = bid + wholeBetween(random, 1, 5) * point;
      time += 1;
      simulator.pushTick({ symbol, time, bid, ask });
    }
  };
};

type Sides = Pick<Book, 'bids' | 'asks'> | SimulatorBook;
const plain = ({ bids, asks }: Sides) =>
  [bids, asks].map((side) => side.map(({ price, volumeUnits }) => `${price} ${volumeUnits}`));
const same = (one: Sides, other: Sides): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other));

/** Waits until the client has the book of the server. */
const untilEqual = (session: Session, simulator: Simulator, symbol: string): Promise<Book> =>
  next(session.book(symbol), (book) => book.isComplete && same(book, simulator.book(symbol)));

/** Lists of command 22 as the server got them. */
const lists = (simulator: Simulator): number[][] => {
  const seen: number[][] = [];
  simulator.requests$.subscribe(({ command, payload }) => {
    if (command !== commands.bookSubscribe.id) return;
    seen.push([...commands.bookSubscribe.request.read(new Cursor(payload))]);
  });
  return seen;
};

describe('the depth of market of a session', () => {
  test('is that of the server after any moves of the quotes, drops of the connection included', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const move = market(simulator, 7);
    move(30);

    const counts = { whole: 0, changes: 0, unmatched: 0 };
    const deltas = new Map<string, Map<string, bigint>>();
    for (const symbol of symbols) {
      const levels = new Map<string, bigint>();
      deltas.set(symbol, levels);
      session.bookDeltas(symbol).subscribe(({ changes, reset, unmatched }: BookDelta) => {
        counts[reset ? 'whole' : 'changes'] += 1;
        counts.unmatched += unmatched;
        for (const { side, price, unitsBefore, unitsAfter } of changes) {
          const key = `${side} ${price}`;
          if ((levels.get(key) ?? 0n) !== unitsBefore) throw new Error(`${symbol}: ${key}`);
          if (unitsAfter === 0n) levels.delete(key);
          else levels.set(key, unitsAfter);
        }
      });
    }

    for (let round = 0; round < 12; round += 1) {
      for (let turn = 0; turn < 8; turn += 1) {
        move(1 + (round % 4));
        await new Promise(setImmediate);
      }
      if (round % 4 === 3) simulator.controls.drop();
      move(3);
      const books = await Promise.all(
        symbols.map((symbol) => untilEqual(session, simulator, symbol)),
      );
      for (const book of books) {
        expect(book).toMatchObject({ state: 'normal', isComplete: true });
        const levels = new Map([
          ...book.bids.map(({ price, volumeUnits }) => [`bid ${price}`, volumeUnits] as const),
          ...book.asks.map(({ price, volumeUnits }) => [`ask ${price}`, volumeUnits] as const),
        ]);
        expect(deltas.get(book.symbol)).toEqual(levels);
      }
    }
    expect(counts.unmatched).toBe(0);
    expect(counts.whole).toBeGreaterThan(6);
    expect(counts.changes).toBeGreaterThan(0);
  });

  test('a lost connection empties the book, and says so', async () => {
    const simulator = await cleanup.simulator(quiet);
    market(simulator, 1)(30);
    const session = await cleanup.session(simulator);
    const states: string[] = [];
    const kinds: string[] = [];
    session.book('EURUSD').subscribe(({ state, isComplete }) => {
      states.push(`${state}${isComplete ? '' : '?'}`);
    });
    session.book('EURUSD').condition$.subscribe(({ kind }) => kinds.push(kind));
    await untilEqual(session, simulator, 'EURUSD');
    simulator.controls.drop();
    await next(session.book('EURUSD'), ({ state }) => state === 'empty');
    await untilEqual(session, simulator, 'EURUSD');
    expect(states).toEqual(['normal', 'empty?', 'normal']);
    expect(kinds).toEqual(['live', 'gap', 'restored', 'live']);
  });

  test('several symbols are one list, which is left as it was entered', async () => {
    const simulator = await cleanup.simulator(quiet);
    const idOf = (name: string) => simulator.symbols.find((symbol) => symbol.name === name)?.id;
    const seen = lists(simulator);
    const session = await cleanup.session(simulator);
    const held = symbols.map((symbol) => session.book(symbol).subscribe());
    await Promise.all(symbols.map((symbol) => next(session.book(symbol))));
    expect(seen).toEqual([symbols.map(idOf).sort((a = 0, b = 0) => a - b)]);
    expect(simulator.connections[0]?.books).toHaveLength(3);
    for (const subscription of held) subscription.unsubscribe();
    await next(simulator.requests$, ({ command }) => command === commands.bookSubscribe.id);
    expect(seen.at(-1)).toEqual([]);
  });

  test('who leaves and comes back at once has the whole book again', async () => {
    const simulator = await cleanup.simulator(quiet);
    const move = market(simulator, 3);
    move(30);
    const session = await cleanup.session(simulator, { subscribeWindowMs: 50 });
    await untilEqual(session, simulator, 'EURUSD');
    const shown = next(session.book('EURUSD'), ({ isComplete }) => isComplete);
    move(5);
    await shown;
    await untilEqual(session, simulator, 'EURUSD');
  });

  test('a symbol without it fails, and one that does not exist', async () => {
    const simulator = await cleanup.simulator(quiet);
    const seen = lists(simulator);
    const session = await cleanup.session(simulator);
    const failure = async (symbol: string): Promise<unknown> =>
      next(session.book(symbol)).catch((error: unknown) => error);
    expect(await failure('AUDUSD')).toBeInstanceOf(NoDepthError);
    expect(await failure('NOPE')).toBeInstanceOf(SymbolNotFoundError);
    expect(seen).toEqual([]);
  });

  test('a symbol that loses it while it is watched fails', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const failed = new Promise((resolve) => {
      session.book('EURUSD').subscribe({ error: resolve });
    });
    await next(session.book('EURUSD'));
    simulator.changeSymbol('EURUSD', { bookDepth: 0 });
    expect(await failed).toMatchObject({ code: 'no-depth', symbol: 'EURUSD' });
  });

  test('completes when the session is closed: the end is no loss', async () => {
    const simulator = await cleanup.simulator(quiet);
    market(simulator, 1)(30);
    const session = await openSession(configFor(simulator));
    const states: string[] = [];
    const completed = new Promise<void>((resolve) => {
      session.book('EURUSD').subscribe({
        next: ({ state }) => states.push(state),
        complete: resolve,
      });
    });
    await untilEqual(session, simulator, 'EURUSD');
    await session.close();
    await completed;
    expect(states).toEqual(['normal']);
  });
});
