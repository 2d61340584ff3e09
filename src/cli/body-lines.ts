import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import {
  bodyLayout,
  decodeBody,
  describeErrors,
  encodeBody,
  jsonOf,
  type Direction,
  type Layout,
} from '../wire/index.js';
import {
  heading,
  readCommand,
  readDirection,
  readFields,
  readHex,
  toHex,
  type Fields,
} from './line-fields.js';

export interface BodyLineOptions {
  readonly officialQuirks: boolean;
}

interface Body {
  readonly layout: Layout<unknown>;
  readonly value: unknown;
  /** `value` as JSON. */
  readonly json: unknown;
  readonly missing: readonly string[];
  readonly trailing: Uint8Array;
}

/** Undefined for a command that is not in the catalogue. */
const read = (
  command: number,
  direction: Direction,
  bytes: Uint8Array,
  options: BodyLineOptions,
): Body | undefined => {
  const result = decodeBody(command, direction, bytes, options);
  if (E.isLeft(result)) throw result.left;
  const layout = bodyLayout(command, direction);
  if (!result.right.known || layout === undefined) return undefined;
  const { value, missing, trailing } = result.right.body;
  return { layout, value, json: jsonOf(layout).encode(value), missing, trailing };
};

/** Whether the value, written again, gives these bytes. */
const isLossless = (command: number, direction: Direction, body: Body, bytes: Uint8Array) => {
  if (body.missing.length > 0) return false;
  const written = encodeBody(command, direction, body.value);
  return E.isRight(written) && Buffer.concat([written.right, body.trailing]).equals(bytes);
};

/**
 * `{"command":8,"direction":"server","hex":"…"}` to the decoded value.
 *
 * `missing` names the fields that the body is too short for, `trailing` holds
 * bytes that no field claims, and `raw` the whole body where the value alone does
 * not give the same bytes back (compressed lists, short bodies, text with
 * leftovers behind its end), so that encoding is exact all the same.
 *
 * @throws an error with a plain message for a bad line
 */
export const decodeLine = (text: string, options: BodyLineOptions): Fields => {
  const fields = readFields(text, 'command, direction and hex');
  const command = readCommand(fields);
  const direction = readDirection(fields);
  const bytes = readHex(fields, 'hex');
  const head = heading(command, direction);
  const body = read(command, direction, bytes, options);
  if (body === undefined) return { ...head, known: false, hex: toHex(bytes) };
  return {
    ...head,
    value: body.json,
    ...(body.missing.length > 0 ? { missing: body.missing } : {}),
    ...(body.trailing.length > 0 ? { trailing: toHex(body.trailing) } : {}),
    ...(isLossless(command, direction, body, bytes) ? {} : { raw: toHex(bytes) }),
  };
};

/** Errors beyond these would only repeat themselves, one for each record of a list. */
const shownErrors = 5;

const describe = (errors: readonly string[]): string => {
  const more = errors.length - shownErrors;
  return [...errors.slice(0, shownErrors), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

/** The bytes that `raw` keeps, while value and trailing bytes are still those decoded from it. */
const untouched = (
  command: number,
  direction: Direction,
  fields: Fields,
): Uint8Array | undefined => {
  if (fields['raw'] === undefined) return undefined;
  const raw = readHex(fields, 'raw');
  const trailing = fields['trailing'] === undefined ? '' : toHex(readHex(fields, 'trailing'));
  const same = [false, true].some((officialQuirks) => {
    const body = read(command, direction, raw, { officialQuirks });
    // Through text and back, because that is what happened to the value.
    const json: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body.json));
    return (
      body !== undefined &&
      isDeepStrictEqual(json, fields['value'] ?? null) &&
      toHex(body.trailing) === trailing
    );
  });
  return same ? raw : undefined;
};

const write = (command: number, direction: Direction, fields: Fields): Uint8Array => {
  const layout = bodyLayout(command, direction);
  if (layout === undefined) {
    if (fields['hex'] !== undefined) return readHex(fields, 'hex');
    throw new Error(`command: ${command} is not in the catalogue, expected its bytes as hex`);
  }
  const kept = untouched(command, direction, fields);
  if (kept !== undefined) return kept;
  const value = jsonOf(layout).decode(fields['value']);
  if (E.isLeft(value)) throw new Error(describe(describeErrors(value.left)));
  const written = encodeBody(command, direction, value.right);
  if (E.isLeft(written)) throw written.left;
  return fields['trailing'] === undefined
    ? written.right
    : Buffer.concat([written.right, readHex(fields, 'trailing')]);
};

/**
 * The reverse of `decodeLine`: `{"command":8,"direction":"server","value":…}` to
 * the bytes as hex.
 *
 * @throws an error with a plain message for a bad line
 */
export const encodeLine = (text: string): Fields => {
  const fields = readFields(text, 'command, direction and value');
  const command = readCommand(fields);
  const direction = readDirection(fields);
  const known = bodyLayout(command, direction) !== undefined;
  return {
    ...heading(command, direction),
    ...(known ? {} : { known: false }),
    hex: toHex(write(command, direction, fields)),
  };
};
