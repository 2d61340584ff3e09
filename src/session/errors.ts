import { Mt5Error, type ConnectionState } from '../connection/index.js';

/** `openSession` waited for long enough. `cause` is what the last attempt failed with, if it did. */
export class OpenTimeoutError extends Mt5Error {
  readonly code = 'open-timeout';

  constructor(timeoutMs: number, state: ConnectionState, cause?: unknown) {
    const because = cause instanceof Error ? `: ${cause.message}` : '';
    super(
      `Session did not open within ${String(timeoutMs)} ms, still ${state}${because}`,
      { timeoutMs, state },
      { cause },
    );
  }
}

/** The session had no usable connection for as long as a request may wait. Nothing was sent. */
export class NotConnectedError extends Mt5Error {
  readonly code = 'not-connected';

  constructor(waitedMs: number, state: ConnectionState) {
    super(`No connection within ${String(waitedMs)} ms, now ${state}`, { waitedMs, state });
  }
}

/** The session was closed; it does not open again. */
export class SessionClosedError extends Mt5Error {
  readonly code = 'session-closed';

  constructor(cause?: unknown) {
    super('Session is closed', {}, { cause });
  }
}

/** A trade request without `trading: true` in the configuration. Nothing was sent. */
export class TradingDisabledError extends Mt5Error {
  readonly code = 'trading-disabled';

  constructor() {
    super('Trading is off: set `trading: true` in the session configuration');
  }
}
