import { isLeft } from 'fp-ts/lib/Either.js';
import { volumeFromLots } from '../../wire/index.js';
import type { FeedTick } from './feed-tick.js';
import { dayInName, parseDay, Row } from './row.js';
import type { RowReader } from './rows.js';
import type { FaultMaker } from './text-lines.js';

/** `ms-bid-ask`: `ms_since_midnight,bid,ask`; `mt5`: the export of the MetaTrader 5 terminal. */
export type TickFormat = 'ms-bid-ask' | 'mt5';

export interface TickRowOptions {
  /** Name of the symbol: the files do not say it. */
  readonly symbol: string;
  /** Default `'auto'`: the first line tells. */
  readonly format?: 'auto' | TickFormat;
  /**
   * The day of an `ms-bid-ask` file, `yyyymmdd` or `yyyy-mm-dd`. Default: the one in the
   * file's name.
   */
  readonly day?: string;
  /**
   * How far the clock of the file is ahead of UTC, seconds. Default 0. Exports of the terminal
   * carry the server's time, mostly 7200 or 10800.
   */
  readonly serverOffsetSeconds?: number;
}

/** Reads lines of either format; the first line that is not empty decides. */
export const tickRows = (
  options: TickRowOptions,
  file: string,
  fault: FaultMaker,
): RowReader<FeedTick> => {
  const { format = 'auto' } = options;
  let read: RowReader<FeedTick> | undefined;
  return (text, line) => {
    if (text === '') return undefined;
    if (read !== undefined) return read(text, line);
    const found = format === 'auto' ? formatOf(text) : format;
    if (found === undefined) {
      const expected = "the header of an MT5 export or 'ms,bid,ask'";
      throw fault(line, 'format', text, expected);
    }
    if (found === 'mt5') {
      read = mt5Rows(text, line, options, fault);
      return undefined;
    }
    read = msBidAskRows(options, file, fault);
    return read(text, line);
  };
};

const formatOf = (text: string): TickFormat | undefined => {
  if (text.startsWith('<')) return 'mt5';
  return /^\d+(?:\.\d+)?,/.test(text) ? 'ms-bid-ask' : undefined;
};

/** `86384193,1.38711,1.38726`; parts of a millisecond are cut. */
const msBidAskRows = (
  options: TickRowOptions,
  file: string,
  fault: FaultMaker,
): RowReader<FeedTick> => {
  const { symbol, day } = options;
  const midnight = day === undefined ? dayInName(file) : parseDay(day);
  if (midnight === undefined) {
    const got = day ?? 'neither an option nor a file name with one';
    throw fault(0, 'day', got, 'yyyymmdd, a day of the calendar');
  }
  const inOrder = timeKeeper(options);
  return (text, line) => {
    const row = new Row(text.split(','), line, fault);
    if (row.cells.length !== 3) throw row.refuse('columns', text, 'ms,bid,ask');
    const time = inOrder(midnight + Math.floor(row.timeOfDay(0, 'time')), row, 0);
    return { symbol, time, bid: row.price(1, 'bid'), ask: row.price(2, 'ask') };
  };
};

const mt5Columns = ['<DATE>', '<TIME>', '<BID>', '<ASK>', '<LAST>', '<VOLUME>', '<FLAGS>'];
const needed = 4;

/**
 * Tab separated rows in which a side that did not change is empty: a row with one side gets the
 * other from the rows before, a row with none is a trade. Columns are found by their names; the
 * last three may be missing.
 */
const mt5Rows = (
  header: string,
  line: number,
  options: TickRowOptions,
  fault: FaultMaker,
): RowReader<FeedTick> => {
  const names = header.trimEnd().split('\t');
  const columns = mt5Columns.map((name) => names.indexOf(name));
  const [date = -1, time = -1, bidColumn = -1, askColumn = -1, last = -1, volume = -1, flags = -1] =
    columns;
  if (columns.slice(0, needed).includes(-1)) {
    throw fault(line, 'header', header, `tab separated ${mt5Columns.join(' ')}`);
  }
  const inOrder = timeKeeper(options);
  const day = dayCache();
  let bid: number | undefined;
  let ask: number | undefined;

  return (text, rowLine) => {
    const row = new Row(text.split('\t'), rowLine, fault);
    if (row.cells.length !== names.length) {
      throw row.refuse('columns', text, `${names.length} tab separated columns`);
    }
    const at = inOrder(day(row, date) + clockTime(row, time), row, time);
    if (row.text(flags) !== '') row.whole(flags, 'FLAGS');

    const quotes = row.text(bidColumn) !== '' || row.text(askColumn) !== '';
    if (row.text(bidColumn) !== '') bid = row.price(bidColumn, 'BID');
    if (row.text(askColumn) !== '') ask = row.price(askColumn, 'ASK');
    const trade = tradeOf(row, last, volume);
    if (!quotes && trade.last === undefined) {
      throw row.refuse('BID', text, 'at least one of BID, ASK and LAST');
    }
    return {
      symbol: options.symbol,
      time: at,
      ...(quotes && bid !== undefined && { bid }),
      ...(quotes && ask !== undefined && { ask }),
      ...trade,
    };
  };
};

/** A price of 0 says "none" in some exports, and so does a volume without a price. */
const tradeOf = (row: Row, last: number, volume: number): Pick<FeedTick, 'last' | 'volume'> => {
  const price = row.text(last) === '' ? 0 : row.decimal(last, 'LAST');
  const lots = row.text(volume) === '' ? undefined : volumeFromLots(row.text(volume));
  if (lots !== undefined && isLeft(lots)) {
    throw row.refuse('VOLUME', row.text(volume), 'lots from 0, at most 8 decimals');
  }
  if (price === 0) return {};
  return lots === undefined ? { last: price } : { last: price, volume: lots.right };
};

const clockText = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{3}))?$/;

const clockTime = (row: Row, index: number): number => {
  const [, hours, minutes, seconds, ms = '0'] = clockText.exec(row.text(index)) ?? [];
  if (hours === undefined) {
    throw row.refuse('TIME', row.text(index), 'HH:MM:SS.mmm');
  }
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
};

/** Rows of a day follow each other: its text need not be understood each time. */
const dayCache = (): ((row: Row, index: number) => number) => {
  let text: string | undefined;
  let day = 0;
  return (row, index) => {
    if (row.text(index) !== text) {
      day = row.day(index, 'DATE');
      text = row.text(index);
    }
    return day;
  };
};

/** To UTC, and no step back. */
const timeKeeper = (
  options: TickRowOptions,
): ((fileTime: number, row: Row, index: number) => number) => {
  const offsetMs = (options.serverOffsetSeconds ?? 0) * 1000;
  let latest = -Infinity;
  return (fileTime, row, index) => {
    if (fileTime < latest) {
      const expected = `not before ${new Date(latest).toISOString()}, the time of the row before`;
      throw row.refuse('time', row.text(index), expected);
    }
    latest = fileTime;
    return fileTime - offsetMs;
  };
};
