import { lastValueFrom, tap, type Observable } from 'rxjs';
import {
  AccountOpeningError,
  OnboardingFormError,
  type CodeChannels,
  type FormFault,
  type OpenAccountEvent,
  type OpenAccountOptions,
  type OpenedAccount,
} from '../index.js';
import { keepSecrets, type SecretChoice } from './account-secrets.js';
import { channelNames, CodePrompt, type GivenCodes } from './code-prompt.js';
import { exitCode, messageOf, UsageError, type ExitCode } from './errors.js';
import { untilInterrupted } from './interrupt.js';
import type { Io } from './io.js';
import { isForTheEye, jsonLine } from './print.js';
import { untilStopped } from './stop.js';

export interface NewAccountOptions {
  readonly url: string;
  readonly choice: SecretChoice;
  readonly codes: GivenCodes;
  /** Names a field of the form as the user gave it: `--email` for `form.email`. */
  readonly nameOf: (field: string) => string;
  readonly open: (
    options: Pick<OpenAccountOptions, 'codes' | 'codeAttempts'>,
  ) => Observable<OpenAccountEvent>;
}

const bothOf = (channels: CodeChannels, join: string): string =>
  (['email', 'phone'] as const)
    .filter((channel) => channels[channel])
    .map((channel) => channelNames[channel])
    .join(join);

/** A step in words; the last one has a text of its own. */
const stepText = (step: OpenAccountEvent): string | undefined => {
  switch (step.kind) {
    case 'connected':
      return step.connection === 1 ? 'connected' : `connected again (${step.connection})`;
    case 'codesRequested': {
      const by = bothOf(step, ' and ');
      return by === '' ? 'the server wants no codes' : `codes were sent by ${by}`;
    }
    case 'codesWanted':
      return undefined;
    case 'codesChecked': {
      const wrong = bothOf({ email: !step.email, phone: !step.phone }, ' and ');
      return wrong === '' ? 'the codes are right' : `wrong: the code of the ${wrong}`;
    }
    case 'opened':
      return `account ${step.account.login} is open`;
  }
};

/** Steps are told as they happen; `opened` as JSON comes with what is kept of it. */
const tellStep = (io: Io, choice: SecretChoice, step: OpenAccountEvent): void => {
  if (isForTheEye(io, choice)) {
    const text = stepText(step);
    if (text !== undefined) io.say(text);
  } else if (step.kind !== 'opened') {
    const { kind, ...facts } = step;
    io.out.write(jsonLine({ step: kind, ...facts }));
  }
};

/** Whether the request that opens the account goes out right after a step. */
const isLastBeforeRequest = (step: OpenAccountEvent): boolean =>
  (step.kind === 'codesRequested' && !step.email && !step.phone) ||
  (step.kind === 'codesChecked' && step.email && step.phone);

const faultText = (
  { field, got, expected }: FormFault,
  nameOf: NewAccountOptions['nameOf'],
): string => `${nameOf(field)}: got ${got}, expected ${expected}`;

/** The words of a failure, in those of the command line. */
const explained = (error: unknown, nameOf: NewAccountOptions['nameOf']): unknown => {
  if (error instanceof OnboardingFormError) {
    return new UsageError(error.faults.map((fault) => faultText(fault, nameOf)).join('; '));
  }
  if (error instanceof AccountOpeningError && error.reason === 'codesRequired') {
    return error.cause === undefined
      ? error
      : new Error(`no account opened: ${messageOf(error.cause)}`, { cause: error });
  }
  return error;
};

const interruption = (wasSent: boolean): string =>
  wasSent
    ? 'the request was sent, and there may be a new account, of which only the broker can tell'
    : 'no account opened';

/**
 * Opens an account and keeps its passwords as the user chose. Shows the steps as they happen:
 * in words on standard error for a terminal, else as lines of JSON.
 */
export const openNewAccount = (
  io: Io,
  { url, choice, codes, nameOf, open }: NewAccountOptions,
): Promise<ExitCode> =>
  untilStopped(io, async (stop$) => {
    const prompt = new CodePrompt(io, codes, stop$);
    const opened = async (): Promise<OpenedAccount> => {
      let wasSent = false;
      const steps$ = open({
        codes: (question) => prompt.codes(question),
        codeAttempts: prompt.attempts,
      }).pipe(
        tap((step) => {
          wasSent ||= isLastBeforeRequest(step);
          prompt.note(step);
          tellStep(io, choice, step);
        }),
        untilInterrupted(stop$, () => interruption(wasSent)),
      );
      try {
        return await accountOf(steps$);
      } catch (error) {
        throw explained(error, nameOf);
      }
    };
    await keepSecrets(io, choice, url, opened);
    return exitCode.ok;
  });

const accountOf = async (steps$: Observable<OpenAccountEvent>): Promise<OpenedAccount> => {
  const last = await lastValueFrom(steps$);
  if (last.kind === 'opened') return last.account;
  throw new Error(`the opening ended with ${last.kind}`);
};
