import { dim, paint } from './paint.js';
import { cut, pad, visible, widthOf } from './shown-text.js';

export interface TableLayout {
  /** Columns and rows of the terminal. */
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
}

export interface Column<R> {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Any text, also one of the server: what a terminal would obey is not shown as it is. */
  readonly cell: (row: R) => string;
  /** An escape sequence of `paint.ts`, or '' for none. */
  readonly colour?: (row: R) => string;
}

export interface TextTable {
  readonly lines: readonly string[];
  /** Titles of the columns that the terminal has no room for. */
  readonly leftOut: readonly string[];
}

/** What stands for a value that is not known. */
export const none = '-';

const gap = '  ';

/**
 * A table: titles, one line for each row, and a line for those that the terminal has no room for.
 * No line is wider than the terminal; where it is narrow, columns on the right are left out.
 */
export const textTable = <R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  layout: TableLayout,
): TextTable => {
  const room = Math.max(layout.rows, 2);
  const shown = rows.length <= room - 1 ? rows : rows.slice(0, room - 2);
  const cells = shown.map((row) => columns.map((column) => visible(column.cell(row))));
  const widths = columns.map(({ title }, index) =>
    cells.reduce((most, line) => Math.max(most, widthOf(line[index] ?? '')), title.length),
  );

  let used = 0;
  const fits = columns.map((_, index) => {
    used += (widths[index] ?? 0) + (index === 0 ? 0 : gap.length);
    return index === 0 || used <= layout.columns;
  });
  const line = (values: readonly string[], colourAt: (column: Column<R>) => string): string =>
    columns
      .map((column, index) => {
        const text = pad(values[index] ?? '', widths[index] ?? 0, column.align);
        return paint(cut(text, layout.columns), colourAt(column), layout.colours);
      })
      .filter((_, index) => fits[index])
      .join(gap)
      .trimEnd();

  const titles = columns.map(({ title }) => title);
  const hidden = rows.length - shown.length;
  return {
    lines: [
      line(titles, () => dim),
      ...shown.map((row, at) => line(cells[at] ?? [], ({ colour }) => colour?.(row) ?? '')),
      ...(hidden > 0
        ? [paint(`and ${hidden} more`.slice(0, layout.columns), dim, layout.colours)]
        : []),
    ],
    leftOut: titles.filter((_, index) => fits[index] === false),
  };
};
