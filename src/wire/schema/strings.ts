import type { Cursor } from './cursor.js';
import { show, ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout } from './layout.js';

/** Text in a field of a fixed number of bytes. */
export interface TextLayout extends FixedLayout<string> {
  readonly kind: 'text';
  readonly encoding: 'ascii' | 'utf16';
  /** The longest text, in characters for ascii and in UTF-16 code units for utf16. */
  readonly units: number;
}

const checkText = (name: string, value: unknown, units: number): void => {
  if (typeof value !== 'string') throw new ValueError(name, show(value), 'a text');
  if (value.length > units) {
    throw new ValueError(name, `${String(value.length)} UTF-16 units`, `at most ${String(units)}`);
  }
};

/** Up to this length a loop over the units is faster than a call into the runtime. */
const shortText = 24;

/**
 * The text of a utf16 field: up to the first zero unit or the end of the field.
 * Lone surrogates are kept.
 */
export const textAt = (bytes: Buffer, offset: number, size: number): string => {
  const end = offset + size;
  let stop = offset;
  while (stop < end && (bytes[stop] !== 0 || bytes[stop + 1] !== 0)) stop += 2;
  return stop === offset ? '' : bytes.toString('utf16le', offset, stop);
};

/**
 * UTF-16LE in `size` bytes. Reading stops at the first zero unit or at the end
 * of the field: a full field has no terminator. A longer text is an error, never
 * a silent cut; see `clipText` for the cut that the official client makes.
 */
export const utf16 = (size: number): TextLayout => {
  const name = `utf16(${String(size)})`;
  const units = size / 2;
  return fixed({
    kind: 'text' as const,
    encoding: 'utf16' as const,
    name,
    units,
    size,
    get: (_view: DataView, bytes: Buffer, offset: number) => textAt(bytes, offset, size),
    put: (view: DataView, bytes: Buffer, offset: number, value: string) => {
      checkText(name, value, units);
      if (value.length > shortText) bytes.write(value, offset, 'utf16le');
      else {
        for (let unit = 0; unit < value.length; unit += 1) {
          view.setUint16(offset + 2 * unit, value.charCodeAt(unit), true);
        }
      }
    },
  });
};

/**
 * One character per byte, the low byte of each unit; zero bytes stay in the
 * string. Of a field that the end of the body cuts, what is there is the value.
 */
export const ascii = (size: number): TextLayout => {
  const name = `ascii(${String(size)})`;
  return fixed({
    kind: 'text' as const,
    encoding: 'ascii' as const,
    name,
    units: size,
    size,
    get: (_view: DataView, bytes: Buffer, offset: number) =>
      bytes.toString('latin1', offset, offset + size),
    put: (_view: DataView, bytes: Buffer, offset: number, value: string) => {
      checkText(name, value, size);
      bytes.write(value, offset, 'latin1');
    },
    cut: (cursor: Cursor, path: string) => {
      cursor.missing.push(path);
      const value = cursor.bytes.toString('latin1', cursor.offset, cursor.end);
      cursor.offset = cursor.end;
      return value;
    },
  });
};

/**
 * The first `units` UTF-16 code units of a text: the official client cuts this
 * way before it writes, even through the middle of a surrogate pair.
 */
export const clipText = (text: string, units: number): string => text.slice(0, units);
