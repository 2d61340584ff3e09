import { describe, expect, test } from '@jest/globals';
import {
  AmbiguousSymbolError,
  resolveSymbol,
  SymbolNameError,
  SymbolNotFoundError,
  type ResolveOptions,
} from '../../src/market/index.js';

const names = new Set([
  'EURUSD',
  'EURUSD.m',
  'GBPUSD_pro',
  'XAUUSD.r',
  'XAUUSD.x',
  'eurjpy',
  '@EU6',
]);
const of = (wanted: string, options?: ResolveOptions): string =>
  resolveSymbol(wanted, names, options);

describe('resolveSymbol', () => {
  test('an exact name is taken as it is, whatever else would fit', () => {
    expect(of('EURUSD', { suffixes: ['.m'], map: { EURUSD: 'EURUSD.m' } })).toBe('EURUSD');
    expect(of('@EU6')).toBe('@EU6');
  });

  test('else the map decides alone, then the suffixes in order, then the only prefix', () => {
    expect(of('GOLD', { map: { GOLD: 'XAUUSD.r' } })).toBe('XAUUSD.r');
    expect(() => of('XAUUSD', { map: { XAUUSD: 'GOLD' }, suffixes: ['.r'] })).toThrow(
      SymbolNotFoundError,
    );
    expect(of('XAUUSD', { suffixes: ['.z', '.x', '.r'] })).toBe('XAUUSD.x');
    expect(of('GBPUSD')).toBe('GBPUSD_pro');
    expect(of('GBP')).toBe('GBPUSD_pro');
  });

  test('several that begin with it are named, and none is chosen', () => {
    expect(() => of('XAUUSD')).toThrow(AmbiguousSymbolError);
    expect(() => of('XAUUSD')).toThrow('XAUUSD.r, XAUUSD.x');
  });

  test('letters are never changed, and a prefix only when it is allowed', () => {
    expect(() => of('EURJPY')).toThrow('did you mean eurjpy');
    expect(() => of('GBPUSD', { prefix: false })).toThrow(SymbolNotFoundError);
    expect(() => of('toString', { map: {} })).toThrow(SymbolNotFoundError);
  });

  test('a name over 32 units is an error, never a shorter name', () => {
    const long = 'A'.repeat(33);
    const options = { map: { A: long } };
    expect(() => resolveSymbol(long, new Set([long.slice(0, 32)]))).toThrow(SymbolNameError);
    expect(() => resolveSymbol('A', new Set([long]), options)).toThrow('(33)');
    expect(() => of('')).toThrow('expected a text of 1 to 32 UTF-16 units');
    // Sixteen characters of two units each.
    const emoji = '😀'.repeat(16);
    expect(resolveSymbol(emoji, new Set([emoji]))).toBe(emoji);
  });
});
