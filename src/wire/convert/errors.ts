import { ProtocolError } from '../protocol-error.js';

/** Why an amount of lots is no volume. */
export type VolumeFault =
  | 'not a decimal number'
  | 'not finite'
  | 'negative'
  | 'more than 8 decimals'
  | 'too large for the wire';

/** An amount of lots that the wire cannot carry. */
export class VolumeError extends ProtocolError {
  readonly code = 'value';

  constructor(
    readonly reason: VolumeFault,
    got: string,
  ) {
    super(
      `lots: got ${got}, which is ${reason}; expected a decimal number from 0, at most 8 decimals`,
      {
        field: 'lots',
        got,
        reason,
      },
    );
  }
}
