import { normalize } from '../wire/index.js';

/** What a group adds to the spread of a symbol. */
export interface Markup {
  /** Points added to the width of the spread. */
  readonly widthPoints: number;
  /** What the bid is lowered by, as a price. */
  readonly bidShift: number;
  readonly point: number;
  readonly digits: number;
}

/**
 * The markup of settings `spread_diff` (d) and `spread_diff_balance` (b), or
 * `undefined` where there is none: the bid moves by d - h - b points for d > 0
 * and by d - h + b for d < 0, with h = d/2 cut towards zero.
 */
export const markupOf = (settings: {
  readonly spreadDiff: number;
  readonly spreadDiffBalance: number;
  readonly point: number;
  readonly digits: number;
}): Markup | undefined => {
  const { spreadDiff: d, spreadDiffBalance: b, point, digits } = settings;
  if (d === 0) return undefined;
  const half = Math.trunc(d / 2);
  const bidPoints = d > 0 ? d - half - b : d - half + b;
  return { widthPoints: d, bidShift: point * bidPoints, point, digits };
};

export interface BidAsk {
  readonly bid: number;
  readonly ask: number;
}

/**
 * Bid and ask as the account sees them, or `undefined` when the markup turns
 * them over (bid above ask): such a quote is not shown. A pair with a zero side
 * stays as it is.
 */
export const applyMarkup = (markup: Markup, bid: number, ask: number): BidAsk | undefined => {
  if (bid === 0 || ask === 0) return { bid, ask };
  const { point, digits } = markup;
  const width = normalize((ask - bid) / point + markup.widthPoints, 0);
  const shownBid = normalize(bid - markup.bidShift, digits);
  const shownAsk = normalize(bid - markup.bidShift + point * width, digits);
  return shownBid <= shownAsk ? { bid: shownBid, ask: shownAsk } : undefined;
};
