import { describe, expect, test } from '@jest/globals';
import * as wire from '../../src/wire/index.js';
import {
  AccountRights,
  bitMask,
  enumeration,
  enumerationName,
  enumName,
  enumText,
  isDoneRetcode,
  isFinalRetcode,
  isLoadingRetcode,
  isSuccessRetcode,
  maskNames,
  OrderType,
  Retcode,
  SymbolDetailsFields,
  TickFields,
  type Enumeration,
  type EnumName,
  type EnumValue,
} from '../../src/wire/index.js';
import { statements } from '../support/protocol-records.js';

type AnyEnumeration = Enumeration<Readonly<Record<string, number | bigint>>>;

const isEnumeration = (value: unknown): value is AnyEnumeration =>
  typeof value === 'object' && value !== null && Object.getOwnPropertySymbols(value).length === 1;

const ours = new Map(
  Object.values(wire as object)
    .filter(isEnumeration)
    .map((of) => [enumerationName(of), of]),
);

/** Stated as an enumeration, but of another nature: types of fields, ids, groups of retcodes. */
const notEnumerations: ReadonlySet<string> = new Set([
  ...['prop_type', 'allowed_command_ids', 'retcode_not_final', 'retcode_done'],
  ...['retcode_success_for_user', 'retcode_loading_for_user'],
]);

const stated = statements.flatMap(({ enums }) => Object.entries(enums));
const enumerations = stated.filter(([name]) => !notEnumerations.has(name));

test('every enumeration of the protocol is declared, and no other', () => {
  const names = new Set(enumerations.map(([name]) => name));
  expect([...ours.keys()].sort()).toEqual([...names].sort());
  expect(ours.size).toBeGreaterThan(50);
});

/** A name that several values share is followed by the number of all but one of them. */
const withoutNumber = (name: string, value: string): string =>
  name.endsWith(`_${value}`) ? name.slice(0, -value.length - 1) : name;

describe.each(enumerations)('%s', (name, members) => {
  const of = ours.get(name) as AnyEnumeration;

  test('has its values, and no other', () => {
    const values = Object.values(of).map(String);
    expect(values.sort()).toEqual(Object.keys(members).sort());
  });

  test.each(Object.entries(members))('%s is %s', (value, stated) => {
    const own = enumName(of, BigInt(value)) ?? '';
    expect(String(of[own])).toBe(value);
    expect(withoutNumber(own, value)).toBe(stated);
    expect(enumText(of, Number(value))).not.toBe('');
    expect(enumText(of, Number(value))).not.toContain('unknown ');
  });
});

describe('retcodes are grouped as the official client does', () => {
  const group = (name: string): number[] =>
    Object.keys(statements[1]?.enums[name] ?? {}).map(Number);
  const codes = [...Object.values(Retcode), 99, 20_000];

  test.each([
    ['retcode_not_final', (code: number) => !isFinalRetcode(code)],
    ['retcode_done', isDoneRetcode],
    ['retcode_success_for_user', isSuccessRetcode],
    ['retcode_loading_for_user', isLoadingRetcode],
  ] as const)('%s', (name, belongs) => {
    expect(group(name).length).toBeGreaterThan(0);
    expect(codes.filter(belongs).sort((a, b) => a - b)).toEqual(group(name));
  });
});

describe('names and texts', () => {
  test('a value has a name and a text', () => {
    expect(enumName(OrderType, 2)).toBe('buy_limit');
    expect(enumText(OrderType, 2)).toBe('buy limit');
    expect(enumText(Retcode, 10_016)).toBe('invalid stop loss or take profit');
  });

  test('an unknown value has no name, and its number as a text', () => {
    expect(enumName(OrderType, 77)).toBeUndefined();
    expect(enumText(OrderType, 77)).toBe('unknown order_type 77');
    expect(enumText(SymbolDetailsFields, 3n)).toBe('unknown symbol_details_fields 3');
  });

  test('members of an object are not values', () => {
    expect(enumName(OrderType, Number.NaN)).toBeUndefined();
    expect('toString' in { ...OrderType }).toBe(true);
    expect(Object.keys(OrderType)).not.toContain('toString');
  });

  test('a mask of 64 bits takes numbers as well', () => {
    expect(enumName(SymbolDetailsFields, 2 ** 40)).toBe('price_sensitivity');
    expect(enumName(SymbolDetailsFields, 2n ** 40n)).toBe('price_sensitivity');
  });

  test('constants cannot be changed', () => {
    expect(Object.isFrozen(OrderType)).toBe(true);
  });

  test('the types are those of the declaration', () => {
    const side = enumeration('side', { left: 0, right: 1 });
    const value: EnumValue<typeof side> = 1;
    const name: EnumName<typeof side> = 'left';
    expect(enumName(side, value)).toBe('right');
    expect(side[name]).toBe(0);
  });
});

describe('masks', () => {
  test('are taken apart', () => {
    expect(maskNames(TickFields, 3)).toEqual({ names: ['bid', 'ask'], unknown: 0n });
    expect(maskNames(TickFields, 0)).toEqual({ names: [], unknown: 0n });
  });

  test('keep the bits that have no name', () => {
    expect(maskNames(TickFields, 0x31)).toEqual({ names: ['bid'], unknown: 0x30n });
    expect(maskNames(SymbolDetailsFields, (1n << 63n) | 1n)).toEqual({
      names: ['bid_last'],
      unknown: 1n << 63n,
    });
  });

  test('a negative one is taken as its field has it: 32 bits of a number, 64 of a bigint', () => {
    const all = ['trade_disabled', 'investor', 'read_only', 'reset_password'];
    const known = 4n | 8n | 512n | 1024n;
    expect(maskNames(AccountRights, -1)).toEqual({ names: all, unknown: 0xffff_ffffn ^ known });
    expect(maskNames(bitMask('one', { one: 1n }), -1n)).toEqual({
      names: ['one'],
      unknown: 2n ** 64n - 2n,
    });
  });
});
