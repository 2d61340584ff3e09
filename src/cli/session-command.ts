import { defineCommand, type Command, type CommandSource } from './command.js';
import type { OptionTable } from './options.js';
import { passwordDetails, refusedPasswords } from './session-options.js';

/** A command that logs on to an account: its help says where the password comes from. */
export const defineSessionCommand = <O extends OptionTable>(
  source: Omit<CommandSource<O>, 'refused'>,
): Command =>
  defineCommand({
    ...source,
    refused: refusedPasswords,
    details: [passwordDetails, ...(source.details ?? [])],
  });
