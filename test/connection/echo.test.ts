import { expect, test } from '@jest/globals';
import { EchoDetector } from '../../src/connection/echo.js';

test('three replies in a row with the bytes of their requests prove an echo', () => {
  const settled: boolean[] = [];
  const detector = new EchoDetector((echoes) => settled.push(echoes));
  expect(detector.echoes).toBeUndefined();
  detector.observe(1, 1);
  detector.observe(2, 2);
  expect(detector.echoes).toBeUndefined();
  detector.observe(3, 3);
  expect(detector.echoes).toBe(true);
  detector.observe(4, 5);
  expect(detector.echoes).toBe(true);
  expect(settled).toEqual([true]);
});

test('one reply with other bytes settles that there is none', () => {
  const settled: boolean[] = [];
  const detector = new EchoDetector((echoes) => settled.push(echoes));
  detector.observe(1, 1);
  detector.observe(2, 2);
  detector.observe(3, 4);
  detector.observe(5, 5);
  detector.observe(6, 6);
  detector.observe(7, 7);
  expect(detector.echoes).toBe(false);
  expect(settled).toEqual([false]);
});
