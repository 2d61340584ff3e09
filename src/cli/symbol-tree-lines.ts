import type { SymbolFolder } from '../index.js';
import { visible } from './shown-text.js';

interface Branch {
  readonly text: string;
  readonly below: readonly Branch[];
}

const branchOf = (
  { name, folders, symbols }: SymbolFolder,
  isWanted: (symbol: string) => boolean,
  keepEmpty: boolean,
): Branch => {
  const below = [
    ...folders
      .map((folder) => branchOf(folder, isWanted, keepEmpty))
      .filter((branch) => keepEmpty || branch.below.length > 0),
    ...symbols.filter(isWanted).map((symbol) => ({ text: visible(symbol), below: [] })),
  ];
  return { text: visible(name), below };
};

const linesBelow = ({ below }: Branch, margin: string): string[] =>
  below.flatMap((branch, at) => {
    const isLast = at === below.length - 1;
    const text = `${margin}${isLast ? '└─' : '├─'} ${branch.text}`;
    return [text, ...linesBelow(branch, `${margin}${isLast ? '  ' : '│ '} `)];
  });

/** Folders and the symbols in them as a tree. With `keepEmpty` also folders without any. */
export const treeLines = (
  root: SymbolFolder,
  isWanted: (symbol: string) => boolean,
  keepEmpty: boolean,
): string[] =>
  branchOf(root, isWanted, keepEmpty).below.flatMap((branch) => [
    branch.text,
    ...linesBelow(branch, ''),
  ]);

/** Each folder that holds a wanted symbol, or is empty and `keepEmpty`, with what is in it. */
export const folderRows = (
  { path, folders, symbols }: SymbolFolder,
  isWanted: (symbol: string) => boolean,
  keepEmpty: boolean,
): { readonly path: string; readonly symbols: readonly string[] }[] => {
  const wanted = symbols.filter(isWanted);
  const isShown = wanted.length > 0 || (keepEmpty && path !== '');
  return [
    ...(isShown ? [{ path, symbols: wanted }] : []),
    ...folders.flatMap((folder) => folderRows(folder, isWanted, keepEmpty)),
  ];
};
