/** What went wrong, one code per cause. Codes are stable; messages may change. */
export type ProtocolErrorCode =
  | 'frame-too-short'
  | 'frame-length'
  | 'frame-version'
  | 'frame-too-long'
  | 'key-length'
  | 'cipher-length'
  | 'padding'
  | 'inner-too-short'
  | 'field-truncated'
  | 'record-incomplete'
  | 'count'
  | 'inflate'
  | 'value'
  | 'command-unknown';

/** Facts about the failure. Never holds passwords, tokens or keys. */
export type ProtocolErrorContext = Readonly<
  Record<string, string | number | bigint | boolean | readonly string[] | undefined>
>;

/**
 * Bytes that are not what the protocol says, or a value that cannot be written.
 *
 * A value, not a crash: everything in `wire` that decodes returns it on the left
 * of an `Either`. There is one subclass per cause, so `instanceof` and
 * `error.code` both tell causes apart.
 */
export abstract class ProtocolError extends Error {
  abstract readonly code: ProtocolErrorCode;
  readonly context: ProtocolErrorContext;

  constructor(message: string, context: ProtocolErrorContext, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.context = context;
  }
}
