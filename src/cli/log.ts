import { pino, type Logger } from 'pino';
import type { Io } from './io.js';
import { choice } from './options.js';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logLevel = <const F extends LogLevel>(fallback: F) =>
  choice({
    value: 'LEVEL',
    help: `what to report on standard error: ${logLevels.join(', ')} (default ${fallback})`,
    among: logLevels,
    fallback,
  });

type Entry = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const messageIn = (error: unknown): unknown =>
  (error as { readonly message?: unknown } | undefined)?.message;

/** One line for the eye: `14:03:22.123 info  authenticated: logged in (login=1001)`. */
export const logText = (entry: Entry): string => {
  const { level, time, msg, state, reason, error, ...facts } = entry;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const label = pino.levels.labels[Number(level)] ?? 'info';
  const words = [msg, state, reason, messageIn(error)]
    .filter((word) => typeof word === 'string')
    .join(': ');
  const rest = Object.entries(facts)
    .map(([key, value]) => `${key}=${shown(value)}`)
    .join(' ');
  return `${clock} ${label.padEnd(5)} ${words}${rest === '' ? '' : ` (${rest})`}`;
};

/** A logger on standard error: text on a terminal, else one JSON object per line. */
export const openLog = (io: Io, level: LogLevel): Logger => {
  const forTheEye = io.stderr.isTTY === true;
  return pino(
    { level, base: null },
    {
      write: (line: string) => {
        io.say(forTheEye ? logText(JSON.parse(line) as Entry) : line.trimEnd());
      },
    },
  );
};
