import { isNativeError } from 'node:util/types';
import { AuthenticationError, SessionClosedError } from '../index.js';

/** A command line that makes no sense as it stands: exit code 2, with a pointer to the help. */
export class UsageError extends Error {
  readonly code = 'usage';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Exit codes of every command. */
export const exitCode = { ok: 0, failure: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What someone typed, short enough for a message, in quotes. */
export const quoted = (text: string): string => {
  const limit = 60;
  return JSON.stringify(text.length > limit ? `${text.slice(0, limit)}…` : text);
};

/** The same advice, for someone at a command line. */
const inOptions = ({ message, otp }: AuthenticationError): string =>
  otp?.kind === 'setUpRequired'
    ? `${message}: see rxmt5 otp --help`
    : message.replace('give `otp`', 'give --otp CODE');

/** The words of any thrown value; of a session that failed, those of the failure. */
export const messageOf = (error: unknown): string => {
  if (error instanceof SessionClosedError && error.cause !== undefined) {
    return messageOf(error.cause);
  }
  if (error instanceof AuthenticationError) return inOptions(error);
  return isNativeError(error) ? error.message : String(error);
};
