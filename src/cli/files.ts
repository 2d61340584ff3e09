import { access, constants, readFile } from 'node:fs/promises';
import { messageOf, UsageError } from './errors.js';

const refuse =
  (option: string) =>
  (error: unknown): never => {
    throw new UsageError(`${option}: ${messageOf(error)}`);
  };

/** The content of a file that an option names. @throws UsageError if it cannot be read */
export const readOptionFile = (option: string, file: string): Promise<Buffer> =>
  readFile(file).catch(refuse(option));

/** @throws UsageError unless the file that an option names can be read */
export const checkOptionFile = (option: string, file: string): Promise<void> =>
  access(file, constants.R_OK).catch(refuse(option));
