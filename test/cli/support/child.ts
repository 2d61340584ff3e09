import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
/** tsx as a loader in the process itself: signals reach the command line, not a wrapper. */
const main = ['--import', 'tsx', 'src/cli/main.ts'];

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Standard output so far. */
  readonly out: () => string;
}

/** The command line from source, in a process of its own. */
export const startChild = (args: readonly string[], env: Record<string, string> = {}): Child => {
  const child = spawn(process.execPath, [...main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, out, err });
    });
  });
  return { process: child, ended, out: () => out };
};

/** Runs it with this text as input. */
export const runChild = (args: readonly string[], input = ''): Promise<Ended> => {
  const child = startChild(args);
  // A command that does not read its input closes it.
  child.process.stdin.on('error', () => undefined);
  child.process.stdin.end(input);
  return child.ended;
};

export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
