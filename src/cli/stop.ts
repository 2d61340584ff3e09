import { map, merge, ReplaySubject, take, type Observable } from 'rxjs';
import type { Io } from './io.js';

/**
 * Runs `body` with a stream that tells when to end: the user or the system says
 * so, or nobody reads the output any more. It remembers, so that nothing is missed
 * between two steps. Signals are caught once: another one kills as usual.
 */
export const untilStopped = async <T>(
  io: Io,
  body: (stop$: Observable<void>) => Promise<T>,
): Promise<T> => {
  const stop = new ReplaySubject<void>(1);
  const asked = merge(io.signals$, io.out.gone$).pipe(
    take(1),
    map(() => undefined),
  );
  const subscription = asked.subscribe(stop);
  try {
    return await body(stop);
  } finally {
    subscription.unsubscribe();
  }
};
