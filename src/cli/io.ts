import type { Environment } from './environment.js';
import { Output } from './output.js';
import { visible } from './shown-text.js';

/** What a command works with: its environment, with outputs that outlive their reader. */
export interface Io extends Environment {
  readonly out: Output;
  /**
   * One line for the user on standard error; standard output is for data alone. Words of a
   * server may be in it.
   */
  say(line: string): void;
  /**
   * Hands the lines of `say` to `take` until the returned function is called: a
   * table that is redrawn in place has to make room for them.
   */
  divert(take: (line: string) => void): () => void;
}

export const openIo = (environment: Environment): Io => {
  const err = new Output(environment.stderr);
  const print = (line: string): void => err.write(`${line}\n`);
  let taker = print;
  return {
    ...environment,
    out: new Output(environment.stdout),
    say: (line) => taker(visible(line)),
    divert: (take) => {
      // Only where both are the same terminal; a file gets its lines as they come.
      if (err.isTerminal) taker = take;
      return () => {
        taker = print;
      };
    },
  };
};
