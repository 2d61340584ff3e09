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
