import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { NEVER, type Observable } from 'rxjs';
import { UsageError } from './errors.js';
import type { Io } from './io.js';

export const passwordVariable = 'RXMT5_PASSWORD';

/** Why there is no `--password`; the answer to anyone who tries it. */
export const passwordRefusal =
  `passwords are not taken from arguments, where other users of the machine can read them; ` +
  `set ${passwordVariable} or wait to be asked`;

/** Shows nothing of what is typed. */
const nowhere = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });

/**
 * Asks on the terminal without showing the answer. Rejects when the question is
 * left (Ctrl-C, Ctrl-D) or `stop$` emits.
 */
export const askHidden = async (
  io: Io,
  question: string,
  stop$: Observable<unknown> = NEVER,
): Promise<string> => {
  const { stdin, stderr } = io;
  stderr.write(question);
  const lines = createInterface({ input: stdin, output: nowhere(), terminal: true });
  const leave = (): void => {
    lines.close();
  };
  const stop = stop$.subscribe({ next: leave, error: leave });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => {
        reject(new Error('interrupted'));
      });
      lines.once('close', () => {
        reject(new Error('no answer'));
      });
    });
  } finally {
    stop.unsubscribe();
    lines.close();
    stderr.write('\n');
  }
};

/** The password from the environment, or asked for on the terminal; never from an argument. */
export const password = async (io: Io, login: string): Promise<string> => {
  const given = io.env[passwordVariable];
  if (given !== undefined && given !== '') return given;
  if (io.stdin.isTTY !== true) {
    throw new UsageError(`no password: set ${passwordVariable}, or run on a terminal to be asked`);
  }
  return askHidden(io, `Password of account ${login}: `);
};
