import { from, map, mergeMap, switchMap, take, tap, toArray, zip } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Session, SymbolChanges, SymbolInfo } from '../../index.js';
import { openFor } from '../access.js';
import { counted } from '../account-format.js';
import { usable } from '../account-options.js';
import type { ParsedArguments } from '../args.js';
import { UsageError, type ExitCode } from '../errors.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import type { Io } from '../io.js';
import { flag } from '../options.js';
import { isForTheEye, jsonLine, printAll, printRows } from '../print.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';
import { visible } from '../shown-text.js';
import { factLines, symbolFacts, type SymbolFacts } from '../symbol-facts.js';
import { nothingFits, symbolFilter } from '../symbol-masks.js';
import { folderRows, treeLines } from '../symbol-tree-lines.js';
import type { Column } from '../text-table.js';

const options = {
  tree: flag('the folders of the server and what is in them'),
  details: flag('specification and trading hours of each'),
  ...followOptions('go on with what changes in the list'),
  ...sessionOptions,
};

type Given = ParsedArguments<typeof options>;

const columns: readonly Column<SymbolInfo>[] = [
  { title: 'name', align: 'left', cell: ({ name }) => name },
  { title: 'description', align: 'left', cell: ({ description }) => description },
  { title: 'path', align: 'left', cell: ({ path }) => path },
  { title: 'digits', align: 'right', cell: ({ digits }) => String(digits) },
];

const shortOf = ({ name, description, path, digits, id }: SymbolInfo) => ({
  ...{ name, description, path, digits, id },
});

const chosen = (all: readonly SymbolInfo[], masks: readonly string[]): readonly SymbolInfo[] => {
  const found = all.filter(symbolFilter(masks));
  if (found.length === 0) throw nothingFits(masks, all);
  return found;
};

const printList = (io: Io, { values }: Given, rows: readonly SymbolInfo[]): Observable<never> =>
  printRows(io, values, { rows, columns, json: shortOf, summary: counted(rows.length, 'symbol') });

const printTree = (io: Io, given: Given, { all, tree }: SymbolChanges): Observable<never> => {
  const { values, positionals } = given;
  const names = new Set(chosen(all, positionals).map(({ name }) => name));
  const isWanted = (name: string): boolean => names.has(name);
  const keepEmpty = positionals.length === 0;
  const lines = isForTheEye(io, values)
    ? treeLines(tree, isWanted, keepEmpty).map((line) => `${line}\n`)
    : folderRows(tree, isWanted, keepEmpty).map(jsonLine);
  return printAll(io, lines);
};

/** Requests under way at once; the server answers one after the other anyway. */
const detailsAtOnce = 16;

const factsOf = (session: Session, name: string): Observable<SymbolFacts> =>
  zip(session.symbol(name), session.sessionOpen$(name)).pipe(
    take(1),
    map(([symbol, trade]) => symbolFacts(symbol, trade)),
  );

const printDetails = (
  io: Io,
  { values }: Given,
  session: Session,
  infos: readonly SymbolInfo[],
): Observable<never> =>
  from(infos).pipe(
    mergeMap(
      ({ name }, index) => factsOf(session, name).pipe(map((facts) => ({ facts, index }))),
      detailsAtOnce,
    ),
    toArray(),
    mergeMap((found) => {
      const facts = found.sort((a, b) => a.index - b.index).map((entry) => entry.facts);
      const texts = isForTheEye(io, values)
        ? facts.map((one, at) => `${at === 0 ? '' : '\n'}${factLines(one).join('\n')}\n`)
        : facts.map(jsonLine);
      return printAll(io, texts);
    }),
  );

interface ShownChange {
  readonly change: 'added' | 'changed' | 'removed';
  readonly symbol: SymbolInfo;
}

const changesOf = ({ added, changed, removed }: SymbolChanges): readonly ShownChange[] => [
  ...added.map((symbol): ShownChange => ({ change: 'added', symbol })),
  ...changed.map(({ after }): ShownChange => ({ change: 'changed', symbol: after })),
  ...removed.map((symbol): ShownChange => ({ change: 'removed', symbol })),
];

const changeText = ({ change, symbol }: ShownChange): string => {
  const { name, description, path, digits } = symbol;
  return `${change.padEnd(9)}${[name, description, path, digits].map(String).map(visible).join('  ')}\n`;
};

/** The list, then one line for each change. */
const follow = (io: Io, given: Given, session: Session): Observable<unknown> => {
  const { values, positionals } = given;
  const isWanted = symbolFilter(positionals);
  const forTheEye = isForTheEye(io, values);
  const printChanges = (changes: SymbolChanges): void => {
    const shown = changesOf(changes).filter(({ symbol }) => isWanted(symbol));
    const { source } = changes;
    const line = (one: ShownChange): string =>
      forTheEye
        ? changeText(one)
        : jsonLine({ change: one.change, source, ...shortOf(one.symbol) });
    io.out.write(shown.map(line).join(''));
  };
  return session.symbols$.pipe(
    tap((changes) => {
      if (changes.source !== 'snapshot' || !forTheEye) printChanges(changes);
    }),
    switchMap((changes) =>
      changes.source === 'snapshot' && forTheEye
        ? printList(io, given, changes.all.filter(isWanted))
        : [],
    ),
    untilSeconds(io, values),
  );
};

const show = (io: Io, given: Given, session: Session): Observable<unknown> => {
  const { values, positionals } = given;
  if (values.follow) return follow(io, given, session);
  if (values.tree) {
    return session.symbols$.pipe(
      take(1),
      mergeMap((changes) => printTree(io, given, changes)),
    );
  }
  return session.symbols().pipe(
    mergeMap((all) => {
      const infos = chosen(all, positionals);
      return values.details ? printDetails(io, given, session, infos) : printList(io, given, infos);
    }),
  );
};

const run = async (given: Given, io: Io): Promise<ExitCode> => {
  const { tree, details, follow: isFollowed } = given.values;
  checkFollow(given.values);
  const views = Object.entries({ '--tree': tree, '--details': details, '--follow': isFollowed });
  const [first, second] = views.filter(([, isGiven]) => isGiven).map(([name]) => name);
  if (first !== undefined && second !== undefined) {
    throw new UsageError(`${first} and ${second} are given, expected one of them`);
  }
  return openFor(io, given.values, (session) => usable(session, show(io, given, session)));
};

export const symbols = defineSessionCommand({
  name: 'symbols',
  summary: 'the symbols of an account: list, folders, specifications',
  options,
  positionals: {
    value: '[MASK...]',
    help: 'only those whose name or path fits: * is any text, ! in front leaves out (default all)',
    min: 0,
  },
  details: [
    'Shows a table on a terminal, else one JSON object per symbol. Quote masks, or the shell takes them for files. Case does not matter.',
    'With --follow, JSON has "change" (added, changed, removed) and "source" (snapshot, push, reconcile) besides.',
  ],
  examples: [
    { command: "rxmt5 symbols 'EUR*' '!*JPY'", does: 'names that begin with EUR, without yen' },
    { command: "rxmt5 symbols 'Forex\\*' --tree", does: 'what is in a folder, as a tree' },
    { command: 'rxmt5 symbols XAUUSD --details', does: 'specification and trading hours' },
    { command: 'rxmt5 symbols --json | jq -r .name', does: 'all names, one per line' },
  ],
  run,
});
