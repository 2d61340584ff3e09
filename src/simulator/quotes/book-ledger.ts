import { BooksFlags, type BookItem } from '../../wire/index.js';
import type { SymbolSpec } from '../data/index.js';
import { changeItems, resetItem, wholeItems } from './book-items.js';
import { emptyBook, ladderOf, type BookLadder } from './book-ladder.js';
import type { SymbolEntry } from './symbol-entry.js';

/** What is sent of one symbol at a time, without its head. */
export interface BookFrame {
  /** `books_flags` of the head. */
  readonly flags: number;
  readonly items: readonly BookItem[];
}

/** Of so many frames one is whole again, and one half-way between says so by a reset item. */
const framesPerWhole = 32;

/** The depth of market of one symbol as those who watch it have been told. */
export class BookLedger {
  readonly #entry: SymbolEntry;
  readonly #seed: number;
  #told: BookLadder = emptyBook;
  #spec: SymbolSpec;
  #frames = 0;

  constructor(entry: SymbolEntry, seed: number) {
    this.#entry = entry;
    this.#seed = seed;
    this.#spec = entry.spec;
    this.#told = this.#present();
  }

  /** All that has been told so far. */
  whole(): BookFrame {
    return { flags: BooksFlags.snapshot, items: wholeItems(this.#told) };
  }

  /** Catches up with the quote: what is to be told of it, if anything. */
  advance(): BookFrame | undefined {
    const before = this.#told;
    const { spec } = this.#entry;
    const isOther = spec !== this.#spec;
    this.#spec = spec;
    this.#told = this.#present();
    if (spec.bookDepth === 0) return undefined;
    const items = changeItems(before, this.#told);
    if (items.length === 0 && !isOther) return undefined;

    this.#frames += 1;
    const turn = this.#frames % framesPerWhole;
    // Points of another specification may be other prices.
    if (isOther || turn === 0) return this.whole();
    return turn === framesPerWhole / 2
      ? { flags: 0, items: [resetItem, ...wholeItems(this.#told)] }
      : { flags: 0, items };
  }

  #present(): BookLadder {
    return ladderOf(this.#entry.spec, this.#entry.quote, this.#seed);
  }
}
