import type { Observable, Subscription } from 'rxjs';

/** All that an Observable did. */
export interface Seen<T> {
  readonly values: T[];
  readonly errors: unknown[];
  isComplete: boolean;
  readonly subscription: Subscription;
  /** The one error; fails the test when there is none. */
  readonly error: unknown;
  /** Neither completed nor failed. */
  readonly isOpen: boolean;
}

export const watch = <T>(source: Observable<T>): Seen<T> => {
  const values: T[] = [];
  const errors: unknown[] = [];
  let isComplete = false;
  const subscription = source.subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => errors.push(error),
    complete: () => {
      isComplete = true;
    },
  });
  return {
    values,
    errors,
    subscription,
    get isComplete() {
      return isComplete;
    },
    get error() {
      if (errors.length !== 1) throw new Error(`expected one error, got ${errors.length}`);
      return errors[0];
    },
    get isOpen() {
      return !isComplete && errors.length === 0;
    },
  };
};
