import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import {
  CommandRefusedError,
  ConnectionClosedError,
  Mt5Error,
  RequestQueueFullError,
  type Connection,
  type Credentials,
} from '../connection/index.js';
import {
  changePasswordRequest,
  changePasswordRequestOf,
  ClientError,
  commands,
} from '../wire/index.js';

export type PasswordReason =
  | 'empty'
  | 'tooShort'
  | 'tooSimple'
  | 'tooLong'
  | 'zeroCharacter'
  | 'currentEmpty'
  | 'passwordsDiffer'
  | 'refused';

/** What is wrong with a change of password. Passwords are never shown. */
export interface PasswordFault {
  readonly reason: PasswordReason;
  /** Code of the official client; absent for what that client cuts. */
  readonly clientCode: number | undefined;
  /** In words. */
  readonly expected: string;
}

/** A change of password that is not made. `reason` and `clientCode` say why; nothing is changed. */
export class PasswordError extends Mt5Error {
  readonly code = 'password';
  readonly reason: PasswordReason;
  readonly clientCode: number | undefined;

  constructor({ reason, clientCode, expected }: PasswordFault, cause?: unknown) {
    super(`Password not changed: expected ${expected}`, { reason, clientCode }, { cause });
    this.reason = reason;
    this.clientCode = clientCode;
  }
}

const { units } = changePasswordRequest.fields.new_password;
/** Where the account says 0. */
const defaultMinLength = 8;

const classes = [
  ['a digit', /\d/],
  ['an upper case letter', /\p{Lu}/u],
  ['a lower case letter', /\p{Ll}/u],
  ['another character', /[^\d\p{Lu}\p{Ll}]/u],
] as const;

const fault = (
  reason: PasswordReason,
  clientCode: number | undefined,
  expected: string,
): PasswordFault => ({ reason, clientCode, expected });

/**
 * What is wrong with a new password, if anything, by the rules of the official client and in
 * their order: empty (2007), shorter than `minLength` UTF-16 units (2000), without a digit, an
 * upper case letter, a lower case letter or another character (2001). Longer than its field of 32
 * units, or with a zero character in it, it would be cut: that is a fault here.
 *
 * @param minLength `auth_password_min` of the account; 0 means 8
 */
export const passwordFault = (newPassword: string, minLength = 0): PasswordFault | undefined => {
  const least = minLength > 0 ? minLength : defaultMinLength;
  if (typeof newPassword !== 'string' || newPassword === '') {
    return fault('empty', ClientError.password_empty, 'a new password that is not empty');
  }
  if (newPassword.length < least) {
    const expected = `at least ${String(least)} characters`;
    return fault('tooShort', ClientError.password_too_short, expected);
  }
  const missing = classes.filter(([, pattern]) => !pattern.test(newPassword));
  if (missing.length > 0) {
    const expected = missing.map(([name]) => name).join(', ');
    return fault('tooSimple', ClientError.password_too_simple, `${expected} in it`);
  }
  if (newPassword.includes('\0')) {
    return fault('zeroCharacter', undefined, 'no zero character in it');
  }
  return newPassword.length > units
    ? fault('tooLong', undefined, `at most ${String(units)} characters`)
    : undefined;
};

/** What a user says to change a password. */
export interface PasswordChange {
  readonly newPassword: string;
  /** The master password, also where the investor password is changed. */
  readonly oldPassword: string;
  /** The new password once more, where a user had to type it twice. */
  readonly repeated?: string | undefined;
  /** Changes the investor password instead of the master password. Default false. */
  readonly investor?: boolean | undefined;
}

export interface ChangePasswordOptions extends PasswordChange {
  /** `auth_password_min` of the account; 0 means 8. */
  readonly minLength?: number | undefined;
  /**
   * Whose password it is, if anybody here logs in with it: they take the new one over as soon as the server has. If its
   * answer is lost, the next login tries both.
   */
  readonly credentials?:
    Pick<Credentials, 'changePassword' | 'expectPassword' | 'unexpectPassword'> | undefined;
}

const faultOf = (options: ChangePasswordOptions): PasswordFault | undefined => {
  const { newPassword, oldPassword, repeated, minLength } = options;
  if (typeof oldPassword !== 'string' || oldPassword === '') {
    const expected = 'the current password, got an empty one';
    return fault('currentEmpty', ClientError.current_password_empty, expected);
  }
  const wrong = passwordFault(newPassword, minLength);
  if (wrong !== undefined) return wrong;
  return repeated !== undefined && repeated !== newPassword
    ? fault('passwordsDiffer', ClientError.passwords_differ, 'the new password twice')
    : undefined;
};

/** Whether the server cannot have changed anything. */
const isUnchanged = (error: unknown): boolean =>
  error instanceof PasswordError ||
  error instanceof CommandRefusedError ||
  error instanceof RequestQueueFullError ||
  (error instanceof ConnectionClosedError && !error.sent);

/**
 * Changes a password (command 24). Cold: each subscription sends once; emits once it is changed.
 * Login tokens of earlier logins are worth nothing after it.
 *
 * Fails with `PasswordError` (2005 if the server refuses: the old password is wrong, or it does
 * not like the new one), `CommandRefusedError`, `ConnectionClosedError` or `RequestTimeoutError`;
 * after the last two, if it was sent, the password may have changed.
 */
export const changePassword = (
  connection: Pick<Connection, 'request'>,
  options: ChangePasswordOptions,
): Observable<void> =>
  defer(() => {
    const wrong = faultOf(options);
    if (wrong !== undefined) return throwError(() => new PasswordError(wrong));
    const { newPassword, oldPassword, investor = false, credentials } = options;
    credentials?.expectPassword(newPassword);
    const request = changePasswordRequestOf({ newPassword, oldPassword, isInvestor: investor });
    return connection.request(commands.changePassword, request).pipe(
      map(({ result }) => {
        if (result !== 0) throw refused();
        credentials?.changePassword(newPassword);
      }),
      catchError((error: unknown) => {
        if (isUnchanged(error)) credentials?.unexpectPassword(newPassword);
        return throwError(() => error as Error);
      }),
    );
  });

const refused = (): PasswordError =>
  new PasswordError(
    fault(
      'refused',
      ClientError.current_password_wrong,
      'the current password, and a new one that the server takes',
    ),
  );
