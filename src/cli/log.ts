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

/** Fields that pino adds to every line, and the text of the line. */
const frame: readonly string[] = ['level', 'time', 'msg'];

const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const { message } = value as { readonly message?: unknown };
  return typeof message === 'string' ? JSON.stringify(message) : JSON.stringify(value);
};

/** One line for the eye: `14:03:22.123 info authenticated: logged in (login=1001)`. */
export const logText = (entry: Entry): string => {
  const { level, time, msg, state, reason, ...rest } = entry;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const words = [msg, state].filter((word) => typeof word === 'string').join(' ');
  const because = typeof reason === 'string' ? `${words === '' ? '' : ': '}${reason}` : '';
  const facts = Object.entries(rest)
    .filter(([key, value]) => !frame.includes(key) && value !== undefined)
    .map(([key, value]) => `${key}=${shown(value)}`)
    .join(' ');
  const label = pino.levels.labels[Number(level)] ?? 'info';
  return `${clock} ${label.padEnd(5)} ${words}${because}${facts === '' ? '' : ` (${facts})`}`;
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
