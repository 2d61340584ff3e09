import { defer, ignoreElements, mergeMap, tap } from 'rxjs';
import { openFor, type Access } from '../access.js';
import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { UsageError, type ExitCode } from '../errors.js';
import type { Io } from '../io.js';
import { flag } from '../options.js';
import { isForTheEye, jsonLine } from '../print.js';
import { askHidden, passwordRefusal, passwordVariable } from '../prompt.js';
import { refusedPasswords, sessionOptions } from '../session-options.js';

const newPasswordVariable = 'RXMT5_NEW_PASSWORD';

const { daylight: _, ...shared } = sessionOptions;

const options = {
  investor: flag("change the investor's password, who may look and not trade"),
  ...shared,
};

interface Answer {
  readonly newPassword: string;
  readonly repeated: string | undefined;
}

const fromEnvironment = ({ env }: Io): string | undefined =>
  env[newPasswordVariable] === '' ? undefined : env[newPasswordVariable];

/** From the environment, or asked for twice; what is wrong with it the server's rules tell. */
const askNew = async (io: Io, isInvestor: boolean, { stop$ }: Access): Promise<Answer> => {
  const given = fromEnvironment(io);
  if (given !== undefined) return { newPassword: given, repeated: undefined };
  const whose = isInvestor ? ' of the investor' : '';
  const newPassword = await askHidden(io, `New password${whose}: `, stop$);
  return { newPassword, repeated: await askHidden(io, 'The same again: ', stop$) };
};

const run = async ({ values }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> => {
  const { investor } = values;
  if (fromEnvironment(io) === undefined && io.stdin.isTTY !== true) {
    throw new UsageError(
      `no new password: set ${newPasswordVariable}, or run on a terminal to be asked`,
    );
  }
  const progress = { isSent: false, isDone: false };
  const code = await openFor(io, values, (session, access) => {
    const { password: oldPassword = '' } = access.config;
    const done = (): void => {
      progress.isDone = true;
      const changed = investor ? 'investor' : 'master';
      const login = String(session.login);
      io.out.write(
        isForTheEye(io, values)
          ? `the ${changed} password of account ${login} is changed\n`
          : jsonLine({ login, changed }),
      );
    };
    // Once the session is open: the old password is right then.
    return defer(() => askNew(io, investor, access)).pipe(
      mergeMap((answer) => {
        progress.isSent = true;
        return session.changePassword({ oldPassword, investor, ...answer });
      }),
      tap(done),
      ignoreElements(),
    );
  });
  if (progress.isDone) return code;
  throw new Error(
    `interrupted: the password ${progress.isSent ? 'may have changed' : 'is as it was'}`,
  );
};

export const password = defineCommand({
  name: 'password',
  summary: 'changes the password of an account, or that of its investor',
  options,
  refused: {
    ...refusedPasswords,
    '--new-password': passwordRefusal.replace(passwordVariable, newPasswordVariable),
  },
  details: [
    `The present password is taken from ${passwordVariable}, the new one from ${newPasswordVariable}; on a terminal both are asked for, the new one twice, and nothing of them shows. Neither is ever an argument.`,
    'A new password has at least 8 characters, or as many as the broker wants, and at most 32: digits, letters of both cases and others, one of each at least. What is wrong with one is told before anything is sent. It also works where the broker wants another password before anything else.',
  ],
  examples: [
    {
      command: 'rxmt5 password --url wss://web.example.com/terminal --login 5123456',
      does: 'asks for the present password, and twice for the new one',
    },
    {
      command: 'rxmt5 password --investor',
      does: 'that of the investor; address and login from RXMT5_URL and RXMT5_LOGIN',
    },
  ],
  run,
});
