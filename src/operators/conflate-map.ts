import {
  finalize,
  from,
  Observable,
  Subject,
  takeUntil,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';

/**
 * Projects each value to an Observable, one at a time; of the values that arrive meanwhile
 * only the newest is kept, and projected when the present one is done. The last value is never
 * lost: if the source completes while one is kept, it is still projected.
 *
 * For work that must not be cut off (unlike `switchMap`) nor pile up (unlike `concatMap`) nor
 * miss the final state (unlike `exhaustMap`): sending the newest state of something to a peer.
 *
 * @example
 * ```ts
 * import { delay, of, timer } from 'rxjs';
 * import { map, take } from 'rxjs';
 * import { conflateMap } from 'rxmt5/operators';
 *
 * timer(0, 10).pipe(
 *   take(10),
 *   conflateMap((n) => of(n).pipe(delay(35))),
 * ).subscribe((n) => console.log(n)); // 0, then the newest of each 35 ms, ends with 9
 * ```
 */
export const conflateMap =
  <T, R>(project: (value: T) => ObservableInput<R>): OperatorFunction<T, R> =>
  (source) =>
    new Observable<R>((subscriber) => {
      let kept: { readonly value: T } | undefined;
      let isBusy = false;
      let isComplete = false;
      let isPumping = false;

      // Heard at once, also by what still emits while it is being subscribed to.
      const left$ = new Subject<void>();
      subscriber.add(() => {
        left$.next();
      });

      // A loop, not a recursion: projections that complete at once must not fill the stack.
      const pump = (): void => {
        if (isPumping) return;
        isPumping = true;
        while (kept !== undefined && !isBusy && !subscriber.closed) {
          const { value } = kept;
          kept = undefined;
          isBusy = true;
          let inner: Observable<R>;
          try {
            inner = from(project(value));
          } catch (error) {
            subscriber.error(error);
            return;
          }
          // Its teardown comes first: two projections never overlap, not even in their ends.
          const next = finalize<R>(() => {
            isBusy = false;
            pump();
          });
          inner.pipe(next, takeUntil(left$)).subscribe({
            next: (result) => {
              subscriber.next(result);
            },
            error: (error: unknown) => {
              subscriber.error(error);
            },
          });
        }
        isPumping = false;
        if (isComplete && !isBusy && kept === undefined) subscriber.complete();
      };

      source.pipe(takeUntil(left$)).subscribe({
        next: (value) => {
          kept = { value };
          pump();
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          isComplete = true;
          pump();
        },
      });
    });
