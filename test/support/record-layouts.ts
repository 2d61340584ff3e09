import * as wire from '../../src/wire/index.js';
import type { Layout, RecordLayout } from '../../src/wire/index.js';

const isRecord = (value: unknown): value is RecordLayout<unknown> =>
  typeof value === 'object' && value !== null && (value as Layout<unknown>).kind === 'record';

/** Every record that the wire declares. */
export const recordLayouts: readonly RecordLayout<unknown>[] = Object.values(wire as object).filter(
  isRecord,
);
