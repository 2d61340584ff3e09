import { EMPTY, ignoreElements, merge, Observable, tap, type SchedulerLike } from 'rxjs';
import type { Diagnostic } from '../connection/index.js';
import {
  accountTerms,
  checkSymbolName,
  DesiredSet,
  FeedRouter,
  keepSubscribed,
  targetGroup,
  TickRouter,
  type FeedEvent,
  type ServerTimes,
  type Tick,
} from '../market/index.js';
import { commands, type Account } from '../wire/index.js';
import type { SessionClosedError } from './errors.js';
import type { Part } from './part.js';
import type { Ready } from './ready.js';
import { UnknownSymbols } from './unknown-symbols.js';

export interface TickStreamsOptions {
  /** Changes of the wanted set within this time become one request. */
  readonly windowMs: number;
  readonly scheduler: SchedulerLike;
  readonly report: (diagnostic: Diagnostic) => void;
  /** The server has taken a list of so many symbols. */
  readonly onConfirmed: (count: number) => void;
  /** The server's clock by an account record that has come again. */
  readonly timesOf: (account: Account) => ServerTimes;
}

/**
 * The ticks of a session: who wants which, and what one connection does for it. Ticks go to those
 * who listen to them, and to the feeds from which quotes, bars and conditions are made.
 */
export class TickStreams implements Part {
  readonly #options: TickStreamsOptions;
  readonly #desired = new DesiredSet();
  readonly #router: TickRouter;
  readonly #feed: FeedRouter;
  readonly #unknown: UnknownSymbols;
  #serving: Ready | undefined;
  #ended: { readonly error: SessionClosedError } | undefined;

  constructor(options: TickStreamsOptions) {
    this.#options = options;
    this.#unknown = new UnknownSymbols(options.report);
    this.#router = new TickRouter((symbolId) => {
      this.#unknown.saw(symbolId);
    });
    this.#feed = new FeedRouter(() => options.scheduler.now());
  }

  ticks(names: readonly string[]): Observable<Tick> {
    return this.#held(names, (unique) => this.#router.ticks(unique));
  }

  batches(names: readonly string[]): Observable<readonly Tick[]> {
    return this.#held(names, (unique) => this.#router.batches(unique));
  }

  /** Everything that happens to the market data of one symbol; see `FeedEvent`. */
  events(name: string): Observable<FeedEvent> {
    const events$ = new Observable<FeedEvent>((subscriber) => {
      subscriber.add(this.#router.hold(name).subscribe());
      subscriber.add(
        this.#feed.events(name).subscribe({
          next: (event) => {
            subscriber.next(event);
            if (event.kind !== 'open') return;
            const { ticks, details } = this.#router.present(name);
            if (ticks.length + details.length === 0) return;
            subscriber.next({ kind: 'present', ticks, details });
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
    });
    return this.#held([name], () => events$);
  }

  /** All that anybody holds; holds nothing itself. */
  allBatches(): Observable<readonly Tick[]> {
    return this.#ended === undefined ? this.#router.allBatches() : EMPTY;
  }

  serve(ready: Ready): Observable<never> {
    const { connection } = ready;
    const ticks$ = connection.tickFrames$.pipe(
      tap((frames) => {
        this.#router.consume(frames);
        this.#feed.consume(frames);
      }),
    );
    const details$ = connection.on(commands.symbolDetailsPush).pipe(
      tap((records) => {
        this.#router.details(records);
        this.#feed.details(records);
        for (const { symbol_id: id } of records) this.#unknown.saw(id);
      }),
    );
    return new Observable<never>((subscriber) => {
      this.#serving = ready;
      this.#feed.enter(ready);
      this.#unknown.use(ready.catalogue);
      subscriber.add(() => {
        this.#serving = undefined;
        this.#unknown.use(undefined);
        this.#router.unbind();
        this.#feed.unbind();
      });
      subscriber.add(
        merge(ticks$, details$, this.#followUpdates(ready), this.#keepSubscribed(ready))
          .pipe(ignoreElements())
          .subscribe(subscriber),
      );
    });
  }

  /** No more ticks: with `error`, or in order. */
  end(error: SessionClosedError, isFailure: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    for (const router of [this.#router, this.#feed]) {
      if (isFailure) router.failAll(error);
      else router.complete();
    }
  }

  #keepSubscribed({ connection, catalogue }: Ready): Observable<never> {
    const { windowMs, scheduler, report, onConfirmed } = this.#options;
    return keepSubscribed({
      connection,
      catalogue,
      desired: this.#desired,
      router: targetGroup([this.#router, this.#feed]),
      windowMs,
      scheduler,
      onFailure: (error) => {
        report({ kind: 'background-failure', step: 'tick subscription', error });
      },
      onSending: (ids) => {
        this.#feed.sending(ids);
      },
      onConfirmed: (ids) => {
        this.#feed.confirmed(ids);
        onConfirmed(ids.length);
      },
    });
  }

  /** Pushes that change what quotes are read with: the account (14) and symbols (13). */
  #followUpdates({ connection, catalogue }: Ready): Observable<unknown> {
    const account$ = connection.on(commands.accountPush).pipe(
      tap((account) => {
        this.#options.timesOf(account);
        catalogue.setTerms(accountTerms(account));
      }),
    );
    const symbols$ = connection.on(commands.symbolUpdatePush).pipe(
      tap((records) => {
        catalogue.update(records);
        const idOf = (name: string): number | undefined => catalogue.idOf(name);
        const released = [this.#router.release(idOf), this.#feed.release(idOf)];
        if (released.includes(true)) this.#desired.refresh();
      }),
    );
    return merge(account$, symbols$).pipe(
      tap(() => {
        this.#router.rebind((name) => catalogue.slotSymbol(name));
        this.#feed.refresh();
      }),
    );
  }

  #held<T>(
    names: readonly string[],
    stream: (names: readonly string[]) => Observable<T>,
  ): Observable<T> {
    const unique = [...new Set(names)].map(checkSymbolName);
    if (unique.length === 0) throw new RangeError('symbols: got none, expected at least one');
    return new Observable<T>((subscriber) => {
      if (this.#ended !== undefined) {
        subscriber.error(this.#ended.error);
        return;
      }
      subscriber.add(stream(unique).subscribe(subscriber));
      subscriber.add(this.#desired.acquire(unique));
      this.#bindLoaded(unique);
    });
  }

  /**
   * The server may be sending these already: of a symbol that was left a moment ago, ticks
   * would be lost until the list is looked at again.
   */
  #bindLoaded(names: readonly string[]): void {
    const catalogue = this.#serving?.catalogue;
    if (catalogue === undefined) return;
    for (const name of names) {
      const specification = catalogue.specification(name);
      const symbol = catalogue.slotSymbol(name);
      if (specification === undefined || symbol === undefined) continue;
      const { id } = specification;
      if (!this.#router.isBound(name)) this.#router.bind(id, symbol);
      if (!this.#feed.isBound(name)) this.#feed.bind(id, symbol, specification);
    }
  }
}
