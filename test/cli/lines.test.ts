import { describe, expect, test } from '@jest/globals';

import { LineSplitter } from '../../src/cli/lines.js';

const split = (chunks: readonly (string | Buffer)[], maxBytes = 1000) => {
  const splitter = new LineSplitter(maxBytes);
  return [...chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]), ...splitter.end()];
};
const texts = (...input: Parameters<typeof split>) => split(...input).map(({ text }) => text);

describe('LineSplitter', () => {
  test('cuts at line ends of both sorts and counts from 1', () => {
    expect(split(['a\nb\r\n\nc'])).toEqual([
      { number: 1, text: 'a', tooLong: false },
      { number: 2, text: 'b', tooLong: false },
      { number: 3, text: '', tooLong: false },
      { number: 4, text: 'c', tooLong: false },
    ]);
  });

  test('an input that ends with a line end has no further line', () => {
    expect(texts(['a\n'])).toEqual(['a']);
    expect(texts([])).toEqual([]);
    expect(texts(['', ''])).toEqual([]);
  });

  test('gives the same lines wherever the chunks are cut, in the middle of a character too', () => {
    const whole = Buffer.from('erste Zeile ä€😀\r\nzweite\n\nletzte ü');
    const expected = texts([whole]);
    expect(expected).toEqual(['erste Zeile ä€😀', 'zweite', '', 'letzte ü']);
    for (let first = 0; first <= whole.length; first += 1) {
      for (let second = first; second <= whole.length; second += 3) {
        const chunks = [
          whole.subarray(0, first),
          whole.subarray(first, second),
          whole.subarray(second),
        ];
        expect(texts(chunks)).toEqual(expected);
      }
    }
  });

  test('takes a byte order mark off the first line only', () => {
    expect(texts(['\uFEFFa\n\uFEFFb'])).toEqual(['a', '\uFEFFb']);
  });

  test('drops a line above the limit and goes on with the next', () => {
    expect(split(['123456\n12345\n', '123', '456', '789\nok\n', '1234567'], 5)).toEqual([
      { number: 1, text: '', tooLong: true },
      { number: 2, text: '12345', tooLong: false },
      { number: 3, text: '', tooLong: true },
      { number: 4, text: 'ok', tooLong: false },
      { number: 5, text: '', tooLong: true },
    ]);
  });
});
