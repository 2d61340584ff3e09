import {
  catchError,
  defaultIfEmpty,
  defer,
  from,
  isObservable,
  map,
  of,
  take,
  throwError,
  type Observable,
} from 'rxjs';
import { FieldChecks } from './checks.js';
import { AccountOpeningError } from './errors.js';

/** The ways by which a server sends confirmation codes. */
export interface CodeChannels {
  readonly email: boolean;
  readonly phone: boolean;
}

/** The codes that have come, digits or the number that they make. */
export interface ConfirmationCodes {
  readonly email?: string | number | undefined;
  readonly phone?: string | number | undefined;
}

export interface CodesQuestion extends CodeChannels {
  /** Counted from 1; above that, the codes before were wrong. */
  readonly attempt: number;
}

/** The codes, or how to get them from whom they were sent to. Only its first value counts. */
export type CodesSource =
  | ConfirmationCodes
  | ((
      question: CodesQuestion,
    ) => ConfirmationCodes | Promise<ConfirmationCodes> | Observable<ConfirmationCodes>);

/** As the wire has them; 0 where there is none. */
export interface ConfirmationNumbers {
  readonly email: number;
  readonly phone: number;
}

export const noCodes: ConfirmationNumbers = { email: 0, phone: 0 };

const largestCode = 2 ** 32 - 1;

const isCode = (code: unknown): boolean =>
  (typeof code === 'number' || (typeof code === 'string' && /^\d{1,10}$/.test(code))) &&
  Number.isInteger(Number(code)) &&
  Number(code) >= 0 &&
  Number(code) <= largestCode;

/** @throws OnboardingFormError for what cannot be a code; it is not shown */
const numbersOf = (codes: ConfirmationCodes): ConfirmationNumbers => {
  const checks = new FieldChecks();
  const number = (channel: 'email' | 'phone'): number => {
    const { [channel]: code = 0 } = codes;
    if (isCode(code)) return Number(code);
    checks.add(`codes.${channel}`, `another ${typeof code}`, 'up to ten digits');
    return 0;
  };
  const numbers = { email: number('email'), phone: number('phone') };
  checks.pass();
  return numbers;
};

const missing = (cause?: unknown): AccountOpeningError =>
  new AccountOpeningError('codesRequired', undefined, cause);

const answerOf = (
  ask: Extract<CodesSource, (question: CodesQuestion) => unknown>,
  question: CodesQuestion,
): Observable<ConfirmationCodes> =>
  defer(() => {
    const given = ask(question);
    return isObservable(given) ? given : from(Promise.resolve(given));
  });

/**
 * Asks for the codes, once. A source that fails or has nothing to give ends the opening:
 * `AccountOpeningError` of reason `codesRequired`, with its failure as the cause.
 */
export const codesFrom = (
  source: CodesSource | undefined,
  question: CodesQuestion,
): Observable<ConfirmationNumbers> =>
  defer(() => {
    if (source === undefined) throw missing();
    if (typeof source !== 'function') return of(numbersOf(source));
    return answerOf(source, question).pipe(
      take(1),
      catchError((cause: unknown) => throwError(() => missing(cause))),
      defaultIfEmpty(undefined),
      map((codes) => {
        if (codes === undefined) throw missing();
        return numbersOf(codes);
      }),
    );
  });
