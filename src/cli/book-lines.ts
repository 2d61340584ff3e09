import type { Book, BookLevel } from '../index.js';
import { dim, green, paint, red } from './paint.js';
import { isoTime } from './print.js';
import { cut, visible } from './shown-text.js';
import { textTable, type Column, type TableLayout } from './text-table.js';

interface BookRow {
  readonly bid: BookLevel | undefined;
  readonly ask: BookLevel | undefined;
}

type Side = keyof BookRow;

/** Decimals that show all of these exactly: 2 at least, 8 at most, as the wire has them. */
const decimalsOf = (values: readonly number[]): number =>
  values.reduce((most, value) => {
    const decimals = value.toFixed(8).replace(/0+$/, '').split('.')[1] ?? '';
    return Math.max(most, decimals.length);
  }, 2);

const lotsColumn = (
  title: string,
  side: Side,
  field: 'lots' | 'cumulativeLots',
  decimals: number,
): Column<BookRow> => ({
  title,
  align: 'right',
  cell: (row) => row[side]?.[field].toFixed(decimals) ?? '',
});

const priceColumn = (side: Side, digits: number): Column<BookRow> => ({
  title: side,
  align: side === 'bid' ? 'right' : 'left',
  cell: (row) => row[side]?.price.toFixed(digits) ?? '',
  colour: () => (side === 'bid' ? green : red),
});

const columnsOf = (digits: number, decimals: number): readonly Column<BookRow>[] => [
  lotsColumn('total', 'bid', 'cumulativeLots', decimals),
  lotsColumn('lots', 'bid', 'lots', decimals),
  priceColumn('bid', digits),
  priceColumn('ask', digits),
  lotsColumn('lots', 'ask', 'lots', decimals),
  lotsColumn('total', 'ask', 'cumulativeLots', decimals),
];

/** What to know before looking at the prices. */
const flagsOf = ({ state, isComplete }: Book): string => {
  const flags = [...(state === 'normal' ? [] : [state]), ...(isComplete ? [] : ['incomplete'])];
  return flags.length === 0 ? '' : `  ${flags.join(', ').toUpperCase()}`;
};

/** Bids and asks side by side, best first, with a line above of the whole. */
export const bookLines = (
  book: Book,
  { digits, levels }: { readonly digits: number; readonly levels: number },
  layout: TableLayout,
): readonly string[] => {
  const { symbol, spread, time } = book;
  const between = spread === undefined ? '' : `  spread ${spread}`;
  const title = `${visible(symbol)}${flagsOf(book)}${between}  ${isoTime(time)}`;
  const count = Math.min(Math.max(book.bids.length, book.asks.length), levels);
  const rows = Array.from({ length: count }, (_, at) => ({
    bid: book.bids[at],
    ask: book.asks[at],
  }));
  const sizes = rows.flatMap(({ bid, ask }) => [bid?.lots ?? 0, ask?.lots ?? 0]);
  const table = textTable(columnsOf(digits, decimalsOf(sizes)), rows, {
    ...layout,
    rows: layout.rows - 1,
  });
  const colour = book.state === 'normal' && book.isComplete ? dim : red;
  return [paint(cut(title, layout.columns), colour, layout.colours), ...table.lines];
};

const levelJson = ({ price, lots: size, cumulativeLots }: BookLevel) => ({
  price,
  lots: size,
  cumulativeLots,
});

/** A book as JSON; the time in UTC milliseconds, the spread in points. */
export const bookJson = (book: Book, levels: number) => {
  const { symbol, time, state, isComplete, spread } = book;
  return {
    ...{ symbol, time, state, isComplete, spread },
    bids: book.bids.slice(0, levels).map(levelJson),
    asks: book.asks.slice(0, levels).map(levelJson),
  };
};
