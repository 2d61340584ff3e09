import { describe, expect, test } from '@jest/globals';
import { lastValueFrom, of } from 'rxjs';

import { openIo } from '../../src/cli/io.js';
import { isoTime, jsonLine, printAll, printBatches, printRows } from '../../src/cli/print.js';
import type { Column } from '../../src/cli/text-table.js';
import { fakeEnvironment, type FakeOptions } from './support/fake-environment.js';

interface Row {
  readonly name: string;
  readonly ticket: bigint;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', align: 'left', cell: ({ name }) => name },
  { title: 'ticket', align: 'right', cell: ({ ticket }) => String(ticket) },
];
const rows: readonly Row[] = [
  { name: 'a', ticket: 9_007_199_254_740_993n },
  { name: 'long name', ticket: 2n },
];

const open = (options: FakeOptions = {}) => {
  const environment = fakeEnvironment({ env: { NO_COLOR: '1' }, ...options });
  return { environment, io: openIo(environment) };
};
const ended = { defaultValue: undefined };

describe('jsonLine', () => {
  test('writes bigints as decimal digits, also inside, and leaves out what is not known', () => {
    expect(jsonLine({ a: 2n ** 63n, b: [1n], c: undefined })).toBe(
      '{"a":"9223372036854775808","b":["1"]}\n',
    );
  });
});

test('isoTime has no fraction that is zero', () => {
  expect(isoTime(1000)).toBe('1970-01-01T00:00:01Z');
  expect(isoTime(1001)).toBe('1970-01-01T00:00:01.001Z');
});

describe('printRows', () => {
  test('prints a table with its summary on a terminal', async () => {
    const { environment, io } = open({ terminal: true });
    const summary = '2 rows';
    await lastValueFrom(printRows(io, { json: false }, { rows, columns, summary }), ended);
    expect(environment.stdout.lines).toEqual([
      'name                 ticket',
      'a          9007199254740993',
      'long name                 2',
      '2 rows',
    ]);
  });

  test.each([
    ['where it is none', false, false],
    ['with --json', true, true],
  ])('prints JSON lines %s', async (_, terminal, json) => {
    const { environment, io } = open({ terminal });
    await lastValueFrom(printRows(io, { json }, { rows, columns, summary: 'x' }), ended);
    expect(environment.stdout.lines).toEqual([
      '{"name":"a","ticket":"9007199254740993"}',
      '{"name":"long name","ticket":"2"}',
    ]);
  });

  test('names the columns that a narrow terminal has no room for', async () => {
    const { environment, io } = open({ terminal: true });
    Object.assign(environment.stdout, { columns: 20 });
    await lastValueFrom(printRows(io, { json: false }, { rows, columns }), ended);
    expect(environment.stdout.lines).toEqual(['name', 'a', 'long name']);
    expect(environment.stderr.text).toBe(
      'no room for ticket: a wider terminal or --json shows all\n',
    );
  });
});

describe('printAll', () => {
  test('writes all of it, in pieces that are not too small', async () => {
    const { environment, io } = open();
    const texts = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
    await lastValueFrom(printAll(io, texts), ended);
    expect(environment.stdout.text).toBe(texts.join(''));
    expect(environment.stdout.chunks.length).toBeLessThan(5);
  });

  test('ends early when its reader has left', async () => {
    const { environment, io } = open();
    environment.stdout.failure = Object.assign(new Error('EPIPE'), { code: 'EPIPE' });
    let made = 0;
    const endless = function* () {
      for (;;) {
        made += 1;
        yield 'x'.repeat(1000);
      }
    };
    await lastValueFrom(printAll(io, endless()), ended);
    expect(made).toBeLessThan(1000);
  });
});

test('printBatches prints each value on its line', async () => {
  const { environment, io } = open();
  await lastValueFrom(printBatches(io, of([1, 2], [], [3]), jsonLine, 'numbers'), ended);
  expect(environment.stdout.text).toBe('1\n2\n3\n');
});
