import { SimulatorError } from '../errors.js';

/**
 * - `ticket-unknown`: no open position or order of that ticket.
 * - `symbol-unknown`: a symbol that the simulator does not serve.
 * - `volume`: not above 0, or more than there is to close.
 * - `no-quote`: no price was given, and the symbol has had no quote yet.
 * - `argument`: anything else that is not what it should be.
 */
export type DeskErrorCode =
  'ticket-unknown' | 'symbol-unknown' | 'volume' | 'no-quote' | 'argument';

/** A call of the desk that cannot be carried out. The account is as it was before. */
export class DeskError extends SimulatorError {
  constructor(
    readonly code: DeskErrorCode,
    /** Such as `lots`. */
    readonly field: string,
    readonly got: string,
    readonly expected: string,
  ) {
    super(`desk: ${field}: got ${got}, expected ${expected}`);
  }
}
