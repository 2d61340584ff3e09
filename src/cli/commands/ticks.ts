import { rootCertificates } from 'node:tls';
import { merge, Subject } from 'rxjs';
import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { messageOf, UsageError, type ExitCode } from '../errors.js';
import { readOptionFile } from '../files.js';
import type { Io } from '../io.js';
import { limitOptions } from '../limits.js';
import { logLevel, openLog } from '../log.js';
import { BadValueError, flag, number, text } from '../options.js';
import { askHidden, password, passwordRefusal, passwordVariable } from '../prompt.js';
import { untilStopped } from '../stop.js';
import { watch } from '../watch.js';

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

const options = {
  url: text(
    { value: 'URL', help: `wss://<host of the web terminal>/terminal (or ${urlVariable})` },
    readUrl,
  ),
  login: text({ value: 'LOGIN', help: `account number (or ${loginVariable})` }, readLogin),
  ...limitOptions,
  json: flag('one JSON object per tick, also on a terminal'),
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
  logLevel: logLevel('info'),
};

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

const run = async (
  { values, positionals }: ParsedArguments<typeof options>,
  io: Io,
): Promise<ExitCode> => {
  const url = needed(io, values.url, '--url', urlVariable, readUrl);
  const login = needed(io, values.login, '--login', loginVariable, readLogin);
  const ca = values.ca === undefined ? undefined : await readOptionFile('--ca', values.ca);
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
    return watch(
      io,
      {
        url,
        login,
        password: secret,
        otp: values.otp ?? (io.stdin.isTTY === true ? askOtp : undefined),
        origin: values.origin,
        // Node would trust nothing else.
        tls: ca === undefined ? undefined : { ca: [...rootCertificates, ca] },
        logger: openLog(io, values.logLevel),
        runtime: { scheduler: io.scheduler },
      },
      {
        ...values,
        symbols: [...new Set(positionals)],
        title: `${url}, account ${login}`,
        openSeconds: values.timeout,
        stop$: merge(stop$, left),
      },
    );
  });
};

export const ticks = defineCommand({
  name: 'ticks',
  summary: 'live ticks of any symbols of an account, from any server',
  options,
  positionals: {
    value: 'SYMBOL...',
    help: 'names of symbols, exactly as the server spells them',
    min: 1,
  },
  refused: { '--password': passwordRefusal, '-p': passwordRefusal },
  details: [
    `The password is taken from ${passwordVariable}, or asked for on the terminal; never from an argument. Nothing is traded.`,
    'Shows a table on a terminal, else one JSON object per tick, {"symbol","bid","ask","last","time","flags"} with the time in UTC milliseconds. Changes of the connection are reported on standard error; a lost one is opened again.',
  ],
  examples: [
    {
      command: 'rxmt5 ticks EURUSD XAUUSD --url wss://web.example.com/terminal --login 5123456',
      does: 'a live table; asks for the password',
    },
    {
      command:
        'RXMT5_PASSWORD=Demo-1001 rxmt5 ticks EURUSD --url ws://127.0.0.1:8444/terminal --login 1001 --json',
      does: 'JSON lines from a server started with: rxmt5 simulate --port 8444',
    },
  ],
  run,
});
