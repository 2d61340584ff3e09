import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

import { describe, test } from '@jest/globals';

/**
 * Suites that need a program from outside npm. Where it is absent the suite is skipped and says
 * so; under `REQUIRE_SYSTEM=1`, as `.ci/run` sets it, its absence is a failure, so that a build
 * cannot turn green by leaving tests out.
 */

type Environment = Readonly<Record<string, string | undefined>>;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/** The path of a program found through `PATH`, or of an executable file; undefined if absent. */
export const findProgram = (
  program: string,
  env: Environment = process.env,
): string | undefined => {
  if (path.isAbsolute(program)) return isExecutable(program) ? program : undefined;
  const suffixes = process.platform === 'win32' ? ['', '.exe', '.cmd'] : [''];
  // Daemons live in sbin, which a user's PATH may not have.
  const folders = [...(env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .flatMap((folder) => suffixes.map((suffix) => path.join(folder, program + suffix)))
    .find(isExecutable);
};

export type Verdict =
  { readonly kind: 'run' } | { readonly kind: 'skip' | 'fail'; readonly reason: string };

/** What is to become of a suite that needs `programs`. */
export const judge = (programs: readonly string[], env: Environment = process.env): Verdict => {
  const missing = programs.filter((program) => findProgram(program, env) === undefined);
  if (missing.length === 0) return { kind: 'run' };
  const required = env.REQUIRE_SYSTEM === '1';
  return {
    kind: required ? 'fail' : 'skip',
    reason: `needs ${missing.join(', ')}, not found on this system`,
  };
};

/** What of the test runner is used, so that a test can watch it. */
export interface Runner {
  readonly describe: (title: string, suite: () => void) => void;
  readonly skip: (title: string, suite: () => void) => void;
  readonly test: (title: string, body: () => void) => void;
  readonly say: (line: string) => void;
}

const jestRunner: Runner = {
  describe,
  skip: describe.skip,
  test,
  say: (line) => process.stderr.write(line),
};

/** `describe` for a suite that needs one or several programs of the system. */
export const describeWithSystem = (
  programs: string | readonly string[],
  title: string,
  suite: () => void,
  { env = process.env, run = jestRunner }: { env?: Environment; run?: Runner } = {},
): void => {
  const verdict = judge(typeof programs === 'string' ? [programs] : programs, env);
  if (verdict.kind === 'run') {
    run.describe(title, suite);
  } else if (verdict.kind === 'skip') {
    run.say(`skipped: ${title}: ${verdict.reason}\n`);
    run.skip(`${title} (${verdict.reason})`, suite);
  } else {
    run.test(title, () => {
      throw new Error(`${verdict.reason}, and REQUIRE_SYSTEM=1 forbids to skip`);
    });
  }
};
