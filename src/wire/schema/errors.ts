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

/** A value that does not fit the field it is to be written to. */
export class ValueError extends ProtocolError {
  readonly code = 'value';

  constructor(field: string, got: string, expected: string, cause?: unknown) {
    super(`Field ${field}: got ${got}, expected ${expected}`, { field, got, expected }, { cause });
  }
}
