import { defer, filter, map, type Observable } from 'rxjs';
import { joinServerTime } from '../../wire/index.js';
import { toPresentUtc, type ServerTimes } from '../server-times.js';
import type { SymbolSpecification } from '../symbols.js';
import { changesBetween, noLevels, type BookDelta } from './book-delta.js';
import type { BookEvent } from './book-event.js';
import { bookOf, type Book } from './book.js';
import { emptyLadder, mergeEntry, type Ladder, type MergeRules } from './ladder.js';
import { depthFault } from './no-depth-error.js';

/** A book and what has led to it. */
export interface BookStep {
  readonly book: Book;
  readonly delta: BookDelta;
}

/**
 * One step per entry, and one when the levels are lost. Fails with `NoDepthError` for a symbol
 * that has no depth of market, or loses it.
 */
export const bookSteps = (
  events$: Observable<BookEvent>,
  rules: MergeRules = {},
): Observable<BookStep> =>
  defer(() => {
    const keeper = new BookKeeper(rules);
    return events$.pipe(
      map((event) => keeper.take(event)),
      filter((step) => step !== undefined),
    );
  });

/**
 * The depth of market of one symbol: a book per push. When the connection is lost, an empty
 * one that is not complete follows, so that no level of before is taken for a present one.
 *
 * Fails with `NoDepthError`.
 */
export const books = (events$: Observable<BookEvent>, rules: MergeRules = {}): Observable<Book> =>
  bookSteps(events$, rules).pipe(map(({ book }) => book));

/** As `books`, told as changes: see `BookDelta` for how they are to be applied. */
export const bookDeltas = (
  events$: Observable<BookEvent>,
  rules: MergeRules = {},
): Observable<BookDelta> => bookSteps(events$, rules).pipe(map(({ delta }) => delta));

interface Terms {
  readonly specification: SymbolSpecification;
  readonly times: ServerTimes;
}

/** The reducer of one subscription. */
class BookKeeper {
  readonly #rules: MergeRules;
  #terms: Terms | undefined;
  #ladder: Ladder = emptyLadder;
  #shown: Book | undefined;

  constructor(rules: MergeRules) {
    this.#rules = rules;
  }

  take(event: BookEvent): BookStep | undefined {
    switch (event.kind) {
      case 'open':
        return this.#drop(event.at, event);
      case 'terms':
        return this.#setTerms(event.at, event);
      case 'entry':
        return this.#merge(event);
      case 'lost':
        return this.#drop(event.at);
      case 'confirmed':
        return undefined;
    }
  }

  #setTerms(at: number, terms: Terms): BookStep | undefined {
    // With other digits the same points are other prices.
    const before = this.#terms?.specification.digits;
    if (before !== undefined && before !== terms.specification.digits) return this.#drop(at, terms);
    this.#use(terms);
    return undefined;
  }

  #use({ specification, times }: Terms): void {
    const fault = depthFault(specification);
    if (fault !== undefined) throw fault;
    this.#terms = { specification, times };
  }

  #merge({ entry, at }: Extract<BookEvent, { kind: 'entry' }>): BookStep | undefined {
    if (this.#terms === undefined) return undefined;
    const { specification, times } = this.#terms;
    const { ladder, reset, ignored, unmatched } = mergeEntry(this.#ladder, entry, this.#rules);
    const serverTime = joinServerTime(entry.books_time, entry.time_msc);
    const time = toPresentUtc(times, serverTime, times.offsetAt(at));
    this.#ladder = ladder;
    return this.#show(bookOf(ladder, specification, time), { reset, ignored, unmatched });
  }

  /** Says so only if there is something to take back. */
  #drop(at: number, terms?: Terms): BookStep | undefined {
    const name = this.#terms?.specification.name;
    const isVisible =
      this.#shown !== undefined && (this.#shown.state !== 'empty' || this.#shown.isComplete);
    this.#ladder = emptyLadder;
    if (terms !== undefined) this.#use(terms);
    if (!isVisible || this.#terms === undefined || name === undefined) return undefined;
    const book = bookOf(emptyLadder, { ...this.#terms.specification, name }, at);
    return this.#show(book, { reset: true, ignored: 0, unmatched: 0 });
  }

  #show(book: Book, facts: Pick<BookDelta, 'reset' | 'ignored' | 'unmatched'>): BookStep {
    const changes = changesBetween(this.#shown ?? noLevels, book);
    this.#shown = book;
    return { book, delta: { symbol: book.symbol, time: book.time, ...facts, changes } };
  }
}
