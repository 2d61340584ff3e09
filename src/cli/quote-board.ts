import type { Condition, OfSymbol, Quote, SessionState } from '../index.js';
import { green, red } from './paint.js';
import { isoTime } from './print.js';
import { none, type Column } from './text-table.js';

/** What is known of a symbol: a row of the table. */
export interface QuoteRow {
  readonly symbol: string;
  readonly digits: number;
  readonly quote?: Quote | undefined;
  /** Of the hours of quotes. */
  readonly session?: SessionState | undefined;
  readonly condition?: Condition | undefined;
}

/** The newest state of some symbols. */
export class QuoteBoard {
  readonly #rows: Map<string, QuoteRow>;
  #count = 0;

  /** @param symbols in the order of the rows */
  constructor(symbols: readonly { readonly name: string; readonly digits: number }[]) {
    this.#rows = new Map(symbols.map(({ name, digits }) => [name, { symbol: name, digits }]));
  }

  get rows(): readonly QuoteRow[] {
    return [...this.#rows.values()];
  }

  /** Quotes so far. */
  get count(): number {
    return this.#count;
  }

  addQuote(quote: Quote): void {
    this.#count += 1;
    this.#change(quote.symbol, { quote });
  }

  setSession(session: SessionState): void {
    this.#change(session.symbol, { session });
  }

  setCondition(condition: OfSymbol<Condition>): void {
    this.#change(condition.symbol, { condition });
  }

  #change(symbol: string, change: Partial<QuoteRow>): void {
    const row = this.#rows.get(symbol);
    if (row !== undefined) this.#rows.set(symbol, { ...row, ...change });
  }
}

const isShown = (value: number | undefined): value is number => value !== undefined && value !== 0;

const price = (value: number | undefined, { digits }: QuoteRow): string =>
  isShown(value) ? value.toFixed(digits) : none;

const percent = (change: number | undefined): string =>
  change === undefined ? none : `${change > 0 ? '+' : ''}${change.toFixed(2)}`;

const changeColour = ({ quote }: QuoteRow): string =>
  (quote?.change ?? 0) === 0 ? '' : (quote?.change ?? 0) > 0 ? green : red;

const bidColour = ({ quote }: QuoteRow): string =>
  quote?.bidTrend === 'up' ? green : quote?.bidTrend === 'down' ? red : '';

/** `gap`, `closed`, `stale`, `live`; of a single quote `open` or `closed`. */
const market = ({ session, condition, quote }: QuoteRow): string => {
  if (condition?.kind === 'gap') return 'gap';
  if (session?.open === false) return 'closed';
  if (quote?.delayed === true) return 'late';
  return condition?.kind ?? (session === undefined ? none : 'open');
};

/** Of today the time, of earlier quotes the date. */
const when = (ms: number, nowMs: number): string => {
  if (ms === 0) return none;
  const [date = '', clock = ''] = isoTime(ms).split('T');
  return isoTime(nowMs).startsWith(date) ? clock.slice(0, 8) : date;
};

export const quoteColumns = (nowMs: number): readonly Column<QuoteRow>[] => [
  { title: 'symbol', align: 'left', cell: ({ symbol }) => symbol },
  { title: 'bid', align: 'right', cell: (row) => price(row.quote?.bid, row), colour: bidColour },
  { title: 'ask', align: 'right', cell: (row) => price(row.quote?.ask, row) },
  { title: 'spread', align: 'right', cell: ({ quote }) => String(quote?.spread ?? none) },
  {
    title: 'day %',
    align: 'right',
    cell: ({ quote }) => percent(quote?.change),
    colour: changeColour,
  },
  { title: 'high', align: 'right', cell: (row) => price(row.quote?.bidHigh, row) },
  { title: 'low', align: 'right', cell: (row) => price(row.quote?.bidLow, row) },
  { title: 'market', align: 'left', cell: market },
  {
    title: 'time UTC',
    align: 'right',
    cell: ({ quote }) => (quote === undefined ? none : when(quote.time, nowMs)),
  },
];

/** A quote as JSON; the time in UTC milliseconds. What is not known is left out. */
export const quoteJson = (quote: Quote) => {
  const { symbol, bid, ask, spread, last, volume, change, time, delayed } = quote;
  const { bidHigh, bidLow, askHigh, askLow, lastHigh, lastLow, open, previousClose } = quote;
  return {
    ...{ symbol, bid, ask, spread, last, volume, change },
    ...{ bidHigh, bidLow, askHigh, askLow, lastHigh, lastLow, open, previousClose },
    ...{ time: time === 0 ? undefined : time, delayed },
  };
};

/** A row as JSON: the quote, and whether the market is open. */
export const rowJson = ({ symbol, quote, session }: QuoteRow) => ({
  symbol,
  ...(quote === undefined ? {} : quoteJson(quote)),
  market: session?.open === false ? 'closed' : 'open',
  nextChange: session?.nextChange,
});
