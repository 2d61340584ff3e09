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
 * Asks on the terminal. Rejects when the question is left (Ctrl-C, Ctrl-D) or `stop$` emits.
 * Where standard input is no terminal, its next line is the answer.
 */
const ask = async (
  { stdin, stderr }: Io,
  question: string,
  stop$: Observable<unknown>,
  isShown: boolean,
): Promise<string> => {
  const output = isShown ? stderr : nowhere();
  const lines = createInterface({ input: stdin, output, terminal: true });
  if (isShown) {
    // A line that is edited is drawn anew with what stands before it.
    lines.setPrompt(question);
    lines.prompt();
  } else stderr.write(question);
  const leave = (): void => {
    lines.close();
  };
  const stop = stop$.subscribe({ next: leave, error: leave });
  const progress = { isAnswered: false };
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', (answer) => {
        progress.isAnswered = true;
        resolve(answer);
      });
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
    // An answer that shows ends its line itself.
    if (!isShown || !progress.isAnswered) stderr.write('\n');
  }
};

/** Asks on the terminal without showing the answer; see `ask`. */
export const askHidden = (
  io: Io,
  question: string,
  stop$: Observable<unknown> = NEVER,
): Promise<string> => ask(io, question, stop$, false);

/** Asks on the terminal; what is typed shows there, and nowhere else. See `ask`. */
export const askShown = (
  io: Io,
  question: string,
  stop$: Observable<unknown> = NEVER,
): Promise<string> => ask(io, question, stop$, io.stdin.isTTY === true);

/** The password from the environment, or asked for on the terminal; never from an argument. */
export const password = async (io: Io, login: string): Promise<string> => {
  const given = io.env[passwordVariable];
  if (given !== undefined && given !== '') return given;
  if (io.stdin.isTTY !== true) {
    throw new UsageError(`no password: set ${passwordVariable}, or run on a terminal to be asked`);
  }
  return askHidden(io, `Password of account ${login}: `);
};
