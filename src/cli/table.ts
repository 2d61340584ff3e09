import { green, red } from './paint.js';
import { spark } from './spark.js';
import { none, textTable, type Column, type TableLayout } from './text-table.js';
import type { BoardRow } from './tick-board.js';

const spreadPoints = ({ tick, digits }: BoardRow): string =>
  tick === undefined || tick.bid === 0 || tick.ask === 0
    ? none
    : String(Math.round((tick.ask - tick.bid) * 10 ** digits));

const price = (value: number | undefined, digits: number): string =>
  value === undefined || value === 0 ? none : value.toFixed(digits);

const bidColour = ({ direction }: BoardRow): string =>
  direction === 0 ? '' : direction > 0 ? green : red;

/** From the left; where the terminal is narrow, those on the right are left out. */
const columns: readonly Column<BoardRow>[] = [
  { title: 'symbol', align: 'left', cell: ({ symbol }) => symbol },
  {
    title: 'bid',
    align: 'right',
    cell: ({ tick, digits }) => price(tick?.bid, digits),
    colour: bidColour,
  },
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

/** The lines of the table of ticks. */
export const tableLines = (rows: readonly BoardRow[], layout: TableLayout): readonly string[] =>
  textTable(columns, rows, layout).lines;
