import { Subscription, type Observable } from 'rxjs';
import type { AccountInfo, Bar, BarUpdate, Book, Changes } from '../../src/index.js';
import type { Deal, Order, Position, Quote, Session } from '../../src/index.js';

type Ticketed = { readonly ticket: bigint; readonly raw: object };

/** What one stream of bars has told: those that are closed, and the one that is not. */
export class BarFold {
  readonly closed: Bar[] = [];
  open: Bar | undefined;

  constructor(readonly fault: (what: string) => void) {}

  take({ bar, closed }: BarUpdate): void {
    const { time } = bar;
    if (time <= (this.closed.at(-1)?.time ?? -Infinity)) this.fault(`bar ${time} after its end`);
    if (time < (this.open?.time ?? -Infinity)) this.fault(`bar ${time} out of order`);
    if (closed) this.closed.push(bar);
    this.open = closed ? undefined : bar;
  }

  get all(): readonly Bar[] {
    return this.open === undefined ? this.closed : [...this.closed, this.open];
  }
}

/**
 * What a client knows that believes every word of a session's streams and nothing else: lists
 * kept by `added`, `changed` and `removed`, bars by what is told of each. What cannot be so
 * (something added that is there, changed that is not, told twice) is a fault.
 */
export class LedgerModel {
  readonly positions = new Map<bigint, Position>();
  readonly orders = new Map<bigint, Order>();
  readonly deals = new Map<bigint, Deal>();
  readonly books = new Map<string, Book>();
  readonly quotes = new Map<string, Quote>();
  readonly bars = new Map<string, BarFold>();
  account: AccountInfo | undefined;
  readonly faults: string[] = [];
  readonly #subscription = new Subscription();

  constructor(session: Session) {
    this.#fold('position', session.positions$, this.positions);
    this.#fold('order', session.orders$, this.orders);
    this.#fold('deal', session.deals$, this.deals);
    this.#follow('account', session.account$, (account) => (this.account = account));
  }

  watchBook(symbol: string, books$: Observable<Book>): Subscription {
    return this.#follow(symbol, books$, (book) => this.books.set(symbol, book));
  }

  watchQuote(symbol: string, quotes$: Observable<Quote>): Subscription {
    return this.#follow(symbol, quotes$, (quote) => this.quotes.set(symbol, quote));
  }

  watchBars(key: string, bars$: Observable<BarUpdate>): Subscription {
    const fold = new BarFold((what) => this.faults.push(`${key}: ${what}`));
    this.bars.set(key, fold);
    return this.#follow(key, bars$, (update) => fold.take(update));
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #fold<T extends Ticketed>(
    name: string,
    changes$: Observable<Changes<T>>,
    known: Map<bigint, T>,
  ): void {
    this.#follow(name, changes$, ({ all, added, changed, removed }) => {
      const fault = (what: string, one: T): unknown =>
        this.faults.push(`${name} ${one.ticket}: ${what}`);
      for (const one of removed) if (!known.delete(one.ticket)) fault('removed, not there', one);
      for (const { before, after } of changed) {
        if (known.get(before.ticket)?.raw !== before.raw) fault('changed, was another', before);
        known.set(after.ticket, after);
      }
      for (const one of added) {
        if (known.has(one.ticket)) fault('added twice', one);
        known.set(one.ticket, one);
      }
      for (const one of all) if (known.get(one.ticket)?.raw !== one.raw) fault('never told', one);
      if (all.length !== known.size) this.faults.push(`${name}: ${all.length} of ${known.size}`);
    });
  }

  #follow<T>(name: string, source$: Observable<T>, next: (value: T) => void): Subscription {
    const error = (cause: unknown): unknown => this.faults.push(`${name} failed: ${String(cause)}`);
    const subscription = source$.subscribe({ next, error });
    this.#subscription.add(subscription);
    return subscription;
  }
}
