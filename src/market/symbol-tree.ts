import type { SymbolInfo } from './symbols.js';

/** A folder of symbols. */
export interface SymbolFolder {
  /** The last part of its path; empty for the root. */
  readonly name: string;
  /** Levels separated by backslashes; empty for the root. */
  readonly path: string;
  readonly folders: readonly SymbolFolder[];
  /** Names of the symbols that lie in this very folder. */
  readonly symbols: readonly string[];
}

interface Draft {
  readonly path: string;
  readonly folders: Map<string, Draft>;
  readonly symbols: string[];
}

const draft = (path: string): Draft => ({ path, folders: new Map(), symbols: [] });

const folderAt = (root: Draft, path: string): Draft => {
  let folder = root;
  for (const name of path.split('\\').filter((part) => part !== '')) {
    let inner = folder.folders.get(name);
    if (inner === undefined) {
      inner = draft(folder.path === '' ? name : `${folder.path}\\${name}`);
      folder.folders.set(name, inner);
    }
    folder = inner;
  }
  return folder;
};

const finished = (name: string, { path, folders, symbols }: Draft): SymbolFolder => ({
  name,
  path,
  folders: [...folders].map(([inner, folder]) => finished(inner, folder)),
  symbols,
});

/**
 * The tree of folders: those that the server names (in its order; also empty ones), and those that
 * the paths of symbols name. The last part of a symbol's path is its own name.
 */
export const symbolTree = (
  groups: readonly string[],
  symbols: readonly Pick<SymbolInfo, 'name' | 'path'>[],
): SymbolFolder => {
  const root = draft('');
  for (const group of groups) folderAt(root, group);
  for (const { name, path } of symbols) {
    const end = path.lastIndexOf('\\');
    folderAt(root, end < 0 ? '' : path.slice(0, end)).symbols.push(name);
  }
  return finished('', root);
};
