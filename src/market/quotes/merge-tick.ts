import {
  joinServerTime,
  lotsFromVolume,
  priceFromPoints,
  TickFields,
  type Tick,
} from '../../wire/index.js';
import { TickFlag } from '../tick.js';
import { shownPair, type QuoteState } from './quote-state.js';
import type { QuoteTerms } from './terms.js';

/** What a tick makes of a quote. */
export interface TickMerge {
  readonly state: QuoteState;
  /** Whether the quote is to be announced. */
  readonly isShown: boolean;
  /** `TickFlag`s of the values that it has brought. */
  readonly flags: number;
}

/** Which values a tick brings: those with their bit set, but no price of 0. */
const flagsOf = ({ fields, bid, ask, last }: Tick): number =>
  ((fields & TickFields.bid) !== 0 && bid !== 0 ? TickFlag.bid : 0) |
  ((fields & TickFields.ask) !== 0 && ask !== 0 ? TickFlag.ask : 0) |
  ((fields & TickFields.last) !== 0 && last !== 0 ? TickFlag.last : 0) |
  ((fields & TickFields.tick_volume) !== 0 ? TickFlag.volume : 0);

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0;

/** Whether a value that it has is older than the one that is known; one of 0 counts here. */
const isLate = ({ fields }: Tick, time: number, state: QuoteState): boolean =>
  ((fields & (TickFields.bid | TickFields.ask)) !== 0 && time < state.quoteTime) ||
  ((fields & TickFields.last) !== 0 && time < state.lastTime);

/**
 * Merges a tick by the rules of the official client. These are the rules of `QuoteSlot`, too,
 * which reads bytes in place and keeps nothing else: shared code would cost that path an object
 * per tick, so the two are apart, and a property test holds them together.
 *
 * `undefined` for a tick that is older than what it would change: all of it is dropped. Equal
 * times pass.
 */
export const mergeTick = (
  state: QuoteState,
  tick: Tick,
  { digits, markup }: QuoteTerms,
): TickMerge | undefined => {
  const time = joinServerTime(tick.tick_time, tick.time_ms_delta);
  if (isLate(tick, time, state)) return undefined;
  const flags = flagsOf(tick);
  const bid = has(flags, TickFlag.bid) ? priceFromPoints(tick.bid, digits) : state.bid;
  const ask = has(flags, TickFlag.ask) ? priceFromPoints(tick.ask, digits) : state.ask;
  const shown = shownPair(markup, bid, ask);
  // Written out: this is made anew for every tick, and spreading costs many times as much.
  const next: QuoteState = {
    bid,
    ask,
    last: has(flags, TickFlag.last) ? priceFromPoints(tick.last, digits) : state.last,
    volume: has(flags, TickFlag.volume) ? lotsFromVolume(tick.tick_volume) : state.volume,
    day: state.day,
    isChangeByBid: state.isChangeByBid || has(flags, TickFlag.bid),
    shown: shown ?? state.shown,
    quoteTime: has(flags, TickFlag.bid | TickFlag.ask) ? time : state.quoteTime,
    lastTime: has(flags, TickFlag.last) ? time : state.lastTime,
    serverTime: time,
  };
  return { state: next, isShown: shown !== undefined, flags };
};
