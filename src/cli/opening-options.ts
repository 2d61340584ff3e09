import type { OnboardingOptions } from '../index.js';
import { codeOptions } from './code-prompt.js';
import { accessOptions, targetOptions, tlsFor, urlFor } from './session-options.js';
import { secretOptions } from './account-secrets.js';
import type { Io } from './io.js';
import { logLevel, openLog, type LogLevel } from './log.js';
import { flag, number } from './options.js';

const { origin, ca } = accessOptions;

/** Options of both commands that open an account, besides the form. */
export const openingOptions = {
  ...secretOptions,
  ...codeOptions,
  noConfirmation: flag('do not ask the server for codes first: the group wants none'),
  json: flag('the steps as JSON, one object per line, also on a terminal'),
  ...{ origin, ca },
  timeout: number({
    value: 'N',
    help: 'give up a connection or a request after N seconds (default 30)',
    above: 0,
    max: 86_400,
    fallback: 30,
  }),
  logLevel: logLevel('warn'),
};

export const { url: urlOption } = targetOptions;

export interface ServerValues {
  readonly url: string | undefined;
  readonly origin: string | undefined;
  readonly ca: string | undefined;
  readonly timeout: number;
  readonly logLevel: LogLevel;
}

/** Where to, and how, for what needs no session. @throws UsageError */
export const serverFor = async (io: Io, values: ServerValues): Promise<OnboardingOptions> => {
  const timeoutMs = Math.ceil(values.timeout * 1000);
  return {
    url: urlFor(io, values.url),
    tls: await tlsFor(values.ca),
    origin: values.origin,
    connectTimeoutMs: timeoutMs,
    requestTimeoutMs: timeoutMs,
    logger: openLog(io, values.logLevel),
    runtime: { scheduler: io.scheduler },
  };
};

/** A paragraph of the help of both commands. */
export const secretDetails =
  'The passwords of a new account come once, at the end, and are nowhere else: --save FILE writes them to a new file that only its owner can read, --show-secrets prints them on standard output. One of both has to be given. A file that exists is never overwritten, and there is none if no account is opened.';

export const codeDetails =
  'Confirmation codes that the server sends are asked for on a terminal, three times if they are wrong. The request that opens the account is sent once: if its answer is lost there may be an account, and only the broker can tell.';
