import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { CommandRefusedError, isOtpSecret, plainOtpSecret, totpAt } from '../connection/index.js';
import {
  commands,
  isLoginToken,
  otpSetupOf,
  otpSetupRequest,
  type OtpSetup,
} from '../wire/index.js';
import { FieldChecks } from './checks.js';
import { OnboardingUnknownError, OtpSetupError } from './errors.js';
import { isUnknown, overLink } from './link.js';
import { surroundingsOf, type OnboardingOptions, type Surroundings } from './options.js';
import { otpSecret, OtpSecret } from './otp-secret.js';

/** Whose one-time passwords. */
export interface OtpAccess extends OnboardingOptions {
  /** Account number. */
  readonly login: bigint | number | string;
  /** The password, up to 32 UTF-16 units; or give `token`. */
  readonly password?: string | undefined;
  /** Login token of an earlier session, 320 hex digits, in place of the password. */
  readonly token?: string | undefined;
}

export interface EnableOtpOptions extends OtpAccess {
  /** Of `otpSecret`, or Base32. */
  readonly secret: OtpSecret | string;
  /**
   * The first code, as the owner's authenticator shows it: proof that it holds the secret.
   * Default: made from the secret now, which proves nothing about any authenticator.
   */
  readonly code?: string | undefined;
}

export interface DisableOtpOptions extends OtpAccess {
  /** The code of this moment. */
  readonly code: string;
}

const { fields } = otpSetupRequest;

type Fields = Pick<Parameters<typeof otpSetupOf>[0], 'otp' | 'otpSecret' | 'otpSecretCheck'>;

/** The account's part of the request; faults go to `checks`. */
const accessOf = (
  { login, password, token }: OtpAccess,
  checks: FieldChecks,
): { readonly login: bigint; readonly password: string } => {
  const number = checks.login('login', login);
  if ((password === undefined) === (token === undefined)) {
    const got = password === undefined ? 'neither' : 'both';
    checks.add('password', got, 'either the password or `token`');
  } else if (token === undefined) {
    checks.text('password', password, fields.password.units, 1);
  } else if (!isLoginToken(token)) {
    checks.add('token', 'another text (not shown)', '320 hex digits');
  }
  return { login: number, password: password ?? token ?? '' };
};

/** Command 43, right after the bootstrap of a connection of its own, and once. */
const setUp = (
  options: OtpAccess,
  fieldsOf: (checks: FieldChecks, surroundings: Surroundings) => Fields,
): Observable<void> =>
  defer(() => {
    const surroundings = surroundingsOf(options);
    const checks = new FieldChecks();
    const access = accessOf(options, checks);
    const given = fieldsOf(checks, surroundings);
    checks.pass();
    const request: OtpSetup = otpSetupOf({ cid: surroundings.clientId, ...access, ...given });
    return overLink(
      () => ({ ...surroundings.brief, init: false }),
      (link) => link.use((connection) => connection.request(commands.otpSetup, request)),
    );
  }).pipe(
    map(() => undefined),
    catchError((error: unknown) => throwError(() => otpError(error))),
  );

const otpError = (error: unknown): Error => {
  if (error instanceof CommandRefusedError) return new OtpSetupError(error.resCode);
  return isUnknown(error)
    ? new OnboardingUnknownError(commands.otpSetup.id, error)
    : (error as Error);
};

const checkSecret = (secret: string, checks: FieldChecks): void => {
  if (!isOtpSecret(secret)) checks.add('secret', 'another text (not shown)', 'Base32');
  else checks.text('secret', plainOtpSecret(secret), fields.otp_secret.units);
};

/**
 * Switches the one-time passwords of an account on (command 43). Cold: each subscription sends
 * once; nothing is sent again by itself. Emits once they are on.
 *
 * Fails with `OnboardingFormError` (nothing was sent), `OtpSetupError` (they are as they were),
 * `OnboardingUnknownError` (they may be on), or an error of the connection.
 *
 * @example
 * const secret = otpSecret({ login });
 * console.log(secret.qrText());
 * enableOtp({ url, login, password, secret, code: await ask('Code') }).subscribe();
 */
export const enableOtp = (options: EnableOtpOptions): Observable<void> =>
  setUp(options, (checks, { runtime }) => {
    const { secret, code } = options;
    const text = secret instanceof OtpSecret ? secret.secret : secret;
    checkSecret(text, checks);
    if (code !== undefined) checks.text('code', code, fields.otp_secret_check.units, 1);
    const first = code ?? (isOtpSecret(text) ? totpAt(text, runtime.scheduler.now()) : '');
    return { otpSecret: plainOtpSecret(text), otpSecretCheck: first };
  });

/** Switches the one-time passwords of an account off with a code. Otherwise as `enableOtp`. */
export const disableOtp = (options: DisableOtpOptions): Observable<void> =>
  setUp(options, (checks) => {
    checks.text('code', options.code, fields.otp.units, 1);
    return { otp: options.code };
  });

export interface SetUpOtpOptions extends OtpAccess {
  /** Name under which the authenticator shows the codes. Default `MetaTrader 5`. */
  readonly issuer?: string | undefined;
}

/** A secret that the server does not know yet. */
export interface OtpSetUp {
  readonly secret: OtpSecret;
  /** Tells the server, with the first code that the owner's authenticator shows; see `enableOtp`. */
  confirm(code: string): Observable<void>;
}

/**
 * Makes a secret for an account, to be shown to its owner and then confirmed with the first code.
 *
 * @throws OnboardingFormError for a login that is none
 */
export const setUpOtp = (options: SetUpOtpOptions): OtpSetUp => {
  const { login, issuer, runtime } = options;
  const secret = otpSecret({ login, issuer, bytes: runtime?.bytes });
  return { secret, confirm: (code) => enableOtp({ ...options, secret, code }) };
};
