import { open, unlink, type FileHandle } from 'node:fs/promises';
import { messageOf, UsageError } from './errors.js';

/** Owner may read and write, nobody else anything. */
const ownerOnly = 0o600;

const refusal = (option: string, file: string, error: unknown): UsageError => {
  const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
  const why = exists ? `${file} exists, and is never overwritten` : messageOf(error);
  return new UsageError(`${option}: ${why}`);
};

/**
 * A new file for secrets. It is made before there is anything to keep, so that what has to be
 * kept is not lost to a name that cannot be written.
 */
export class SecretFile {
  readonly file: string;
  readonly #handle: FileHandle;
  #isWritten = false;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  /** @throws UsageError if there is a file of that name, or none can be made */
  static async create(option: string, file: string): Promise<SecretFile> {
    try {
      return new SecretFile(file, await open(file, 'wx', ownerOnly));
    } catch (error) {
      throw refusal(option, file, error);
    }
  }

  async write(text: string): Promise<void> {
    await this.#handle.writeFile(text);
    await this.#handle.sync();
    this.#isWritten = true;
  }

  /** Removes the file again if nothing was written to it. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (!this.#isWritten) await unlink(this.file);
  }
}
