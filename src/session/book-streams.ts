import {
  connect,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  Observable,
  scan,
  tap,
  type SchedulerLike,
} from 'rxjs';
import type { Diagnostic } from '../connection/index.js';
import {
  bookConditions,
  bookList,
  BookRouter,
  bookSteps,
  checkSymbolName,
  DesiredSet,
  keepSubscribed,
  wholeDelta,
  type Book,
  type BookDelta,
  type BookEvent,
  type BookStep,
  type Condition,
  type MergeRules,
  type OfSymbol,
} from '../market/index.js';
import { shareLatest } from '../operators/index.js';
import { commands } from '../wire/index.js';
import type { SessionClosedError } from './errors.js';
import type { Part } from './part.js';
import type { Ready } from './ready.js';
import { UnknownSymbols } from './unknown-symbols.js';

export interface BookStreamsOptions extends MergeRules {
  /** Changes of the wanted set within this time become one request. */
  readonly windowMs: number;
  readonly scheduler: SchedulerLike;
  readonly report: (diagnostic: Diagnostic) => void;
  /** The server has taken a list of so many symbols. */
  readonly onConfirmed: (count: number) => void;
}

/** The latest of one symbol. */
interface Latest {
  readonly step?: BookStep;
  readonly condition?: OfSymbol<Condition>;
}

/** The depths of market of a session: who wants which, and what one connection does for it. */
export class BookStreams implements Part {
  readonly #options: BookStreamsOptions;
  readonly #desired = new DesiredSet();
  readonly #router: BookRouter;
  readonly #latest = new Map<string, Observable<Latest>>();
  readonly #unknown: UnknownSymbols;
  #ended: { readonly error: SessionClosedError } | undefined;

  constructor(options: BookStreamsOptions) {
    this.#options = options;
    this.#unknown = new UnknownSymbols(options.report);
    this.#router = new BookRouter({
      now: () => options.scheduler.now(),
      onUnknown: (symbolId) => {
        this.#unknown.saw(symbolId);
      },
    });
  }

  /** The present book at once, if there is one, then one per push. Shared by all subscribers. */
  book(name: string): Observable<Book> {
    return this.#steps(name).pipe(map(({ book }) => book));
  }

  /** What each push has changed; the first one is the present book as a whole. */
  deltas(name: string): Observable<BookDelta> {
    return this.#steps(name).pipe(
      map(({ book, delta }, index) => (index === 0 ? wholeDelta(book) : delta)),
    );
  }

  /** The present condition at once, if there is one, then every change. */
  conditions(name: string): Observable<OfSymbol<Condition>> {
    return this.#latestOf(name).pipe(
      map(({ condition }) => condition),
      filter((condition) => condition !== undefined),
      distinctUntilChanged(),
    );
  }

  /** What all of these are made from. Who joins late gets no entries of before. */
  events(name: string): Observable<BookEvent> {
    checkSymbolName(name);
    return new Observable((subscriber) => {
      if (this.#ended !== undefined) {
        subscriber.error(this.#ended.error);
        return;
      }
      subscriber.add(this.#router.events(name).subscribe(subscriber));
      subscriber.add(this.#desired.acquire([name]));
    });
  }

  /** What runs over one connection, for as long as it lives. After those that keep `catalogue`. */
  serve(ready: Ready): Observable<never> {
    return new Observable<never>((subscriber) => {
      this.#unknown.use(ready.catalogue);
      this.#router.attach(ready.times);
      subscriber.add(
        merge(
          this.#followPushes(ready),
          this.#followUpdates(ready),
          this.#keepSubscribed(ready),
        ).subscribe(subscriber),
      );
      subscriber.add(() => {
        this.#unknown.use(undefined);
        this.#router.unbind();
      });
    });
  }

  /** No more books: with `error`, or in order. */
  end(error: SessionClosedError, isFailure: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    if (isFailure) this.#router.failAll(error);
    else this.#router.complete();
  }

  #steps(name: string): Observable<BookStep> {
    return this.#latestOf(name).pipe(
      map(({ step }) => step),
      filter((step) => step !== undefined),
      distinctUntilChanged(),
    );
  }

  /** Shared by all who want something of the symbol, and forgotten with the last of them. */
  #latestOf(name: string): Observable<Latest> {
    return defer(() => {
      let latest$ = this.#latest.get(name);
      if (latest$ === undefined) {
        latest$ = this.#reduced(name).pipe(
          finalize(() => this.#latest.delete(name)),
          shareLatest(),
        );
        this.#latest.set(name, latest$);
      }
      return latest$;
    });
  }

  /** Books and conditions come from one subscription, so that they tell the same story. */
  #reduced(name: string): Observable<Latest> {
    return this.events(name).pipe(
      connect((events$) =>
        merge(
          bookConditions(events$, name).pipe(map((condition): Latest => ({ condition }))),
          bookSteps(events$, this.#options).pipe(map((step): Latest => ({ step }))),
        ),
      ),
      scan((latest, change): Latest => ({ ...latest, ...change }), {} as Latest),
    );
  }

  #followPushes({ connection }: Ready): Observable<never> {
    return connection.on(commands.bookPush).pipe(
      tap((entries) => {
        this.#router.consume(entries);
      }),
      ignoreElements(),
    );
  }

  /** Pushes that change what books are read with: the account (14) and symbols (13). */
  #followUpdates({ connection, catalogue, times }: Ready): Observable<never> {
    return merge(
      connection.on(commands.accountPush),
      connection.on(commands.symbolUpdatePush),
    ).pipe(
      tap(() => {
        if (this.#router.release((name) => catalogue.idOf(name))) this.#desired.refresh();
        this.#router.setTerms(times, (name) => catalogue.specification(name));
      }),
      ignoreElements(),
    );
  }

  #keepSubscribed({ connection, catalogue }: Ready): Observable<never> {
    const { windowMs, scheduler, report, onConfirmed } = this.#options;
    return keepSubscribed({
      connection,
      catalogue,
      desired: this.#desired,
      list: bookList,
      router: this.#router,
      windowMs,
      scheduler,
      onFailure: (error) => {
        report({ kind: 'background-failure', step: 'book subscription', error });
      },
      onConfirmed: (ids) => {
        this.#router.confirm(ids);
        onConfirmed(ids.length);
      },
    });
  }
}
