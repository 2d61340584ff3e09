import { Mt5Error } from '../../connection/index.js';

/** What was asked of the history makes no sense. Nothing was sent. */
export class HistoryRangeError extends Mt5Error {
  readonly code = 'history-range';

  constructor(
    /** The field of the filter. */
    readonly field: string,
    readonly got: string,
    readonly expected: string,
  ) {
    super(`History, ${field}: got ${got}, expected ${expected}`, { field, got, expected });
  }
}
