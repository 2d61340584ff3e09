import { applyMarkup, markupOf, quotes, type FeedEvent } from '../../../src/market/index.js';
import { priceFromPoints, TickFields, type Tick } from '../../../src/wire/index.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { beginning, feedsOf, markedUp, markupPoints, tickEvents } from '../support/feed.js';
import { symbolIds, tickBodies } from '../support/messages.js';
import { mustGrow } from '../support/must-grow.js';
import { asOneRead } from '../support/router.js';
import { timed } from '../timing.js';

const many = 1000;
const ticksPerRead = 1000;
const { digits, point } = markedUp;
const markup = markupOf({ spreadDiff: markupPoints, spreadDiffBalance: 0, point, digits });

const counted = (symbols: number): string => `${symbols} symbol${symbols === 1 ? '' : 's'}`;

const ticksOf = (symbols: number): ReturnType<typeof tickEvents> => {
  const ids = symbolIds(symbols);
  return tickEvents(asOneRead(tickBodies({ ticksPerFrame: 10, ticks: ticksPerRead, ids })));
};

interface PlainQuote {
  readonly bid: number;
  readonly ask: number;
  readonly spread: number;
  readonly time: number;
}

/**
 * What a first program would do: the last prices of each symbol in a map, the markup, an object
 * for the listener. No order of times, no trends, nothing of what has changed, no statistics.
 */
class PlainQuotes {
  bids = 0;
  readonly #prices = new Map<number, { bid: number; ask: number }>();

  take({ symbol_id, fields, bid, ask, tick_time, time_ms_delta }: Tick): void {
    let prices = this.#prices.get(symbol_id);
    if (prices === undefined) {
      prices = { bid: 0, ask: 0 };
      this.#prices.set(symbol_id, prices);
    }
    if ((fields & TickFields.bid) !== 0) prices.bid = priceFromPoints(bid, digits);
    if ((fields & TickFields.ask) !== 0) prices.ask = priceFromPoints(ask, digits);
    const shown = markup === undefined ? prices : applyMarkup(markup, prices.bid, prices.ask);
    if (shown === undefined) return;
    this.#tell({
      bid: shown.bid,
      ask: shown.ask,
      spread: Math.round((shown.ask - shown.bid) * 10 ** digits),
      time: tick_time * 1000 + time_ms_delta,
    });
  }

  #tell(quote: PlainQuote): void {
    this.bids += quote.bid;
  }
}

function plain(name: string, settings: Settings): Contender {
  const events = ticksOf(many);
  const program = new PlainQuotes();
  const body = (): number => {
    for (const { tick } of events) program.take(tick);
    return program.bids;
  };
  return timed({ name }, ticksPerRead, body, settings);
}

/** The stream of quotes of each symbol, every tick handed to that of its own. */
function reduced(symbols: number, ratioTo: string, settings: Settings): Contender {
  const events = ticksOf(symbols);
  const feeds = feedsOf(symbolIds(symbols));
  let bids = 0;
  for (const feed of feeds.values()) {
    quotes(feed).subscribe(({ bid = 0 }) => {
      bids += bid;
    });
    for (const event of beginning) feed.next(event);
  }
  const hand = (id: number, event: FeedEvent): void => feeds.get(id)?.next(event);
  const body = (): number => {
    for (const event of events) hand(event.tick.symbol_id, event);
    return bids;
  };
  const name = `quotes, ${counted(symbols)}`;
  return timed({ name, ratioTo }, ticksPerRead, mustGrow(name, body), settings);
}

/** A tick to the quote that is shown for it, with the markup of a group. */
export const quotesOfTicks: Subject = {
  title: 'a tick to a quote',
  prepare: (settings) => {
    const ratioTo = `plain loop, prices and markup alone, ${counted(many)}`;
    return {
      contenders: [
        plain(ratioTo, settings),
        ...[1, many].map((symbols) => reduced(symbols, ratioTo, settings)),
      ],
    };
  },
};
