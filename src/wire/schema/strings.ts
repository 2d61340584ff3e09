import { ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout } from './layout.js';

/** Text in a field of a fixed number of bytes. */
export interface TextLayout extends FixedLayout<string> {
  readonly kind: 'text';
  readonly encoding: 'ascii' | 'utf16';
  /** The longest text, in characters for ascii and in UTF-16 code units for utf16. */
  readonly units: number;
}

const tooLong = (value: string, units: number): ValueError =>
  new ValueError('text', `${String(value.length)} UTF-16 units`, `at most ${String(units)}`);

/**
 * UTF-16LE in `size` bytes. Reading stops at the first zero unit or at the end
 * of the field: a full field has no terminator. A longer text is an error, never
 * a silent cut; see `clipText` for the cut that the official client makes.
 */
export const utf16 = (size: number): TextLayout => {
  const units = size / 2;
  return fixed({
    kind: 'text' as const,
    encoding: 'utf16' as const,
    name: `utf16(${String(size)})`,
    units,
    size,
    get: (_view: DataView, bytes: Buffer, offset: number) => {
      const end = offset + size;
      let stop = offset;
      while (stop < end && (bytes[stop] !== 0 || bytes[stop + 1] !== 0)) stop += 2;
      return stop === offset ? '' : bytes.toString('utf16le', offset, stop);
    },
    put: (_view: DataView, bytes: Buffer, offset: number, value: string) => {
      if (value.length > units) throw tooLong(value, units);
      bytes.write(value, offset, 'utf16le');
    },
  });
};

/** One character per byte; zero bytes stay in the string. */
export const ascii = (size: number): TextLayout =>
  fixed({
    kind: 'text' as const,
    encoding: 'ascii' as const,
    name: `ascii(${String(size)})`,
    units: size,
    size,
    get: (_view: DataView, bytes: Buffer, offset: number) =>
      bytes.toString('latin1', offset, offset + size),
    put: (_view: DataView, bytes: Buffer, offset: number, value: string) => {
      if (value.length > size) throw tooLong(value, size);
      bytes.write(value, offset, 'latin1');
    },
  });

/**
 * The first `units` UTF-16 code units of a text: the official client cuts this
 * way before it writes, even through the middle of a surrogate pair.
 */
export const clipText = (text: string, units: number): string => text.slice(0, units);
