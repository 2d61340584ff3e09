import { lotsFromVolume, volumeUnits, type Reason } from '../../wire/index.js';
import type { Deal, Named } from '../views/index.js';
import { MoneySum, PriceMean } from './sums.js';

export type Side = 'buy' | 'sell';

export const otherSide = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** A position as its deals tell of it. Prices are averages by volume, rounded to 8 decimals. */
export interface HistoryPosition {
  readonly ticket: bigint;
  /** Counted from 1; a netting position that turns to the other side goes on as the next leg. */
  readonly leg: number;
  readonly symbol: string | undefined;
  readonly side: Side;
  /** Lots opened. */
  readonly volume: number;
  /** Lots opened, in units of 1e-8. */
  readonly volumeUnits: bigint;
  /** Lots closed. */
  readonly volumeClosed: number;
  /** Lots closed, in units of 1e-8. */
  readonly volumeClosedUnits: bigint;
  /** `undefined`: no opening deal is known. */
  readonly priceOpen: number | undefined;
  /** `undefined`: no closing deal is known. */
  readonly priceClose: number | undefined;
  /** First opening deal, UTC milliseconds. */
  readonly openTime: number | undefined;
  /** Last closing deal, UTC milliseconds. */
  readonly closeTime: number | undefined;
  /** Account currency, as the next three. */
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
  readonly fee: number;
  /** Profit, swap, commission and fee together. */
  readonly net: number;
  /** Why its last closing deal was made. */
  readonly closeReason: Named<typeof Reason> | undefined;
  /** As of the last deal that is known; `unknown` where that takes deals that are not. */
  readonly state: 'open' | 'partial' | 'closed' | 'unknown';
  /**
   * Whether all opening deals are known. If not, volumes, prices, times and money are those of the
   * known deals alone.
   */
  readonly complete: boolean;
  /** Oldest first. The deal that turns a position is in both legs; its money is in the first. */
  readonly deals: readonly Deal[];
}

interface LegStart {
  readonly ticket: bigint;
  readonly number: number;
  readonly side: Side;
  /** Whether no deal can lie before the first one that is known. */
  readonly fromStart: boolean;
}

const lots = (units: bigint): number => lotsFromVolume(volumeUnits(units));

/** Grows a position deal by deal. */
export class Leg {
  readonly #start: LegStart;
  readonly #entries = new PriceMean();
  readonly #exits = new PriceMean();
  readonly #money = {
    profit: new MoneySum(),
    swap: new MoneySum(),
    commission: new MoneySum(),
    fee: new MoneySum(),
  };
  readonly #deals: Deal[] = [];
  #firstEntry: Deal | undefined;
  #lastExit: Deal | undefined;
  #turned = false;

  constructor(start: LegStart) {
    this.#start = start;
  }

  get side(): Side {
    return this.#start.side;
  }

  get #isComplete(): boolean {
    const opened = this.#entries.volume;
    return this.#start.fromStart && opened > 0n && opened >= this.#exits.volume;
  }

  /** Takes the money of a deal. */
  book(deal: Deal): void {
    const { currencyDigits } = deal;
    this.#deals.push(deal);
    this.#money.profit.add(deal.profit, currencyDigits);
    this.#money.swap.add(deal.swap, currencyDigits);
    this.#money.commission.add(deal.commission, currencyDigits);
    this.#money.fee.add(deal.fee, currencyDigits);
  }

  enter(deal: Deal, units: bigint): void {
    this.#firstEntry ??= deal;
    this.#entries.add(deal.price, units);
  }

  exit(deal: Deal, units: bigint): void {
    this.#lastExit = deal;
    this.#exits.add(deal.price, units);
  }

  /** Closes what is open, as far as it is known, and opens the rest of the deal as the next leg. */
  turn(deal: Deal): Leg {
    const open = this.#entries.volume - this.#exits.volume;
    const known = open > 0n ? open : 0n;
    const closed = known < deal.volumeUnits ? known : deal.volumeUnits;
    const { ticket, number, side } = this.#start;
    const fromStart = this.#isComplete;
    this.exit(deal, closed);
    this.#turned = true;
    const next = new Leg({ ticket, number: number + 1, side: otherSide(side), fromStart });
    next.enter(deal, deal.volumeUnits - closed);
    next.#deals.push(deal);
    return next;
  }

  get #state(): HistoryPosition['state'] {
    if (this.#turned) return 'closed';
    if (!this.#isComplete) return 'unknown';
    if (this.#exits.volume === 0n) return 'open';
    return this.#exits.volume === this.#entries.volume ? 'closed' : 'partial';
  }

  position(): HistoryPosition {
    const { ticket, number, side } = this.#start;
    const { profit, swap, commission, fee } = this.#money;
    const net = new MoneySum();
    for (const sum of Object.values(this.#money)) net.addSum(sum);
    return {
      ticket,
      leg: number,
      symbol: this.#deals.find(({ symbol }) => symbol !== undefined)?.symbol,
      side,
      volume: lots(this.#entries.volume),
      volumeUnits: this.#entries.volume,
      volumeClosed: lots(this.#exits.volume),
      volumeClosedUnits: this.#exits.volume,
      priceOpen: this.#entries.value,
      priceClose: this.#exits.value,
      openTime: this.#firstEntry?.time,
      closeTime: this.#lastExit?.time,
      profit: profit.value,
      swap: swap.value,
      commission: commission.value,
      fee: fee.value,
      net: net.value,
      closeReason: this.#lastExit?.reason,
      state: this.#state,
      complete: this.#isComplete,
      deals: [...this.#deals],
    };
  }
}
