import { PassThrough, Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';

import { convertLines, type LineConversion } from '../../src/cli/json-lines.js';
import { openIo } from '../../src/cli/io.js';
import { fakeEnvironment, settle } from './support/fake-environment.js';

const upper: LineConversion = {
  convert: (text) => {
    if (text === 'bad') throw new Error('it is bad');
    return { text: text.toUpperCase() };
  },
};

const open = (stdin: string | Readable) => {
  const environment = fakeEnvironment({ stdin });
  return { environment, io: openIo(environment) };
};

describe('convertLines', () => {
  test('answers each line in order, and leaves blank ones out', async () => {
    const { environment, io } = open('a\n\n  \r\nb\r\nc');
    await expect(convertLines(io, upper)).resolves.toBe(0);
    expect(environment.stdout.lines).toEqual(['{"text":"A"}', '{"text":"B"}', '{"text":"C"}']);
  });

  test('a bad line is answered with its number, the rest goes on, and the exit code tells', async () => {
    const { environment, io } = open('a\n\nbad\nb\n');
    await expect(convertLines(io, upper)).resolves.toBe(1);
    expect(environment.stdout.json).toEqual([
      { text: 'A' },
      { error: 'it is bad', line: 3 },
      { text: 'B' },
    ]);
  });

  test('an answer that is no JSON is an error of its line', async () => {
    const { environment, io } = open('a\n');
    await expect(convertLines(io, { convert: () => ({ id: 1n }) })).resolves.toBe(1);
    expect(environment.stdout.json[0]).toMatchObject({ line: 1 });
  });

  test('a line above the limit is an error, and is not kept', async () => {
    const { environment, io } = open(`${'x'.repeat(11)}\nok\n`);
    await expect(convertLines(io, { ...upper, maxLineBytes: 10 })).resolves.toBe(1);
    expect(environment.stdout.json).toEqual([
      { error: 'longer than 10 bytes', line: 1 },
      { text: 'OK' },
    ]);
  });

  test('pretty answers take several lines', async () => {
    const { environment, io } = open('a\nbad\n');
    await convertLines(io, { ...upper, pretty: true });
    expect(environment.stdout.text).toBe(
      '{\n  "text": "A"\n}\n{\n  "error": "it is bad",\n  "line": 2\n}\n',
    );
  });

  test('takes an input of text as well as of bytes', async () => {
    const { environment, io } = open(Readable.from(['a\nb', 'c\n']));
    await convertLines(io, upper);
    expect(environment.stdout.lines).toEqual(['{"text":"A"}', '{"text":"BC"}']);
  });

  test('answers what is there before it waits for more', async () => {
    const stdin = new PassThrough();
    const { environment, io } = open(stdin);
    const done = convertLines(io, upper);
    stdin.write('a\nb');
    await settle();
    expect(environment.stdout.lines).toEqual(['{"text":"A"}']);
    stdin.end();
    await done;
    expect(environment.stdout.lines).toEqual(['{"text":"A"}', '{"text":"B"}']);
  });

  test('reads no further than the reader of the answers has got', async () => {
    let read = 0;
    const chunk = Buffer.from(`${'x'.repeat(1000)}\n`.repeat(64));
    const stdin = Readable.from(
      (function* () {
        for (; read < 1000; read += 1) yield chunk;
      })(),
    );
    const environment = fakeEnvironment({ stdin });
    const slow = new PassThrough({ highWaterMark: 1000 });
    const done = convertLines(openIo({ ...environment, stdout: slow }), upper);
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(read).toBeLessThan(40);
    expect(slow.writableLength).toBeLessThan(1_000_000);
    slow.resume();
    await expect(done).resolves.toBe(0);
    expect(read).toBe(1000);
  });

  test('ends quietly when the reader of the answers leaves', async () => {
    const stdin = new PassThrough();
    const { environment, io } = open(stdin);
    const done = convertLines(io, upper);
    environment.stdout.failure = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    stdin.write('a\n');
    await expect(done).resolves.toBe(0);
    expect(stdin.destroyed).toBe(true);
    expect(environment.stdout.text).toBe('');
  });

  test('a disk that is full is a failure', async () => {
    const stdin = new PassThrough();
    const { environment, io } = open(stdin);
    const done = convertLines(io, upper);
    environment.stdout.failure = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    stdin.write('a\n');
    await expect(done).rejects.toThrow('no space left');
    expect(stdin.destroyed).toBe(true);
  });

  test('an input that fails is a failure', async () => {
    const stdin = new PassThrough();
    const { io } = open(stdin);
    const done = convertLines(io, upper);
    stdin.destroy(new Error('read failed'));
    await expect(done).rejects.toThrow('read failed');
  });
});
