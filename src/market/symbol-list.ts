import { catchError, concat, defer, filter, map, of, scan, switchMap, type Observable } from 'rxjs';
import { commands } from '../wire/index.js';
import type { Requester } from './requester.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import { untilLost } from './until-lost.js';
import { symbolTree, type SymbolFolder } from './symbol-tree.js';
import type { SymbolInfo } from './symbols.js';

/**
 * All symbols of the account and what has just changed among them.
 *
 * - `snapshot`: the list as it was loaded; everything is `added`.
 * - `push`: the server has sent other records of some symbols.
 * - `reconcile`: the list of a new connection differs from the one before.
 */
export interface SymbolChanges {
  readonly all: readonly SymbolInfo[];
  readonly added: readonly SymbolInfo[];
  readonly changed: readonly { readonly before: SymbolInfo; readonly after: SymbolInfo }[];
  readonly removed: readonly SymbolInfo[];
  readonly source: 'snapshot' | 'push' | 'reconcile';
  /** The folders that symbols lie in. */
  readonly tree: SymbolFolder;
}

type Difference = Pick<SymbolChanges, 'added' | 'changed' | 'removed'>;

const isSame = (a: SymbolInfo, b: SymbolInfo): boolean =>
  a === b ||
  Object.entries(a.raw).every(([field, value]) => b.raw[field as keyof typeof b.raw] === value);

/** What differs between two lists, symbols told apart by their names. */
export const symbolDifference = (
  before: readonly SymbolInfo[],
  after: readonly SymbolInfo[],
): Difference => {
  const old = new Map(before.map((info) => [info.name, info]));
  const now = new Set(after.map(({ name }) => name));
  return {
    added: after.filter(({ name }) => !old.has(name)),
    changed: after.flatMap((info) => {
      const was = old.get(info.name);
      return was === undefined || isSame(was, info) ? [] : [{ before: was, after: info }];
    }),
    removed: before.filter(({ name }) => !now.has(name)),
  };
};

const isNothing = ({ added, changed, removed }: Difference): boolean =>
  added.length + changed.length + removed.length === 0;

/** Whether symbols have come, gone or moved to other folders. */
const hasMoved = ({ added, changed, removed }: Difference): boolean =>
  added.length + removed.length > 0 ||
  changed.some(({ before, after }) => before.path !== after.path);

interface Listing {
  readonly infos: readonly SymbolInfo[];
  readonly groups: readonly string[];
  /** Whether it follows another list of the same connection. */
  readonly isUpdate: boolean;
}

interface State {
  readonly infos?: readonly SymbolInfo[];
  readonly tree?: SymbolFolder | undefined;
  /** Absent when the list is no news. */
  readonly news?: SymbolChanges;
}

const reduce = (state: State, { infos, groups, isUpdate }: Listing): State => {
  const { infos: before } = state;
  const difference = symbolDifference(before ?? [], infos);
  if (before !== undefined && isNothing(difference)) return { infos, tree: state.tree };
  const later = isUpdate ? 'push' : 'reconcile';
  const source = before === undefined ? 'snapshot' : later;
  const isPlaced = isUpdate && state.tree !== undefined && !hasMoved(difference);
  const tree = isPlaced ? state.tree : symbolTree(groups, infos);
  return { infos, tree, news: { all: infos, ...difference, source, tree } };
};

export interface SymbolSource {
  readonly connection: Requester;
  readonly catalogue: Pick<SymbolCatalogue, 'infos' | 'changes$'>;
}

/** The folders the server names; none if it will not say. */
const groupsOf = (
  connection: Requester,
  onFailure: (error: unknown) => void,
): Observable<readonly string[]> =>
  connection.request(commands.symbolGroups, undefined).pipe(
    map((groups) => groups.map(({ group_name }) => group_name)),
    untilLost(),
    catchError((error: unknown) => {
      onFailure(error);
      return of([]);
    }),
  );

/**
 * The symbols of an account across connections: the whole list first, then what changes. If the
 * folders cannot be had (`onFailure` is told), the tree is made of the paths of symbols alone.
 */
export const symbolChanges = (
  ready$: Observable<SymbolSource>,
  onFailure: (error: unknown) => void,
): Observable<SymbolChanges> =>
  defer(() =>
    ready$.pipe(
      switchMap(({ connection, catalogue }) =>
        groupsOf(connection, onFailure).pipe(
          switchMap((groups) => {
            const now = (isUpdate: boolean): Listing => ({
              infos: catalogue.infos,
              groups,
              isUpdate,
            });
            return concat(
              defer(() => of(now(false))),
              catalogue.changes$.pipe(
                filter((change) => change === 'symbols'),
                map(() => now(true)),
              ),
            );
          }),
        ),
      ),
      scan(reduce, {} as State),
      map(({ news }) => news),
      filter((news) => news !== undefined),
    ),
  );
