import {
  mergeMap,
  takeUntil,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/**
 * Lets a stream fail when the user ends it: for what is to be done once and as a whole, so that
 * a script does not take half of it for all.
 *
 * @param reason what is known of it then, in words
 */
export const untilInterrupted = <T>(
  stop$: Observable<unknown>,
  reason: () => string,
): MonoTypeOperatorFunction<T> =>
  takeUntil(stop$.pipe(mergeMap(() => throwError(() => new Error(`interrupted: ${reason()}`)))));
