import { defer, take, throwError, timeout, type Observable } from 'rxjs';
import type { Session } from '../index.js';
import type { Io } from './io.js';
import { BadValueError, text } from './options.js';

const readMasks = (given: string): string => {
  // Masks that only exclude fit nothing.
  if (given.split(',').some((mask) => !/^\s*(!|$)/.test(mask))) return given;
  throw new BadValueError(
    JSON.stringify(given),
    'names or masks between commas, at least one without !',
  );
};

export const symbolOption = {
  symbol: text(
    {
      value: 'MASK',
      help: 'only of these symbols: names or masks, such as EUR*,!EURCHF, in quotes',
    },
    readMasks,
  ),
};

const largestTicket = 2n ** 63n - 1n;

/** @throws BadValueError */
export const readTicket = (given: string): bigint => {
  const number = /^\d{1,19}$/.test(given) ? BigInt(given) : 0n;
  if (number > 0n && number <= largestTicket) return number;
  throw new BadValueError(JSON.stringify(given), 'the number of a ticket');
};

/**
 * The first value of a stream of the account. It fails where it would wait for ever: of an
 * account that has to change its password first nothing is known.
 */
export const firstOf = <T>(
  io: Io,
  session: Session,
  { source$, what, seconds }: { source$: Observable<T>; what: string; seconds: number },
): Observable<T> =>
  usable(session, source$).pipe(
    take(1),
    timeout({
      first: seconds * 1000,
      scheduler: io.scheduler,
      with: () => throwError(() => new Error(`${what} not known within ${seconds} s`)),
    }),
  );

/** Fails instead, if the account can do nothing before its password is changed. */
export const usable = <T>(session: Session, source$: Observable<T>): Observable<T> =>
  defer(() => {
    if (!session.passwordResetRequired) return source$;
    throw new Error('the broker wants another password first: rxmt5 password');
  });
