import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

/** A comment that silences a tool says why, after two dashes: `-- the reason`. */

const root = path.resolve(import.meta.dirname, '../..');
const silencers =
  /\b(?:eslint-disable(?:-next-line|-line)?|(?:istanbul|c8|v8) ignore)\b(?!.* -- \S)/;

/** Numbers of the lines that silence a tool and do not say why. */
const unexplained = (text: string): number[] =>
  text.split('\n').flatMap((line, index) => (silencers.test(line) ? [index + 1] : []));

test('no tool is silenced without a reason', () => {
  const found = ['src', 'marbles', 'examples', '.ci']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      unexplained(readFileSync(path.join(root, file), 'utf8')).map((line) => `${file}:${line}`),
    );
  expect(found).toEqual([]);
});

test('the search finds what it should', () => {
  expect(
    unexplained('/* eslint-disable no-console */\nx;\n// eslint-disable-next-line eqeqeq'),
  ).toEqual([1, 3]);
  expect(unexplained('x; // eslint-disable-line eqeqeq -- null is meant too')).toEqual([]);
  expect(unexplained('/* istanbul ignore next */')).toEqual([1]);
});
