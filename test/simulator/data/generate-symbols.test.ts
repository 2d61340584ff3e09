import { describe, expect, test } from '@jest/globals';
import { catalogue, generateSymbols } from '../../../src/simulator/data/index.js';

describe('generateSymbols', () => {
  const many = generateSymbols(10_000, { seed: 3 });

  test('gives distinct names and paths, none of them in the catalogue', () => {
    const all = [...many, ...catalogue];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  });

  test('names are the last part of their paths', () => {
    expect(many.every(({ name, path }) => path.endsWith(`\\${name}`))).toBe(true);
  });

  test('mixes classes, currencies and folders', () => {
    expect(new Set(many.map(({ kind }) => kind))).toEqual(
      new Set(['stock', 'future', 'crypto', 'index']),
    );
    expect(new Set(many.map(({ currencyProfit }) => currencyProfit))).toEqual(
      new Set(['USD', 'GBP', 'EUR', 'JPY']),
    );
    expect(many.filter(({ kind }) => kind === 'stock').length).toBe(6000);
  });

  test('is decided by the seed, and fewer are the first of more', () => {
    expect(generateSymbols(50, { seed: 3 })).toEqual(many.slice(0, 50));
    expect(generateSymbols(50)).not.toEqual(many.slice(0, 50));
    expect(generateSymbols(50)).toEqual(generateSymbols(50, { seed: 1 }));
  });

  test.each([
    [-1, {}, 'generateSymbols: count: got -1, expected a whole number from 0 to 100000'],
    [100_001, {}, 'count: got 100001'],
    [1.5, {}, 'count: got 1.5'],
    [1, { seed: NaN }, 'generateSymbols: seed: got NaN, expected a whole number'],
  ])('%p with %p is refused', (count, options, message) => {
    expect(() => generateSymbols(count, options)).toThrow(message);
  });

  test('none is none', () => {
    expect(generateSymbols(0)).toEqual([]);
  });
});
