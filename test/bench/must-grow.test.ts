import { expect, test } from '@jest/globals';
import { mustGrow } from './support/must-grow.js';

const counting = (values: number[]): (() => number) =>
  mustGrow('work', () => values.shift() ?? NaN);

test('hands on what a body counts, as long as it goes on counting', () => {
  const body = counting([1, 5, 5.5]);
  expect([body(), body(), body()]).toEqual([1, 5, 5.5]);
});

test.each([
  ['nothing from the start', [0]],
  ['no further', [3, 3]],
  ['no number', [3, NaN]],
])('fails for a body that counts %s', (_, values) => {
  const body = counting(values);
  const run = (): void => values.slice().forEach(() => body());
  expect(run).toThrow('bench: work counted nothing');
});
