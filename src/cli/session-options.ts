import { rootCertificates } from 'node:tls';
import type { SessionConfig } from '../index.js';
import { UsageError } from './errors.js';
import { readOptionFile } from './files.js';
import type { Io } from './io.js';
import { logLevel, type LogLevel } from './log.js';
import { BadValueError, choice, flag, number, text, type OptionValues } from './options.js';
import { passwordRefusal, passwordVariable } from './prompt.js';

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

/** Refused by every command that needs a password. */
export const refusedPasswords = { '--password': passwordRefusal, '-p': passwordRefusal };

/** A paragraph of the help of every such command. */
export const passwordDetails = `The password is taken from ${passwordVariable}, or asked for on the terminal; never from an argument. Nothing is traded.`;

/** What is needed of the options of a command to open a session. */
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

/** The account: `--login`, or the environment. @throws UsageError */
export const loginFor = (io: Io, given: bigint | undefined): bigint =>
  needed(io, given, '--login', loginVariable, readLogin);

/** TLS options for `--ca`; Node would trust nothing else. @throws UsageError */
export const tlsFor = async (file: string | undefined): Promise<SessionConfig['tls']> => {
  if (file === undefined) return undefined;
  return { ca: [...rootCertificates, await readOptionFile('--ca', file)] };
};
