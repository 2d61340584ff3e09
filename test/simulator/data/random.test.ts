import { describe, expect, test } from '@jest/globals';
import {
  exponential,
  mulberry32,
  normal,
  seedFor,
  wholeBetween,
} from '../../../src/simulator/data/random.js';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('mulberry32', () => {
  test('gives the published sequence', () => {
    // First value of the reference implementation for the seeds 0 and 1.
    expect(mulberry32(0)()).toBe(0.26642920868471265);
    expect(mulberry32(1)()).toBe(0.6270739405881613);
  });

  test('is uniform in [0, 1)', () => {
    const values = draw(100_000, mulberry32(7));
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / 100_000;
      expect(share).toBeCloseTo(0.1, 2);
    }
  });

  test('repeats with its seed', () => {
    expect(draw(20, mulberry32(-5))).toEqual(draw(20, mulberry32(-5)));
    expect(draw(20, mulberry32(-5))).not.toEqual(draw(20, mulberry32(5)));
  });
});

test('names get seeds of their own', () => {
  const names = ['EURUSD', 'EURUSD.m', 'USDEUR', 'XAUUSD', ''];
  expect(new Set(names.map((name) => seedFor(1, name))).size).toBe(names.length);
  expect(seedFor(1, 'EURUSD')).not.toBe(seedFor(2, 'EURUSD'));
});

describe('distributions', () => {
  test('normal: mean 0, deviation 1', () => {
    const random = mulberry32(3);
    const values = draw(100_000, () => normal(random));
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
  });

  test('normal and exponential are finite at the ends of the range', () => {
    for (const end of [0, 1 - 2 ** -32]) {
      expect(Number.isFinite(normal(() => end))).toBe(true);
      expect(exponential(() => end, 100)).toBeGreaterThanOrEqual(0);
      expect(exponential(() => end, 100)).toBeLessThan(2300);
    }
  });

  test('exponential: the mean that is asked for', () => {
    const random = mulberry32(4);
    expect(mean(draw(100_000, () => exponential(random, 500))) / 500).toBeCloseTo(1, 1);
  });

  test('whole numbers include both ends', () => {
    const random = mulberry32(5);
    expect(new Set(draw(1000, () => wholeBetween(random, -1, 2)))).toEqual(new Set([-1, 0, 1, 2]));
  });
});
