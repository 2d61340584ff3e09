import {
  defer,
  finalize,
  last,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
} from 'rxjs';
import type { Observable } from 'rxjs';
import {
  BadReplyError,
  briefConnection,
  ConnectionClosedError,
  RequestTimeoutError,
  type BriefOptions,
  type Connection,
} from '../connection/index.js';

/**
 * One brief connection at a time: opened when it is first needed, kept between uses, and opened
 * again when it is needed after a loss.
 */
export class Link {
  readonly #closed = new Subject<void>();
  readonly #connection$: Observable<Connection>;

  constructor(options: BriefOptions) {
    this.#connection$ = briefConnection(options).pipe(
      takeUntil(this.#closed),
      // Nobody needs to use it for it to stay; after an error the next one to do so opens another.
      share({ connector: () => new ReplaySubject<Connection>(1), resetOnRefCountZero: false }),
    );
  }

  /**
   * Does `work` over the connection. Fails with the errors of `briefConnection` if there is none;
   * requests that are lost with it fail with `ConnectionClosedError`, which tells whether they
   * had been sent.
   */
  use<T>(work: (connection: Connection) => Observable<T>): Observable<T> {
    // `last`: by the time that work begins the loss of the link is no news but through its requests.
    return this.#connection$.pipe(take(1), last(), switchMap(work));
  }

  close(): void {
    this.#closed.next();
  }
}

/** Does `work` over a link of its own, which is closed after it. */
export const overLink = <T>(
  options: () => BriefOptions,
  work: (link: Link) => Observable<T>,
): Observable<T> =>
  defer(() => {
    const link = new Link(options());
    return work(link).pipe(
      finalize(() => {
        link.close();
      }),
    );
  });

/** Whether a request that failed in this way may have been obeyed all the same. */
export const isUnknown = (error: unknown): boolean =>
  (error instanceof ConnectionClosedError && error.sent) ||
  error instanceof RequestTimeoutError ||
  error instanceof BadReplyError;
