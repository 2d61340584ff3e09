import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { importsOf, layers, layerViolations } from '../support/layers.js';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
};
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

const sources = new Map(
  readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [
      name.split(path.sep).join('/'),
      readFileSync(path.join(root, 'src', name), 'utf8'),
    ]),
);

test('the sources keep to the layers', () => {
  expect(sources.size).toBeGreaterThan(0);
  expect(layerViolations(sources, dependencies)).toEqual([]);
});

test('the command line and the adapters may import what the package exports, and only that', () => {
  const entries = Object.keys(manifest.exports)
    .filter((entry) => entry.startsWith('./') && !entry.endsWith('.json'))
    .map((entry) => entry.slice(2));
  expect(layers.cli?.folders).toEqual(entries);
  expect(layers.adapters?.folders).toEqual(entries);
});

describe('the rules', () => {
  const tree = {
    'ambient.ts': '',
    'index.ts': '',
    'wire/index.ts': '',
    'wire/frame.ts': '',
    'operators/index.ts': '',
    'connection/index.ts': '',
    'market/index.ts': '',
    'session/index.ts': '',
    'simulator/index.ts': '',
    'cli/main.ts': '',
  };
  const check = (planted: Record<string, string>): string[] =>
    layerViolations(new Map(Object.entries({ ...tree, ...planted })), ['rxjs', 'ws', '@scope/bus']);

  test.each([
    ['a lower folder', 'market/ticks.ts', "import { x } from '../wire/index.js';"],
    ['its own folder', 'market/ticks.ts', "import { x } from './index.js';"],
    ['its own sub-folder', 'market/deep/x.ts', "import { x } from '../index.js';"],
    ['the seam', 'market/ticks.ts', "import { ambient } from '../ambient.js';"],
    ['a dependency', 'market/ticks.ts', "import { map } from 'rxjs';"],
    ['a scoped dependency', 'market/ticks.ts', "import { x } from '@scope/bus/deep.js';"],
    ['a module of Node', 'market/ticks.ts', "import { readFile } from 'node:fs/promises';"],
    [
      'types, where types are allowed',
      'dashboard/hub.ts',
      "import type { S } from '../session/index.js';",
    ],
    [
      'the public face, from the command line',
      'cli/demo.ts',
      "import { connect } from '../index.js';",
    ],
  ])('let %s pass', (_, file, text) => {
    expect(check({ [file]: text })).toEqual([]);
  });

  test.each([
    [
      'an upper folder',
      'market/ticks.ts',
      "import '../session/index.js';",
      'market/ may not import session/',
    ],
    [
      'a neighbour',
      'simulator/feed.ts',
      "import '../operators/index.js';",
      'simulator/ may not import operators/',
    ],
    [
      'a type of an upper folder',
      'wire/x.ts',
      "import type { S } from '../session/index.js';",
      'wire/ may not import session/',
    ],
    [
      'a re-export',
      'wire/x.ts',
      "export * from '../market/index.js';",
      'wire/ may not import market/',
    ],
    [
      'a dynamic import',
      'wire/x.ts',
      "void import('../market/index.js');",
      'wire/ may not import market/',
    ],
    [
      'an import type',
      'wire/x.ts',
      "type S = import('../market/index.js').S;",
      'wire/ may not import market/',
    ],
    [
      'a value, where only types are allowed',
      'dashboard/hub.ts',
      "import { S } from '../session/index.js';",
      'dashboard/ may not import session/',
    ],
    [
      'the seam, from wire',
      'wire/x.ts',
      "import { ambient } from '../ambient.js';",
      'wire/ may not import ambient.ts',
    ],
    [
      'an inner layer, from the command line',
      'cli/x.ts',
      "import '../connection/index.js';",
      'cli/ may not import connection/',
    ],
    [
      'the command line, from the public face',
      'index.ts',
      "import './cli/main.js';",
      'index.ts may not import cli/',
    ],
    [
      'a file behind an index',
      'market/ticks.ts',
      "import '../wire/frame.js';",
      'wire/ is entered through its index',
    ],
    [
      'a folder without its index',
      'market/ticks.ts',
      "import '../wire';",
      "'../wire' names no source file",
    ],
    ['a socket, in wire', 'wire/x.ts', "import { WebSocket } from 'ws';", 'wire/ may import'],
    ['a file, in wire', 'wire/x.ts', "import fs from 'node:fs';", 'wire/ may import'],
    [
      'a package that is not installed with ours',
      'market/ticks.ts',
      "import fc from 'fast-check';",
      "'fast-check' is not a dependency",
    ],
    [
      'a module of Node by its bare name',
      'market/ticks.ts',
      "import fs from 'fs';",
      "'fs' is not a dependency",
    ],
    ['a folder without a row', 'misc/x.ts', '', 'misc/x.ts: no layer is declared'],
    ['a stray file', 'util.ts', '', 'util.ts: no layer is declared'],
  ])('catch %s', (_, file, text, message) => {
    expect(check({ [file]: text }).join('\n')).toContain(message);
  });

  test('catch a cycle, and name the way round', () => {
    const found = check({
      'wire/a.ts': "import './b.js';",
      'wire/b.ts': "export * from './c.js';",
      'wire/c.ts': "import type { A } from './a.js';",
    });
    expect(found).toEqual(['cycle: wire/a.ts -> wire/b.ts -> wire/c.ts -> wire/a.ts']);
  });

  test('give the line', () => {
    expect(check({ 'wire/x.ts': "\n\nimport '../market/index.js';" })).toEqual([
      'wire/x.ts:3: wire/ may not import market/',
    ]);
  });

  test('do not take text for an import', () => {
    expect(
      importsOf('x.ts', "// import './a.js'\nconst s = \"import './b.js'\"; f('./c.js');"),
    ).toEqual([]);
  });
});
