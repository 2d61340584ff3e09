import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** The library is silent unless it is given a logger. */
export const silentLogger = (): Logger => pino({ level: 'silent' });

/**
 * What an error may show in a log: its name, message and code. Never the error
 * itself: causes may hold request bodies.
 */
export const loggable = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof Error
    ? { name: error.name, message: error.message, code: (error as { code?: unknown }).code }
    : { message: String(error) };

/** A callback that cannot break what calls it: what it throws is logged. */
export const isolated =
  <T>(callback: (value: T) => void, logger: Logger): ((value: T) => void) =>
  (value) => {
    try {
      callback(value);
    } catch (error) {
      logger.error({ error: loggable(error) }, 'a callback threw');
    }
  };

/** An address without what may be secret in it: user, password, query. */
export const loggableUrl = (url: string): string => {
  if (!URL.canParse(url)) return 'an address that is none';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};
