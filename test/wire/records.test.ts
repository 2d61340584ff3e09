import { describe, expect, test } from '@jest/globals';
import { replyHeaderBytes, requestHeaderBytes } from '../../src/wire/frame/inner.js';
import { outerHeaderBytes, type FixedLayout } from '../../src/wire/index.js';
import { statements, type StatedField, type StatedRecord } from '../support/protocol-records.js';
import { recordLayouts } from '../support/record-layouts.js';

/** The headers of frames are not declared as records: they are read before there is a body. */
const headers: Readonly<Record<string, number>> = {
  outer_header: outerHeaderBytes,
  request_header: requestHeaderBytes,
  response_header: replyHeaderBytes,
};

const stated = statements.flatMap(({ records }) => records);
const ours = new Map(recordLayouts.map((layout) => [layout.name, layout]));

const sizes: Readonly<Record<string, number>> = {
  ...{ i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4 },
  ...{ f64: 8, i64: 8, u64: 8, filetime: 8 },
};

const sizeOf = (field: StatedField): number => field.bytes ?? sizes[field.type] ?? Number.NaN;

/** The name that our layout of this field has to bear; names say kind and size. */
const typeOf = (record: StatedRecord, field: StatedField): string => {
  if (record.name === 'symbol_schedule') return 'symbol_session[16][7]';
  if (field.record !== undefined) return field.record;
  if (field.array !== undefined) return `${field.array.type}[${field.array.count}]`;
  return field.bytes === undefined ? field.type : `${field.type}(${field.bytes})`;
};

test('every record of the protocol is declared, and no other', () => {
  const names = stated.map(({ name }) => name).filter((name) => !(name in headers));
  expect([...ours.keys()].sort()).toEqual([...new Set(names)].sort());
  expect(ours.size).toBeGreaterThan(50);
  expect(ours.size).toBe(recordLayouts.length);
});

describe.each(stated.map((record) => [record.name, record] as const))('%s', (name, record) => {
  const last = record.fields[record.fields.length - 1] as StatedField;

  test('has its size', () => {
    expect(last.offset + sizeOf(last)).toBe(record.size);
    expect(name in headers ? headers[name] : ours.get(name)?.size).toBe(record.size);
  });

  if (name in headers) return;

  test('has its fields, in the order of the wire', () => {
    const layout = ours.get(name);
    expect(layout?.fieldNames).toEqual(record.fields.map((field) => field.name));
    expect(Object.keys(layout?.fields ?? {})).toEqual(layout?.fieldNames);
  });

  test.each(record.fields.map((field) => [field.name, field] as const))('%s', (_name, field) => {
    const layout = ours.get(name);
    const own = layout?.fields[field.name] as FixedLayout<unknown>;
    expect(layout?.offsets[field.name]).toBe(field.offset);
    expect(own.size).toBe(sizeOf(field));
    expect(own.name).toBe(typeOf(record, field));
  });
});
