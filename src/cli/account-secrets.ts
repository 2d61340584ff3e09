import type { OpenedAccount } from '../index.js';
import { messageOf, UsageError } from './errors.js';
import type { Io } from './io.js';
import { flag, text } from './options.js';
import { isForTheEye, jsonLine } from './print.js';
import { SecretFile } from './secret-file.js';

/** What is done with the passwords of a new account. */
export const secretOptions = {
  showSecrets: flag('print the passwords on standard output, this once'),
  save: text(
    { value: 'FILE', help: 'write login and passwords to this new file, for you alone to read' },
    String,
  ),
};

export interface SecretChoice {
  readonly showSecrets: boolean;
  readonly save: string | undefined;
  readonly json: boolean;
}

/** @throws UsageError if the passwords would go nowhere */
export const checkSecretChoice = ({ showSecrets, save }: SecretChoice): void => {
  if (showSecrets || save !== undefined) return;
  throw new UsageError(
    'the passwords come once and would be lost: give --save FILE, or --show-secrets',
  );
};

/**
 * Runs `open`, which opens an account at `url`, and keeps its passwords as it was chosen. They
 * are in the file before they are shown. Without an account there is no file either.
 */
export const keepSecrets = async (
  io: Io,
  choice: SecretChoice,
  url: string,
  open: () => Promise<OpenedAccount>,
): Promise<void> => {
  checkSecretChoice(choice);
  const { save, showSecrets } = choice;
  const file = save === undefined ? undefined : await SecretFile.create('--save', save);
  try {
    const account = await open();
    const { password, investorPassword } = account;
    const login = String(account.login);
    const secrets = { password, investorPassword };
    const failure = await file
      ?.write(`${JSON.stringify({ url, login, ...secrets }, undefined, 2)}\n`)
      .then(() => undefined, messageOf);
    const isSaved = file !== undefined && failure === undefined;
    if (isSaved) io.say(`the passwords are in ${file.file}`);
    const shown = { login, ...(showSecrets ? secrets : {}) };
    const isRead = await io.out.writeAll(resultText(io, choice, shown));
    if (isSaved || (showSecrets && isRead)) return;
    const why = failure ?? 'nobody was there to read them';
    throw new Error(`account ${login} is open, but its passwords are lost: ${why}`);
  } finally {
    await file?.close();
  }
};

const resultText = (
  io: Io,
  choice: SecretChoice,
  result: Readonly<Record<string, string>>,
): string => {
  if (!isForTheEye(io, choice)) return jsonLine({ step: 'opened', ...result });
  const names: Readonly<Record<string, string>> = { investorPassword: 'investor password' };
  return Object.entries(result)
    .map(([key, value]) => `${(names[key] ?? key).padEnd(19)}${value}\n`)
    .join('');
};
