import { rootCertificates } from 'node:tls';
import { merge, Subject, type Observable } from 'rxjs';
import type { Logger, Session, SessionConfig } from '../../index.js';
import { messageOf, UsageError, type ExitCode } from '../errors.js';
import { readOptionFile } from '../files.js';
import type { Io } from '../io.js';
import { logLevel, openLog, type LogLevel } from '../log.js';
import { BadValueError, choice, flag, number, text, type OptionValues } from '../options.js';
import { askHidden, password, passwordRefusal, passwordVariable } from '../prompt.js';
import { runSession } from '../run-session.js';
import { untilStopped } from '../stop.js';

const urlVariable = 'RXMT5_URL';
const loginVariable = 'RXMT5_LOGIN';

const readUrl = (given: string): string => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') return given;
  throw new BadValueError(JSON.stringify(given), 'an address such as wss://host/terminal');
};

const readLogin = (given: string): bigint => {
  if (/^\d{1,20}$/.test(given) && BigInt(given) > 0n) return BigInt(given);
  throw new BadValueError(JSON.stringify(given), 'an account number');
};

/** Whose account, and where: `--url`, `--login`. */
export const targetOptions = {
  url: text(
    { value: 'URL', help: `wss://<host of the web terminal>/terminal (or ${urlVariable})` },
    readUrl,
  ),
  login: text({ value: 'LOGIN', help: `account number (or ${loginVariable})` }, readLogin),
};

/** How to get there. */
export const accessOptions = {
  otp: text({ value: 'CODE', help: 'one-time password; asked for on a terminal' }, String),
  origin: text(
    { value: 'ORIGIN', help: 'Origin header (default: that of the official web terminal)' },
    String,
  ),
  ca: text({ value: 'FILE', help: 'certificate (PEM) to trust besides the usual ones' }, String),
  timeout: number({
    value: 'N',
    help: 'give up if the session is not open after N seconds (default 30)',
    above: 0,
    max: 86_400,
    fallback: 30,
  }),
};

/** Options of every command that asks something of an account. */
export const sessionOptions = {
  ...targetOptions,
  json: flag('one JSON object per line, also on a terminal'),
  ...accessOptions,
  daylight: choice({
    value: 'RULE',
    help: "us, eu or none: how the server's clock changes through the year, for the times of bars and deals (default none)",
    among: ['us', 'eu', 'none'],
    fallback: 'none',
  }),
  logLevel: logLevel('warn'),
};

/** For `refused` of a command. */
export const refusedPasswords = { '--password': passwordRefusal, '-p': passwordRefusal };

/** A paragraph of the help of every such command. */
export const passwordDetails = `The password is taken from ${passwordVariable}, or asked for on the terminal; never from an argument. Nothing is traded.`;

/** What `openFor` needs of the options of a command. */
export interface SessionValues extends OptionValues<typeof targetOptions & typeof accessOptions> {
  readonly daylight?: 'us' | 'eu' | 'none';
  readonly logLevel: LogLevel;
}

/** An option, or the environment variable that stands in for it. */
const needed = <T>(
  io: Io,
  given: T | undefined,
  name: string,
  variable: string,
  read: (text: string) => T,
): T => {
  const fromEnvironment = io.env[variable];
  if (given !== undefined) return given;
  if (fromEnvironment === undefined || fromEnvironment === '') {
    throw new UsageError(`${name} is missing; give it, or set ${variable}`);
  }
  try {
    return read(fromEnvironment);
  } catch (error) {
    if (error instanceof BadValueError) throw new UsageError(`${variable}: ${error.message}`);
    throw error;
  }
};

/** The address: `--url`, or the environment. @throws UsageError */
export const urlFor = (io: Io, given: string | undefined): string =>
  needed(io, given, '--url', urlVariable, readUrl);

/** TLS options for `--ca`; Node would trust nothing else. @throws UsageError */
export const tlsFor = async (file: string | undefined): Promise<SessionConfig['tls']> => {
  if (file === undefined) return undefined;
  return { ca: [...rootCertificates, await readOptionFile('--ca', file)] };
};

export interface Access {
  readonly config: SessionConfig & { readonly url: string; readonly login: bigint };
  /** On standard error, by `--log-level`. */
  readonly logger: Logger;
  /** Emits when to end: Ctrl-C, SIGTERM, a reader that left; fails if a question is left. */
  readonly stop$: Observable<unknown>;
}

/**
 * Makes the configuration of a session of options, environment and answers, and runs `body` with
 * it until that is done.
 *
 * @throws UsageError for what is missing
 */
export const withAccess = async (
  io: Io,
  values: SessionValues,
  body: (access: Access) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const url = urlFor(io, values.url);
  const login = needed(io, values.login, '--login', loginVariable, readLogin);
  const tls = await tlsFor(values.ca);
  const secret = await password(io, String(login));
  return untilStopped(io, (stop$) => {
    // Whoever leaves the question wants to end it all, not to be asked again.
    const left = new Subject<never>();
    const askOtp = async (): Promise<string> => {
      try {
        return await askHidden(io, 'One-time password: ', stop$);
      } catch (error) {
        const reason = new Error(messageOf(error));
        left.error(reason);
        throw reason;
      }
    };
    const logger = openLog(io, values.logLevel);
    const config = {
      url,
      login,
      password: secret,
      otp: values.otp ?? (io.stdin.isTTY === true ? askOtp : undefined),
      origin: values.origin,
      tls,
      daylight: values.daylight,
      logger,
      runtime: { scheduler: io.scheduler },
    };
    return body({ config, logger, stop$: merge(stop$, left) });
  });
};

/**
 * Opens a session for a command and runs `body` with it: until it completes, or the user ends it
 * (both exit code 0), or it fails. Values it emits are not looked at; it prints by itself. The
 * session is closed on the way out, however that is.
 */
export const openFor = (
  io: Io,
  values: SessionValues,
  body: (session: Session, access: Access) => Observable<unknown>,
): Promise<ExitCode> =>
  withAccess(io, values, (access) =>
    runSession(access.config, { openSeconds: values.timeout, stop$: access.stop$ }, (session) =>
      body(session, access),
    ),
  );
