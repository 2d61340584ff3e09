import { EMPTY, ignoreElements, merge, Observable, tap, type SchedulerLike } from 'rxjs';
import type { Diagnostic } from '../connection/index.js';
import {
  accountTerms,
  DesiredSet,
  keepSubscribed,
  TickRouter,
  type Tick,
} from '../market/index.js';
import { commands } from '../wire/index.js';
import type { SessionClosedError } from './errors.js';
import type { Ready } from './ready.js';

export interface TickStreamsOptions {
  /** Changes of the wanted set within this time become one request. */
  readonly windowMs: number;
  readonly scheduler: SchedulerLike;
  readonly report: (diagnostic: Diagnostic) => void;
  /** The server has taken a list of so many symbols. */
  readonly onConfirmed: (count: number) => void;
}

/** The ticks of a session: who wants which, and what one connection does for it. */
export class TickStreams {
  readonly #options: TickStreamsOptions;
  readonly #desired = new DesiredSet();
  readonly #router: TickRouter;
  readonly #unknown = new Set<number>();
  #serving: Ready | undefined;
  #ended: { readonly error: SessionClosedError } | undefined;

  constructor(options: TickStreamsOptions) {
    this.#options = options;
    this.#router = new TickRouter((symbolId) => {
      this.#onUnknown(symbolId);
    });
  }

  ticks(names: readonly string[]): Observable<Tick> {
    return this.#held(names, (unique) => this.#router.ticks(unique));
  }

  batches(names: readonly string[]): Observable<readonly Tick[]> {
    return this.#held(names, (unique) => this.#router.batches(unique));
  }

  /** All that anybody holds; holds nothing itself. */
  allBatches(): Observable<readonly Tick[]> {
    return this.#ended === undefined ? this.#router.allBatches() : EMPTY;
  }

  /** What runs over one connection, for as long as it lives. */
  serve(ready: Ready): Observable<never> {
    const ticks$ = ready.connection.tickFrames$.pipe(
      tap((frames) => {
        this.#router.consume(frames);
      }),
      ignoreElements(),
    );
    return new Observable<never>((subscriber) => {
      this.#serving = ready;
      this.#unknown.clear();
      subscriber.add(() => {
        this.#serving = undefined;
        this.#router.unbind();
      });
      subscriber.add(
        merge(ticks$, this.#followUpdates(ready), this.#keepSubscribed(ready)).subscribe(
          subscriber,
        ),
      );
    });
  }

  /** No more ticks: with `error`, or in order. */
  end(error: SessionClosedError, isFailure: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    if (isFailure) this.#router.failAll(error);
    else this.#router.complete();
  }

  #keepSubscribed({ connection, catalogue }: Ready): Observable<never> {
    const { windowMs, scheduler, report, onConfirmed } = this.#options;
    return keepSubscribed({
      connection,
      catalogue,
      desired: this.#desired,
      router: this.#router,
      windowMs,
      scheduler,
      onFailure: (error) => {
        report({ kind: 'background-failure', step: 'tick subscription', error });
      },
      onConfirmed: (ids) => {
        onConfirmed(ids.length);
      },
    });
  }

  /** Pushes that change what quotes are read with: the account (14) and symbols (13). */
  #followUpdates({ connection, catalogue }: Ready): Observable<never> {
    const account$ = connection.on(commands.accountPush).pipe(
      tap((account) => {
        catalogue.setTerms(accountTerms(account));
      }),
    );
    const symbols$ = connection.on(commands.symbolUpdatePush).pipe(
      tap((records) => {
        catalogue.update(records);
      }),
    );
    return merge(account$, symbols$).pipe(
      tap(() => {
        this.#router.rebind((name) => catalogue.slotSymbol(name));
      }),
      ignoreElements(),
    );
  }

  #held<T>(
    names: readonly string[],
    stream: (names: readonly string[]) => Observable<T>,
  ): Observable<T> {
    const unique = [...new Set(names)];
    if (unique.length === 0) throw new RangeError('ticks: got no symbol, expected at least one');
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
      if (this.#router.isBound(name) || !catalogue.isLoaded(name)) continue;
      const id = catalogue.idOf(name);
      const symbol = catalogue.slotSymbol(name);
      if (id !== undefined && symbol !== undefined) this.#router.bind(id, symbol);
    }
  }

  #onUnknown(symbolId: number): void {
    // Ticks may still be on their way when the last listener leaves: those are no news.
    if (this.#serving?.catalogue.has(symbolId) !== false) return;
    if (this.#unknown.has(symbolId)) return;
    this.#unknown.add(symbolId);
    this.#options.report({ kind: 'unknown-symbol', symbolId });
  }
}
