import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { decodeBody } from '../../src/wire/index.js';
import { kindOf, readCases, runVector, slipOptions, type Case } from '../support/run-vector.js';
import { Random } from './support/random.js';

const cases = readCases(process.env['WIRE_VECTORS']);

describe('wire vectors of the official client', () => {
  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test.each(cases.map((entry) => [entry.id, entry.note ?? '', entry] as const))(
    '%s %s',
    (_id, _note, entry) => {
      runVector(entry);
    },
  );
});

/** Whether the case still holds. */
const holds = (entry: Case): boolean => {
  try {
    runVector(entry);
    return true;
  } catch {
    return false;
  }
};

const withByte = (hex: string, at: number, value: number): string =>
  hex.slice(0, at * 2) + value.toString(16).padStart(2, '0') + hex.slice(at * 2 + 2);

/** The case with one bit of its bytes turned over. */
const flipped = (entry: Case, hex: string, bit: number): Case => {
  const at = bit >> 3;
  const byte = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  return { ...entry, hex: withByte(hex, at, byte ^ (1 << (bit & 7))) };
};

/** Kinds with bytes that the official client does not keep, so that no case can speak of all. */
const withUnreadBytes: ReadonlySet<string> = new Set([
  ...['symbols_gzip', 'spreads', 'corporate_links', 'trade_result', 'bootstrap', 'codec_parse'],
]);

/** Bytes of a case that are read at all: not those after the last record, nor a lone count of 0. */
const readBytes = (entry: Case): number => {
  const body = Buffer.from(entry.hex ?? '', 'hex');
  if (kindOf(entry.id) === 'book' && body.length <= 4) return 0;
  if (entry.kind !== 'body') return body.length;
  const decoded = decodeBody(entry.command ?? -1, entry.direction, body, slipOptions(entry));
  if (E.isLeft(decoded) || !decoded.right.known) throw new Error(`${entry.id} cannot be read`);
  return body.length - decoded.right.body.trailing.length;
};

describe('a case that is wrong fails', () => {
  const random = new Random(2026);
  const ownCases = readCases();
  const withBytes = ownCases.filter((entry) => readBytes(entry) > 0);

  test('whichever of its bits is wrong', () => {
    const unnoticed: string[] = [];
    for (const entry of withBytes) {
      const { hex = '' } = entry;
      const bits = readBytes(entry) * 8;
      const flips = [0, bits - 1, ...Array.from({ length: 6 }, () => random.below(bits))];
      const missed = flips.filter((bit) => holds(flipped(entry, hex, bit)));
      const allowed = withUnreadBytes.has(kindOf(entry.id)) ? flips.length - 1 : 0;
      if (missed.length > allowed) unnoticed.push(`${entry.id} bits ${missed.join(', ')}`);
    }
    expect(withBytes.length).toBeGreaterThan(0);
    expect(unnoticed).toEqual([]);
  });

  test('whichever number it expects is wrong by the least that a double can be', () => {
    const next = (value: number): number => {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, value);
      bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
      return bits.getFloat64(0);
    };
    const nudge = (value: unknown): unknown => {
      if (typeof value === 'number') return next(value);
      if (Array.isArray(value)) return value.map(nudge);
      return value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nudge(item)]))
        : value;
    };
    const nudged = ownCases
      .map((entry) => ({ entry, expect: nudge(entry.expect) }))
      .filter(({ entry, expect }) => JSON.stringify(expect) !== JSON.stringify(entry.expect));
    expect(nudged.length).toBeGreaterThan(0);
    const unnoticed = nudged.filter(({ entry, expect }) => holds({ ...entry, expect }));
    expect(unnoticed.map(({ entry }) => entry.id)).toEqual([]);
  });

  test('when its kind is not known', () => {
    const some = ownCases.find((entry) => entry.kind === 'body');
    expect(some).toMatchObject({ kind: 'body' });
    expect(() => {
      runVector({ ...(some as Case), kind: 'poem' });
    }).toThrow('unknown kind poem');
    expect(() => {
      runVector({ ...(some as Case), id: 'poem/1' });
    }).toThrow('unknown kind of body');
    for (const kind of ['payload', 'frame', 'codec', 'conversion', 'digest', 'text']) {
      const input = { prop_type: 1, key: '00'.repeat(16) };
      expect(() => {
        runVector({ ...(some as Case), id: 'poem/1', kind, hex: '', input });
      }).toThrow(`unknown kind of ${kind}`);
    }
  });
});

test('only the misread after zero trade settings is reproduced, and only where a note names it', () => {
  const entry = { command: 3, direction: 'server', kind: 'body' } as const;
  expect(slipOptions({ ...entry, id: 'account/1', note: 'no_settings_quirk' })).toEqual({
    officialQuirks: true,
  });
  expect(slipOptions({ ...entry, id: 'account/1', note: 'plain' })).toEqual({});
  expect(slipOptions({ ...entry, id: 'account/1' })).toEqual({});
  expect(slipOptions({ ...entry, id: 'book/1', note: 'some other quirk' })).toEqual({});
});
