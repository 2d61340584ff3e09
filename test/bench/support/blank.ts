import type { FixedLayout } from '../../../src/wire/index.js';

/** The value of a record that is all zero bytes: numbers 0, texts empty. */
export function blankValue<T>(layout: FixedLayout<T>): T {
  const bytes = Buffer.alloc(layout.size);
  return layout.get(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), bytes, 0);
}
