import { expect, test } from '@jest/globals';
import { randomPrefixes } from '../../src/connection/prefixes.js';

test('takes two bytes after the other, little endian, from pools of random bytes', () => {
  const asked: number[] = [];
  const next = randomPrefixes((length) => {
    asked.push(length);
    return Uint8Array.from({ length }, (_, index) => (asked.length * 16 + index) % 256);
  });
  expect(asked).toEqual([]);
  expect([next(), next()]).toEqual([0x1110, 0x1312]);
  expect(asked).toEqual([4096]);
  for (let drawn = 2; drawn < 2048; drawn += 1) next();
  expect(asked).toHaveLength(1);
  expect(next()).toBe(0x2120);
  expect(asked).toHaveLength(2);
});

test('reaches the whole range and stays in it', () => {
  const extremes = randomPrefixes((length) => new Uint8Array(length).fill(0xff));
  expect(extremes()).toBe(0xffff);
  const zeros = randomPrefixes((length) => new Uint8Array(length));
  expect(zeros()).toBe(0);
});

test('a source that is too short gives numbers all the same', () => {
  const next = randomPrefixes(() => Uint8Array.of(7));
  expect(next()).toBe(7);
  expect(randomPrefixes(() => new Uint8Array(0))()).toBe(0);
});
