import type { RateBar } from '../../wire/index.js';
import { Row } from './row.js';
import type { RowReader } from './rows.js';
import type { FaultMaker } from './text-lines.js';

/**
 * `quote-bars`: `yyyymmdd,ms,bidO,bidH,bidL,bidC,0,askO,askH,askL,askC,0` without a header;
 * `mt5-rates`: the MetaTrader5 Python package's rates as CSV, with a header.
 */
export type BarFormat = 'quote-bars' | 'mt5-rates';

export interface BarRowOptions {
  /** Default `'auto'`: the first line tells. */
  readonly format?: 'auto' | BarFormat;
  /** Which side of `quote-bars` to read. Default `'bid'`, as the server makes its bars. */
  readonly side?: 'bid' | 'ask';
  /**
   * Added to every time, seconds, whole minutes. Default 0. Bars are kept in the server's time:
   * a file in UTC is shifted by what the server is ahead of it.
   */
  readonly shiftSeconds?: number;
}

const secondsPerMinute = 60;
/** Bars carry seconds in 32 bits. */
const latestTime = 2 ** 31 - 1;
const largestCount = 2 ** 32 - 1;

/** Reads lines of either format; the first line that is not empty decides. */
export const barRows = (options: BarRowOptions, fault: FaultMaker): RowReader<RateBar> => {
  const { format = 'auto', shiftSeconds = 0 } = options;
  let read: ((row: Row) => RateBar) | undefined;
  let latest = -Infinity;

  const start = (text: string, line: number): boolean => {
    const found = format === 'auto' ? formatOf(text) : format;
    if (found === undefined) {
      throw fault(line, 'format', text, "'yyyymmdd,ms,…' or a header with time, open, high, …");
    }
    read = found === 'quote-bars' ? quoteBars(options) : mt5Rates(text, line, fault);
    return found === 'quote-bars';
  };

  return (text, line) => {
    if (text === '') return undefined;
    if (read === undefined && !start(text, line)) return undefined;
    const row = new Row(text.split(','), line, fault);
    // `start` has set it.
    const bar = (read as (row: Row) => RateBar)(row);
    checkBar(bar, row);
    if (bar.time <= latest) {
      const expected = `after ${new Date(latest * 1000).toISOString()}, the bar before`;
      throw row.refuse('time', new Date(bar.time * 1000).toISOString(), expected);
    }
    latest = bar.time;
    return shiftSeconds === 0 ? bar : { ...bar, time: bar.time + shiftSeconds };
  };
};

const formatOf = (text: string): BarFormat | undefined => {
  if (/^\d{8},\d+,/.test(text)) return 'quote-bars';
  return /(?:^|,)time,/.test(text) ? 'mt5-rates' : undefined;
};

const quoteColumns = 12;

/** These files count no ticks: the tick volume is 0. */
const quoteBars = ({ side = 'bid' }: BarRowOptions): ((row: Row) => RateBar) => {
  const first = side === 'bid' ? 2 : 7;
  return (row) => {
    if (row.cells.length !== quoteColumns) {
      throw row.refuse('columns', row.cells.join(','), `${quoteColumns} columns`);
    }
    return {
      time: (row.day(0, 'day') + row.timeOfDay(1, 'time')) / 1000,
      open: row.price(first, `${side} open`),
      high: row.price(first + 1, `${side} high`),
      low: row.price(first + 2, `${side} low`),
      close: row.price(first + 3, `${side} close`),
      tick_volume: 0,
      real_volume: 0,
    };
  };
};

const rateNames = ['time', 'open', 'high', 'low', 'close', 'tick_volume', 'real_volume'] as const;

const mt5Rates = (header: string, line: number, fault: FaultMaker): ((row: Row) => RateBar) => {
  const names = header.split(',');
  const columns = rateNames.map((name) => names.indexOf(name));
  const missing = rateNames.filter((name) => !names.includes(name));
  if (missing.length > 0) throw fault(line, 'header', header, `columns ${missing.join(', ')}`);
  const [time = 0, open = 0, high = 0, low = 0, close = 0, ticks = 0, volume = 0] = columns;
  return (row) => {
    if (row.cells.length !== names.length) {
      throw row.refuse('columns', row.cells.join(','), `${names.length} columns`);
    }
    return {
      time: row.whole(time, 'time'),
      open: row.price(open, 'open'),
      high: row.price(high, 'high'),
      low: row.price(low, 'low'),
      close: row.price(close, 'close'),
      tick_volume: row.whole(ticks, 'tick_volume'),
      real_volume: row.decimal(volume, 'real_volume'),
    };
  };
};

const checkBar = (bar: RateBar, row: Row): void => {
  const { time, open, high, low, close, tick_volume } = bar;
  if (time > latestTime) throw row.refuse('time', String(time), `at most ${latestTime} seconds`);
  if (time % secondsPerMinute !== 0) {
    throw row.refuse('time', new Date(time * 1000).toISOString(), 'the start of a minute');
  }
  if (high < Math.max(open, close)) {
    throw row.refuse('high', String(high), `at least open ${open} and close ${close}`);
  }
  if (low > Math.min(open, close)) {
    throw row.refuse('low', String(low), `at most open ${open} and close ${close}`);
  }
  if (tick_volume > largestCount) {
    throw row.refuse('tick_volume', String(tick_volume), `at most ${largestCount}`);
  }
};
