import { ProtocolError } from '../protocol-error.js';

/** A field begins inside the body and ends outside it. */
export class FieldTruncatedError extends ProtocolError {
  readonly code = 'field-truncated';

  constructor(field: string, offset: number, size: number, available: number) {
    super(
      `Field ${field} at offset ${String(offset)} needs ${String(size)} bytes, got ${String(available)}`,
      { field, offset, size, available },
    );
  }
}

/** A record ends before its last field; `context.missing` names what is not there. */
export class RecordIncompleteError extends ProtocolError {
  readonly code = 'record-incomplete';

  constructor(record: string, missing: readonly string[]) {
    super(`${record} ends early, missing: ${missing.join(', ')}`, { record, missing });
  }
}

/** A count says more records than the bytes behind it can hold. */
export class CountError extends ProtocolError {
  readonly code = 'count';

  constructor(list: string, count: number, offset: number, available: number) {
    super(
      `Count of ${list} at offset ${String(offset)} says ${String(count)}, but ${String(available)} bytes follow`,
      { list, count, offset, available },
    );
  }
}

/** Compressed bytes that do not unpack, or unpack to more than the limit. */
export class InflateError extends ProtocolError {
  readonly code = 'inflate';

  constructor(
    reason: string,
    context: { packedBytes: number; limitBytes: number },
    cause?: unknown,
  ) {
    super(`Compressed body cannot be unpacked: ${reason}`, context, { cause });
  }
}

/**
 * A value that does not fit the field it is to be written to. `context.field` is
 * the whole way to it: `symbol_full.trade.swap_rates[3]`.
 */
export class ValueError extends ProtocolError {
  readonly code = 'value';
  readonly got: string;
  readonly expected: string;
  /** The way from the layout that threw to the value: `.bid`, `[3].comment`, or nothing. */
  readonly path: string;

  constructor(
    root: string,
    got: string,
    expected: string,
    options: { readonly path?: string; readonly cause?: unknown } = {},
  ) {
    const path = options.path ?? '';
    const field = `${root}${path}`;
    super(
      `Field ${field}: got ${got}, expected ${expected}`,
      { field, got, expected },
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.got = got;
    this.expected = expected;
    this.path = path;
  }

  /** The same fault as seen from a layout further out, which names the step to the one inside. */
  static inside(root: string, step: string, error: unknown): ValueError {
    return error instanceof ValueError
      ? new ValueError(root, error.got, error.expected, { path: step + error.path, cause: error })
      : new ValueError(root, faultName(error), 'a plain value', {
          path: step,
          cause: error,
        });
  }
}

const faultName = (error: unknown): string =>
  error instanceof Error ? `${error.name} while reading it` : 'an exception while reading it';

/**
 * A value in an error message. Texts, bytes and objects may hold a password or a
 * token, so only their kind is told.
 */
export const show = (value: unknown): string => {
  switch (typeof value) {
    case 'number':
      return String(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'string':
      return 'a text';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'an object';
    default:
      return typeof value;
  }
};
