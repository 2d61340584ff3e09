import { defer, filter, map, tap, type Observable } from 'rxjs';
import { pathMatcher, type Changes } from '../index.js';
import { withoutRaw } from './account-format.js';
import type { Io } from './io.js';
import { redraws, showLive, type LiveView } from './live-view.js';
import { jsonLine, printBatches } from './print.js';
import { textTable, type Column } from './text-table.js';

/** How a list of the account is shown. */
export interface ListView<T> {
  /** Names the value in lines of JSON: `position`. */
  readonly noun: string;
  readonly columns: readonly Column<T>[];
  /** A line below the table. */
  readonly summary: (all: readonly T[]) => string;
  /** Which rows stay where there is no room for all: the last ones, of what only grows. */
  readonly keeps?: 'first' | 'last';
}

interface OfSymbol {
  readonly symbol: string | undefined;
}

/** Whether something is of the symbols of `--symbol`; all are, if it is absent. */
export const symbolFits = (masks: string | undefined): ((one: OfSymbol) => boolean) => {
  if (masks === undefined) return () => true;
  const fits = pathMatcher(masks);
  return ({ symbol }) => symbol !== undefined && fits(symbol);
};

/** The changes that concern what fits; others are left out, but for the first of all. */
export const changesOf =
  <T>(fits: (one: T) => boolean) =>
  (changes$: Observable<Changes<T>>): Observable<Changes<T>> =>
    changes$.pipe(
      map((changes) => ({
        ...changes,
        all: changes.all.filter(fits),
        added: changes.added.filter(fits),
        changed: changes.changed.filter(({ after }) => fits(after)),
        removed: changes.removed.filter(fits),
      })),
      filter(
        ({ added, changed, removed }, index) =>
          index === 0 || added.length + changed.length + removed.length > 0,
      ),
    );

/** `{"change":"added","source":"push","position":…}`; a change also has what was `before`. */
const changeLines = <T>(
  { added, changed, removed, source }: Changes<T>,
  noun: string,
): readonly unknown[] => [
  ...removed.map((one) => ({ change: 'removed', source, [noun]: withoutRaw(one) })),
  ...changed.map(({ before, after }) => ({
    ...{ change: 'changed', source, before: withoutRaw(before) },
    [noun]: withoutRaw(after),
  })),
  ...added.map((one) => ({ change: 'added', source, [noun]: withoutRaw(one) })),
];

/**
 * Shows a list as it changes: a table redrawn in place on a terminal, else a line of JSON for
 * each change.
 */
export const followList = <T>(
  io: Io,
  options: { readonly json: boolean },
  changes$: Observable<Changes<T>>,
  { noun, columns, summary, keeps, ...view }: ListView<T> & Pick<LiveView, 'title' | 'status$'>,
): Observable<never> => {
  if (!redraws(io, options)) {
    const lines$ = changes$.pipe(map((changes) => changeLines(changes, noun)));
    return printBatches(io, lines$, jsonLine, 'changes');
  }
  return defer(() => {
    let all: readonly T[] | undefined;
    const source$ = changes$.pipe(
      tap((changes) => {
        all = changes.all;
      }),
    );
    return showLive(io, source$, {
      ...view,
      body: (layout) => {
        if (all === undefined) return ['…'];
        // One row is for the titles.
        const rows = keeps === 'last' ? all.slice(-Math.max(layout.rows - 1, 1)) : all;
        return textTable(columns, rows, layout).lines;
      },
      facts: () => summary(all ?? []),
    });
  });
};
