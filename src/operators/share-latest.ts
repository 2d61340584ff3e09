import { NEVER, Observable, Subject, Subscription, type MonoTypeOperatorFunction } from 'rxjs';

/** What one run of the source has given so far. */
class Run<T> {
  readonly subscriptions = new Subscription();
  subscribers = 0;
  readonly #values = new Subject<T>();
  #latest: { readonly value: T } | undefined;

  get latest(): { readonly value: T } | undefined {
    return this.#latest;
  }

  get values$(): Observable<T> {
    return this.#values;
  }

  next(value: T): void {
    this.#latest = { value };
    this.#values.next(value);
  }

  fail(error: Error): void {
    this.#values.error(error);
  }

  complete(): void {
    this.#values.complete();
  }

  forget(): void {
    this.#latest = undefined;
  }
}

/**
 * One subscription to the source for all subscribers. Who comes late gets the latest value at
 * once, unless `forget$` has emitted since it came: a value of before a gap is not given to
 * anybody as a present one. When the last subscriber leaves, or the source ends, everything is
 * forgotten, and the next subscriber begins anew.
 *
 * `forget$` is subscribed to together with the source. That it completes means nothing; if it
 * fails, the stream does.
 *
 * @example
 * quotes$.pipe(shareLatest(disconnected$))
 */
export const shareLatest =
  <T>(forget$: Observable<unknown> = NEVER): MonoTypeOperatorFunction<T> =>
  (source) => {
    let current: Run<T> | undefined;

    const end = (run: Run<T>): void => {
      if (current === run) current = undefined;
      run.subscriptions.unsubscribe();
    };

    const start = (run: Run<T>): void => {
      const fail = (error: unknown): void => {
        end(run);
        run.fail(error as Error);
      };
      run.subscriptions.add(
        forget$.subscribe({
          next: () => {
            run.forget();
          },
          error: fail,
        }),
      );
      run.subscriptions.add(
        source.subscribe({
          next: (value) => {
            run.next(value);
          },
          error: fail,
          complete: () => {
            end(run);
            run.complete();
          },
        }),
      );
    };

    return new Observable<T>((subscriber) => {
      const isFirst = current === undefined;
      const run = (current ??= new Run<T>());
      run.subscribers += 1;
      subscriber.add(() => {
        run.subscribers -= 1;
        if (run.subscribers === 0) end(run);
      });
      if (run.latest !== undefined) subscriber.next(run.latest.value);
      subscriber.add(run.values$.subscribe(subscriber));
      if (isFirst) start(run);
    });
  };
