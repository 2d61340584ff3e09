import { markupOf, type Markup } from '../markup.js';
import type { ServerTimes } from '../server-times.js';
import { isDelayed, type SymbolSpecification } from '../symbols.js';

/** What the records of a symbol are to be read by. */
export interface QuoteTerms {
  readonly symbol: string;
  readonly digits: number;
  readonly markup: Markup | undefined;
  /** Which of its two quotes is shown: the delayed one of a delayed subscription. */
  readonly shown: Track;
  readonly times: ServerTimes;
  /** Milliseconds that the server's clock was ahead of UTC when these were told. */
  readonly offsetMs: number;
}

/** Live and delayed records are two quotes that know nothing of each other. */
export type Track = 'live' | 'delayed';

export type Tracks<State> = Readonly<Record<Track, State>>;

/** `at` is UTC milliseconds. */
export const termsOf = (
  specification: SymbolSpecification,
  times: ServerTimes,
  at: number,
): QuoteTerms => {
  const { name, digits, point, settings, raw } = specification;
  return {
    symbol: name,
    digits,
    markup: markupOf({
      spreadDiff: settings.spread_diff,
      spreadDiffBalance: settings.spread_diff_balance,
      point,
      digits,
    }),
    shown: isDelayed(raw.subscription) ? 'delayed' : 'live',
    times,
    offsetMs: times.offsetAt(at),
  };
};
