import { Subject as Events } from 'rxjs';
import { bookDeltas, books, type BookEvent } from '../../../src/market/index.js';
import { BookType, type BookEntry } from '../../../src/wire/index.js';
import { bookEntry, bookSymbol, opened, wholeEntry, type ShortItem } from '../../support/books.js';
import { Random } from '../../wire/support/random.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { mustGrow } from '../support/must-grow.js';
import { timed } from '../timing.js';

const entriesPerRun = 500;
const itemsPerEntry = 4;
const middle = 5000;
const unitsPerLot = 1e8;

const { sell, buy } = BookType;

const whole = (depth: number): BookEntry =>
  wholeEntry(
    Array.from({ length: depth }, (_, level): ShortItem[] => [
      [buy, middle - 1 - level, 100],
      [sell, middle + 1 + level, 100],
    ]).flat(),
  );

/** Volumes go up and down again, so that the entries can be applied over and over. */
function increments(depth: number): BookEntry[] {
  const random = new Random(depth);
  const steps = Array.from({ length: entriesPerRun / 2 }, () =>
    Array.from({ length: itemsPerEntry }, (): ShortItem => {
      const level = 1 + random.below(depth);
      return random.below(2) === 0
        ? [buy, middle - level, random.between(1, 50)]
        : [sell, middle + level, random.between(1, 50)];
    }),
  );
  const back = steps.map((items) =>
    items.map(([type, points, units]): ShortItem => [type, points, -units]),
  );
  return [...steps, ...back].map((items) => bookEntry(items));
}

interface PlainLevel {
  readonly price: number;
  readonly volume: number;
}

/** What a first program would do: a map of numbers for each side, sorted anew for each entry. */
class PlainBook {
  levels = 0;
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();

  take({ items }: BookEntry): void {
    for (const { book_type, price, trade_volume } of items) {
      const side = book_type === sell ? this.#asks : this.#bids;
      const at = Number(price);
      const volume = (side.get(at) ?? 0) + Number(trade_volume);
      if (volume > 0) side.set(at, volume);
      else side.delete(at);
    }
    const shown = {
      bids: shownSide(this.#bids).sort((a, b) => b.price - a.price),
      asks: shownSide(this.#asks).sort((a, b) => a.price - b.price),
    };
    this.levels += shown.bids.length + shown.asks.length;
  }
}

const shownSide = (side: ReadonlyMap<number, number>): PlainLevel[] =>
  [...side].map(([points, units]) => ({ price: points / 100, volume: units / unitsPerLot }));

function contenders(depth: number, settings: Settings): Contender[] {
  const entries = increments(depth);
  const ratioTo = `${depth} levels a side, plain loop`;
  const plain = new PlainBook();
  plain.take(whole(depth));
  const events$ = new Events<BookEvent>();
  const deltas$ = new Events<BookEvent>();
  let seen = 0;
  books(events$).subscribe(({ bids, asks }) => {
    seen += bids.length + asks.length;
  });
  bookDeltas(deltas$).subscribe(({ changes }) => {
    seen += changes.length;
  });
  const entryEvent = (entry: BookEntry): BookEvent => ({ kind: 'entry', at: 0, entry });
  for (const source of [events$, deltas$]) {
    source.next(opened(bookSymbol({ bookDepth: depth })));
    source.next(entryEvent(whole(depth)));
  }
  const merged = (way: string, source: Events<BookEvent>): Contender => {
    const name = `${depth} levels a side, ${way}`;
    const body = (): number => {
      for (const entry of entries) source.next(entryEvent(entry));
      return seen;
    };
    return timed({ name, ratioTo }, entriesPerRun, mustGrow(name, body), settings);
  };
  const loop = (): number => {
    for (const entry of entries) plain.take(entry);
    return plain.levels;
  };
  return [
    timed({ name: ratioTo }, entriesPerRun, loop, settings),
    merged('books', events$),
    merged('bookDeltas', deltas$),
  ];
}

/** Increments of the depth of market to the book after them. */
export const book: Subject = {
  title: `an increment of ${itemsPerEntry} levels to a book`,
  prepare: (settings) => ({ contenders: [10, 50].flatMap((depth) => contenders(depth, settings)) }),
};
