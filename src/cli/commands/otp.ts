import { firstValueFrom, type Observable } from 'rxjs';
import {
  disableOtp,
  enableOtp,
  otpSecret,
  OtpSetupError,
  setUpOtp,
  type OtpSecret,
} from '../../index.js';
import { withAccess, type Access } from '../access.js';
import type { ParsedArguments } from '../args.js';
import { exitCode, quoted, UsageError, type ExitCode } from '../errors.js';
import { untilInterrupted } from '../interrupt.js';
import type { Io } from '../io.js';
import { openingOptions } from '../opening-options.js';
import { flag } from '../options.js';
import { isForTheEye, jsonLine } from '../print.js';
import { askHidden, askShown } from '../prompt.js';
import { defineSessionCommand } from '../session-command.js';
import { accessOptions, targetOptions } from '../session-options.js';
import { allowedWords } from '../suggest.js';

const secretVariable = 'RXMT5_OTP_SECRET';

const { otp: code, origin, ca } = accessOptions;
const { timeout, logLevel } = openingOptions;

const options = {
  ...targetOptions,
  otp: code,
  showSecrets: flag('on: show the new secret although standard output is no terminal'),
  json: flag('one JSON object per line, also on a terminal'),
  ...{ origin, ca, timeout, logLevel },
};

type Given = ParsedArguments<typeof options>['values'];

const actions = ['on', 'off', 'code'] as const;
type Action = (typeof actions)[number];

const actionOf = ([word = '', ...more]: readonly string[]): Action => {
  const action = actions.find((one) => one === word);
  if (action === undefined) {
    throw new UsageError(`${quoted(word)}: unknown action${allowedWords(word, actions)}`);
  }
  if (more[0] === undefined) return action;
  throw new UsageError(`got ${quoted(more[0])}, expected one action`);
};

/** The secret that the user has; an empty one is none. */
const secretIn = ({ env }: Io): string | undefined =>
  env[secretVariable] === '' ? undefined : env[secretVariable];

const mostAttempts = 3;
const stepMs = 30_000;

/** What the library needs of an access that was made for a session. */
const accessOf = ({ config }: Access, { timeout: seconds }: Given) => {
  const { url, login, password, origin: from, tls, logger, runtime } = config;
  const limitMs = Math.ceil(seconds * 1000);
  return {
    ...{ url, login, password, origin: from, tls, logger, runtime },
    ...{ connectTimeoutMs: limitMs, requestTimeoutMs: limitMs },
  };
};

const carryOut = ({ stop$ }: Access, change$: Observable<void>): Promise<void> =>
  firstValueFrom(change$.pipe(untilInterrupted(stop$, () => 'look whether they are on or off')));

const tell = (io: Io, values: Given, login: bigint, state: 'on' | 'off'): void => {
  io.out.write(
    isForTheEye(io, values)
      ? `one-time passwords of account ${login} are ${state}\n`
      : jsonLine({ login, otp: state }),
  );
};

const showSecret = (io: Io, values: Given, secret: OtpSecret): void => {
  const { login, secret: text, uri } = secret;
  io.out.write(
    isForTheEye(io, values)
      ? `${secret.qrText()}\n\nsecret   ${text}\naddress  ${uri}\n\n`
      : jsonLine({ login, secret: text, uri }),
  );
};

/** Until the server takes a code; a wrong one may be typed again. */
const confirm = async (
  io: Io,
  access: Access,
  switchOn: (code: string) => Observable<void>,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const typed = await askShown(io, 'First code of the authenticator: ', access.stop$);
    try {
      await carryOut(access, switchOn(typed.trim()));
      return;
    } catch (error) {
      const isWrong = error instanceof OtpSetupError && error.reason === 'wrongCode';
      if (!isWrong || attempt === mostAttempts || io.stdin.isTTY !== true) throw error;
      io.say(error.message);
    }
  }
};

const switchOn = async (io: Io, values: Given, access: Access): Promise<void> => {
  const account = accessOf(access, values);
  const present = secretIn(io);
  if (present !== undefined) {
    await carryOut(access, enableOtp({ ...account, secret: present }));
  } else {
    const setUp = setUpOtp(account);
    showSecret(io, values, setUp.secret);
    await confirm(io, access, (first) => setUp.confirm(first));
  }
  tell(io, values, account.login, 'on');
};

const presentCode = async (io: Io, values: Given, access: Access): Promise<string> => {
  const secret = secretIn(io);
  if (values.otp !== undefined) return values.otp;
  if (secret !== undefined) return codeOf(io, access.config.login, secret);
  return (await askShown(io, 'One-time password: ', access.stop$)).trim();
};

const switchOff = async (io: Io, values: Given, access: Access): Promise<void> => {
  const account = accessOf(access, values);
  const given = await presentCode(io, values, access);
  await carryOut(access, disableOtp({ ...account, code: given }));
  tell(io, values, account.login, 'off');
};

const codeOf = (io: Io, login: bigint, secret: string): string =>
  otpSecret({ login, secret }).code(io.scheduler.now());

/** The code of this moment; it does not depend on the account. */
const showCode = async (io: Io, values: Given): Promise<ExitCode> => {
  const given = secretIn(io);
  if (given === undefined && io.stdin.isTTY !== true) {
    throw new UsageError(`no secret: set ${secretVariable}, or run on a terminal to be asked`);
  }
  const secret = given ?? (await askHidden(io, 'Secret of the authenticator (Base32): '));
  const current = codeOf(io, values.login ?? 1n, secret.trim());
  const nowMs = io.scheduler.now();
  const until = nowMs - (nowMs % stepMs) + stepMs;
  if (!isForTheEye(io, values)) io.out.write(jsonLine({ code: current, until }));
  else {
    io.out.write(`${current}\n`);
    io.say(`good for ${Math.ceil((until - nowMs) / 1000)} s`);
  }
  return exitCode.ok;
};

const checkShown = (io: Io, { showSecrets }: Given): void => {
  if (io.out.isTerminal || showSecrets || secretIn(io) !== undefined) return;
  throw new UsageError(
    `a new secret would go into a file or a pipe: give --show-secrets if it may, or set ${secretVariable} to one that you have`,
  );
};

const run = async (
  { values, positionals }: ParsedArguments<typeof options>,
  io: Io,
): Promise<ExitCode> => {
  const action = actionOf(positionals);
  if (action === 'code') return showCode(io, values);
  if (action === 'on') checkShown(io, values);
  return withAccess(io, values, async (access) => {
    await (action === 'on' ? switchOn : switchOff)(io, values, access);
    return exitCode.ok;
  });
};

export const otp = defineSessionCommand({
  name: 'otp',
  summary: 'one-time passwords of an account: switches them on or off, or shows a code',
  options,
  positionals: {
    value: 'on|off|code',
    help: 'what to do; code shows the code of this moment, and needs no server',
    min: 1,
  },
  details: [
    'on makes a secret, shows it as a QR code and as text, and asks for the first code that your authenticator shows: the server takes the secret with it. The secret is shown this once, and only on a terminal unless --show-secrets is given. off asks for a code, or takes it from --otp.',
    `With a secret in ${secretVariable} nothing is shown or asked: on gives it to the server, off makes the code of it, and so does code. It is as good as every code to come.`,
  ],
  examples: [
    {
      command: 'rxmt5 otp on --url wss://web.example.com/terminal --login 5123456',
      does: 'a QR code to scan, then the first code; asks for the password',
    },
    { command: 'rxmt5 otp off --otp 123456', does: 'address and login from the environment' },
    { command: 'rxmt5 otp code', does: 'asks for the secret' },
  ],
  run,
});
