import path from 'node:path';

import ts from 'typescript';

/**
 * The layers of `src` as data, and the rules that follow from them:
 *
 * - a folder imports the folders in its row and no other, so imports point down only;
 * - a folder is entered through its `index.ts`;
 * - no file imports itself, however long the way round;
 * - what a published file imports from outside is a dependency of the package.
 */

export interface Layer {
  /** Folders of ours this one may import, besides itself. */
  readonly folders: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
  /** Files of ours outside any folder. */
  readonly files?: readonly string[];
  /** Packages and Node modules, where the layer is choosy; any declared dependency otherwise. */
  readonly packages?: readonly string[];
}

const seam = 'ambient.ts';
const stack = ['wire', 'operators', 'connection', 'market', 'account', 'trading', 'session'];
/** All that stands on the stack below `folder`. */
const below = (folder: string): string[] => stack.slice(0, stack.indexOf(folder));
/** The entries of the `exports` map: what a user of the package can import. */
const publicSurface = { folders: ['wire', 'operators', 'simulator'], files: ['index.ts', seam] };

export const layers: Readonly<Record<string, Layer>> = {
  wire: { folders: [], files: [], packages: ['fp-ts', 'io-ts', 'node:crypto', 'node:zlib'] },
  operators: { folders: [], packages: ['rxjs'] },
  connection: { folders: below('connection') },
  // Beside the stack: what has to do with accounts before anybody logs in to them.
  onboarding: { folders: ['wire', 'operators', 'connection'] },
  market: { folders: below('market') },
  account: { folders: below('account') },
  trading: { folders: below('trading') },
  session: { folders: [...below('session'), 'onboarding'] },
  broker: { folders: ['wire', 'trading'] },
  simulator: { folders: ['wire', 'broker'] },
  strategy: { folders: ['market', 'account', 'trading', 'broker'] },
  testing: { folders: ['strategy', 'broker', 'operators'] },
  dashboard: { folders: ['operators'], types: ['session'] },
  adapters: publicSurface,
  cli: publicSurface,
};

/** Files directly in `src`. */
export const rootFiles: Readonly<Record<string, Layer>> = {
  'index.ts': { folders: Object.keys(layers).filter((name) => name !== 'cli') },
  [seam]: { folders: [], files: [] },
};

export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** Every import of a source text: statements, re-exports, `import()` and `import('x').T`. */
export const importsOf = (file: string, text: string): Import[] => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ specifier: node.text, line: line + 1, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const folderOf = (file: string): string => (file.includes('/') ? file.replace(/\/.*$/, '') : '');
/** `@scope/name/deep.js` is `@scope/name`, `node:timers/promises` stays whole. */
const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/**
 * Violations among `sources`: text by path, relative to `src` and with forward slashes.
 * `dependencies` are the packages that are installed with this one.
 */
export const layerViolations = (
  sources: ReadonlyMap<string, string>,
  dependencies: readonly string[],
): string[] => {
  const violations: string[] = [];
  const graph = new Map<string, string[]>();

  for (const [file, text] of sources) {
    const folder = folderOf(file);
    const layer = folder === '' ? rootFiles[file] : layers[folder];
    if (layer === undefined) {
      violations.push(`${file}: no layer is declared for it`);
      continue;
    }
    const targets: string[] = [];
    graph.set(file, targets);

    for (const { specifier, line, typeOnly } of importsOf(file, text)) {
      const report = (why: string): unknown => violations.push(`${file}:${line}: ${why}`);

      if (!specifier.startsWith('.')) {
        const name = packageOf(specifier);
        if (!name.startsWith('node:') && !dependencies.includes(name)) {
          report(
            `'${name}' is not a dependency of the package (Node's own modules are 'node:...')`,
          );
        } else if (layer.packages?.includes(name) === false) {
          report(`${folder}/ may import ${layer.packages.join(', ')}, not '${name}'`);
        }
        continue;
      }

      const target = path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
      if (!sources.has(target)) {
        report(`'${specifier}' names no source file (as '....js')`);
        continue;
      }
      targets.push(target);

      const to = folderOf(target);
      if (to === '') {
        if (!(layer.files ?? [seam]).includes(target))
          report(`${folder}/ may not import ${target}`);
      } else if (to !== folder) {
        const may = layer.folders.includes(to) || (typeOnly && layer.types?.includes(to) === true);
        if (!may) report(`${folder === '' ? file : `${folder}/`} may not import ${to}/`);
        if (target !== `${to}/index.ts`)
          report(`${to}/ is entered through its index, not ${target}`);
      }
    }
  }
  return [...violations, ...cycles(graph)];
};

/** One line per way back found by a depth-first walk. */
const cycles = (graph: ReadonlyMap<string, readonly string[]>): string[] => {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push(`cycle: ${[...trail.slice(start), file].join(' -> ')}`);
    } else if (!done.has(file)) {
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
};
