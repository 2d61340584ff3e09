import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { cut, escaped, pad, visible, widthOf } from '../../src/cli/shown-text.js';
import { textTable, type Column } from '../../src/cli/text-table.js';

describe('visible', () => {
  test.each([
    ['plain text, 日本語', 'plain text, 日本語'],
    ['a\x1b[2Jb', 'a␛[2Jb'],
    ['bell \x07, delete \x7f', 'bell ␇, delete ␡'],
    ['a\u009b31mb', 'a�31mb'],
    ['one\ntwo\r\nthree\tfour\u2028five', 'one two three four five'],
    ['ends\r\n', 'ends'],
    ['abc\u202egpj.exe', 'abc�gpj.exe'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('nothing that a terminal obeys is left, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('widthOf', () => {
  test.each([
    ['EURUSD', 6],
    ['日経225', 7],
    ['ﾊﾝｶｸ', 4],
    ['ＦＸ', 4],
    ['한국', 4],
    ['é e\u0301', 3],
    ['👍', 2],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

describe('cut and pad', () => {
  test('a wide character that would stand over the edge is left out', () => {
    expect(cut('日経225', 4)).toBe('日経');
    expect(cut('日経225', 3)).toBe('日');
    expect(cut('EURUSD', 3)).toBe('EUR');
    expect(cut('EUR', 3)).toBe('EUR');
  });

  test('pads by columns', () => {
    expect(pad('日経', 6, 'left')).toBe('日経  ');
    expect(pad('日経', 6, 'right')).toBe('  日経');
    expect(pad('日経', 2, 'right')).toBe('日経');
  });

  test('never wider than asked for, and the start of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
        const short = cut(text, columns);
        expect(widthOf(short)).toBeLessThanOrEqual(columns);
        expect(text.startsWith(short)).toBe(true);
      }),
    );
  });
});

describe('escaped', () => {
  test('JSON means the same, and holds nothing that a terminal obeys', () => {
    const value = { text: 'a\u009b31m\x7f\x1b\u202e' };
    const json = escaped(JSON.stringify(value));
    expect(json).toBe('{"text":"a\\u009b31m\\u007f\\u001b\\u202e"}');
    expect(JSON.parse(json)).toEqual(value);
  });
});

describe('textTable', () => {
  const columns: readonly Column<readonly string[]>[] = [
    { title: 'name', align: 'left', cell: ([name = '']) => name },
    { title: 'what', align: 'right', cell: ([, what = '']) => what },
    { title: 'x', align: 'left', cell: () => '|' },
  ];
  const layout = { columns: 80, rows: 24, colours: false };

  test('lines up with wide characters, and shows no control characters', () => {
    const rows = [
      ['日経225', 'a\nb'],
      ['EURUSD', '株価'],
      ['EV\x1b[31mIL', '-'],
    ];
    const { lines } = textTable(columns, rows, layout);
    expect(lines).toEqual([
      'name       what  x',
      '日経225     a b  |',
      'EURUSD     株価  |',
      'EV␛[31mIL     -  |',
    ]);
  });

  test('a terminal narrower than a wide name shows what fits of it', () => {
    const { lines } = textTable(columns, [['日経225', '-']], { ...layout, columns: 3 });
    expect(lines).toEqual(['nam', '日']);
  });
});
