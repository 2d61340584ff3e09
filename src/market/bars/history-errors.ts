import { Mt5Error } from '../../connection/index.js';

/** A request for bars that makes no sense; nothing was sent. */
export class BarsRangeError extends Mt5Error {
  readonly code = 'bars-range';

  constructor(
    readonly field: string,
    readonly got: string,
    readonly expected: string,
  ) {
    super(`${field}: got ${got}, expected ${expected}`, { field, got, expected });
  }
}

/**
 * A bar of a reply does not open where its period starts. Nothing of the reply is taken, as the
 * official client has it.
 */
export class BarAlignmentError extends Mt5Error {
  readonly code = 'bar-alignment';

  constructor(
    readonly symbol: string,
    /** Name of the period that was asked for. */
    readonly period: string,
    /** Open time of the bar, seconds of the server's clock. */
    readonly serverTime: number,
  ) {
    const time = new Date(serverTime * 1000).toISOString().replace(/\.000Z$/, '');
    super(`Bar of ${symbol} at ${time} (server's clock) is not at the start of a ${period}`, {
      symbol,
      period,
      serverTime,
    });
  }
}
