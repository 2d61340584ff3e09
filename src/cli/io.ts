import type { Environment } from './environment.js';
import { Output } from './output.js';

/** What a command works with: its environment, with outputs that outlive their reader. */
export interface Io extends Environment {
  readonly out: Output;
  /** One line for the user on standard error; standard output is for data alone. */
  say(line: string): void;
}

export const openIo = (environment: Environment): Io => {
  const err = new Output(environment.stderr);
  return {
    ...environment,
    out: new Output(environment.stdout),
    say: (line) => {
      err.write(`${line}\n`);
    },
  };
};
