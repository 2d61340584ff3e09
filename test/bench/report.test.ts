import { describe, expect, test } from '@jest/globals';
import type { Figure } from './harness.js';
import { aimSummary, figureTable, jsonLine, number } from './report.js';

const naive: Figure = {
  name: 'naive',
  unit: 'ns',
  value: 2440.123456789,
  lowest: 2400,
  highest: 2600,
  ratio: undefined,
};
const ours: Figure = {
  name: 'ours',
  unit: 'ns',
  ratioTo: 'naive',
  aim: { atLeast: 5 },
  value: 610,
  lowest: 600,
  highest: 700,
  ratio: 4.0002,
};

/** A bound that somebody has named, whatever the machine. */
const bounded: Figure = {
  name: 'loaded',
  unit: 'ms',
  ratioTo: 'naive',
  aim: { valueAtMost: 2000 },
  value: 2500,
  lowest: 2400,
  highest: 2600,
  ratio: 0.5,
};

describe('a line of JSON', () => {
  test('has the five fields, names with their subject, and null where nothing is compared', () => {
    expect(jsonLine('decrypt', naive)).toBe(
      '{"name":"decrypt: naive","value":2440.12,"unit":"ns","ratio_to":null,"ratio":null}',
    );
    expect(jsonLine('decrypt', ours)).toBe(
      '{"name":"decrypt: ours","value":610,"unit":"ns","ratio_to":"decrypt: naive","ratio":4.0002}',
    );
  });

  test('has no ratio when figures have come from another process, which drops what is undefined', () => {
    const sent = JSON.parse(JSON.stringify(naive)) as Figure;
    expect(jsonLine('decrypt', sent)).toBe(jsonLine('decrypt', naive));
  });
});

test('a table has one line per figure and shows aims beside it', () => {
  expect(figureTable('decrypt', [naive, ours]).split('\n')).toEqual([
    'decrypt  median  lowest  highest  unit  ratio  to     aim',
    '-------  ------  ------  -------  ----  -----  -----  ------------------------------',
    'naive      2440    2400     2600  ns',
    'ours        610     600      700  ns    4.00x  naive  at least 5.00x: missed by 20 %',
  ]);
});

test('a bound in the unit of the figure is shown as one', () => {
  const within: Figure = { ...bounded, value: 1900 };
  const [, , first, second] = figureTable('load', [bounded, within]).split('\n');
  expect(first).toContain('0.500x  naive  at most 2000 ms: missed by 20 %');
  expect(second).toContain('at most 2000 ms: met');
});

test('the summary counts aims and names those that were missed', () => {
  const cheap: Figure = { ...ours, name: 'cheap', aim: { costAtMost: 1.5 } };
  expect(aimSummary([naive, ours, cheap, bounded, { ...bounded, value: 80 }])).toBe(
    [
      '2 of 4 aims met',
      '  ours: at least 5.00x: missed by 20 %',
      '  loaded: at most 2000 ms: missed by 20 %',
    ].join('\n'),
  );
});

test.each([
  [0.0612, '0.0612'],
  [4, '4.00'],
  [12.34, '12.3'],
  [999.6, '1000'],
  [2440.1, '2440'],
  [99_960, '100k'],
  [999_600, '1.00M'],
  [2_640_000, '2.64M'],
])('%p is shown as %s', (value, text) => {
  expect(number(value)).toBe(text);
});
