import { spark } from './spark.js';
import type { BoardRow } from './tick-board.js';

export interface TableLayout {
  /** Columns and rows of the terminal. */
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
}

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: BoardRow) => string;
}

const none = '-';

const spreadPoints = ({ tick, digits }: BoardRow): string =>
  tick === undefined || tick.bid === 0 || tick.ask === 0
    ? none
    : String(Math.round((tick.ask - tick.bid) * 10 ** digits));

const price = (value: number | undefined, digits: number): string =>
  value === undefined || value === 0 ? none : value.toFixed(digits);

/** From the left; where the terminal is narrow, those on the right are left out. */
const columns: readonly Column[] = [
  { title: 'symbol', align: 'left', cell: ({ symbol }) => symbol },
  { title: 'bid', align: 'right', cell: ({ tick, digits }) => price(tick?.bid, digits) },
  { title: 'ask', align: 'right', cell: ({ tick, digits }) => price(tick?.ask, digits) },
  { title: 'spread', align: 'right', cell: spreadPoints },
  {
    title: 'last time UTC',
    align: 'right',
    cell: ({ tick }) =>
      tick === undefined ? none : new Date(tick.time).toISOString().slice(11, 23),
  },
  { title: 'ticks/s', align: 'right', cell: (row) => row.ticksPerSecond.toFixed(1) },
  { title: 'trend', align: 'left', cell: ({ trend }) => spark(trend) },
];

const gap = '  ';
const green = '\x1b[32m';
const red = '\x1b[31m';
const dim = '\x1b[2m';
const plain = '\x1b[0m';

const paint = (text: string, colour: string, colours: boolean): string =>
  colours && colour !== '' ? `${colour}${text}${plain}` : text;

const bidColour = ({ direction }: BoardRow): string =>
  direction === 0 ? '' : direction > 0 ? green : red;

const pad = (text: string, size: number, align: Column['align']): string =>
  align === 'left' ? text.padEnd(size) : text.padStart(size);

/**
 * The lines of the table: titles, one line for each row, and a line for those that
 * the terminal has no room for. No line is wider than the terminal.
 */
export const tableLines = (rows: readonly BoardRow[], layout: TableLayout): string[] => {
  const room = Math.max(layout.rows, 2);
  const shown = rows.length <= room - 1 ? rows : rows.slice(0, room - 2);
  const cells = shown.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );

  let used = 0;
  const fitting = columns.filter((_, index) => {
    used += (widths[index] ?? 0) + (index === 0 ? 0 : gap.length);
    return index === 0 || used <= layout.columns;
  });
  const line = (values: readonly string[], colourAt: (index: number) => string): string =>
    fitting
      .map((column, index) => {
        const text = pad(values[index] ?? '', widths[index] ?? 0, column.align);
        return paint(text.slice(0, layout.columns), colourAt(index), layout.colours);
      })
      .join(gap)
      .trimEnd();

  const titles = columns.map(({ title }) => title);
  const hidden = rows.length - shown.length;
  return [
    line(titles, () => dim),
    ...shown.map((row, at) =>
      line(cells[at] ?? [], (index) => (index === 1 ? bidColour(row) : '')),
    ),
    ...(hidden > 0
      ? [paint(`and ${hidden} more`.slice(0, layout.columns), dim, layout.colours)]
      : []),
  ];
};
