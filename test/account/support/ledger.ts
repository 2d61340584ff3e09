import { DealAction, DealEntry, type Deal } from '../../../src/wire/index.js';
import { dealRecord } from './trade-records.js';

/** One thing that happens in a made-up history. `pick` chooses among the open positions. */
export interface Step {
  readonly kind: 'open' | 'close' | 'reverse' | 'close-by' | 'service';
  readonly buy: boolean;
  readonly pick: number;
  /** Hundredths of a lot. */
  readonly volume: number;
  /** Points of a price of two decimals. */
  readonly price: number;
  /** Cents: profit, swap, commission, fee. */
  readonly money: readonly [number, number, number, number];
}

/** What the ledger knows of one side of one position, in plain integers. */
export interface Side {
  readonly ticket: bigint;
  readonly leg: number;
  readonly buy: boolean;
  /** Hundredths of a lot. */
  opened: number;
  closed: number;
  /** Volume times price. */
  openedValue: number;
  closedValue: number;
  /** Cents: profit, swap, commission, fee. */
  money: [number, number, number, number];
  /** A reversal has closed it. */
  turned: boolean;
}

const unitsPerHundredth = 1_000_000n;

/** A broker's book, hedging and netting mixed: positions of its own, and the deals that it writes. */
export class Ledger {
  readonly sides: Side[] = [];
  readonly deals: Deal[] = [];
  #ticket = 100n;
  #seconds = 1_000_000;

  apply(step: Step): void {
    this.#seconds += 60;
    const open = this.sides.filter((side) => side.opened > side.closed);
    const picked = open[step.pick % Math.max(open.length, 1)];
    if (step.kind === 'open' || picked === undefined) this.#open(step);
    else if (step.kind === 'close') this.#close(picked, step, DealEntry.out);
    else if (step.kind === 'reverse') this.#reverse(picked, step);
    else if (step.kind === 'service') this.#service(picked, step);
    else this.#closeBy(picked, open, step);
  }

  #open(step: Step): void {
    const order = this.#next();
    const side = this.#side(order, 1, step.buy);
    this.#enter(side, step.volume, step.price);
    this.#write(side, step, { entry: DealEntry.in, buy: step.buy, volume: step.volume, order });
    // Some are added to: netting.
    if (step.pick % 3 !== 0) return;
    this.#enter(side, step.volume, step.price + 7);
    const again = { ...step, price: step.price + 7 };
    const more = { entry: DealEntry.in, buy: step.buy, volume: step.volume };
    this.#write(side, again, { ...more, order: this.#next() });
  }

  #close(side: Side, step: Step, entry: number, most = Infinity): void {
    const volume = Math.min(step.volume, side.opened - side.closed, most);
    this.#exit(side, volume, step.price);
    this.#write(side, step, { entry, buy: !side.buy, volume, order: this.#next() });
  }

  #closeBy(side: Side, open: readonly Side[], step: Step): void {
    const other = open.find((one) => one.buy !== side.buy);
    if (other === undefined) return;
    const rest = (one: Side): number => one.opened - one.closed;
    const volume = Math.min(rest(side), rest(other));
    const both = { ...step, volume };
    this.#close(side, both, DealEntry.out_by);
    this.#close(other, both, DealEntry.out_by);
  }

  #reverse(side: Side, step: Step): void {
    const rest = side.opened - side.closed;
    this.#exit(side, rest, step.price);
    side.turned = true;
    const next = this.#side(side.ticket, side.leg + 1, !side.buy);
    this.#enter(next, step.volume, step.price);
    const deal = { entry: DealEntry.in_out, buy: next.buy, volume: rest + step.volume };
    this.#write(side, step, { ...deal, order: this.#next() });
  }

  #service(side: Side, step: Step): void {
    const reasons = [6, 8, 11, 12, 13, 14];
    const reason = reasons[step.price % reasons.length] ?? 6;
    const entry = step.buy ? DealEntry.in : DealEntry.out;
    const deal = { entry, buy: step.buy, volume: step.volume, order: this.#next(), reason };
    this.#write(side, step, deal);
  }

  #next(): bigint {
    this.#ticket += 1n;
    return this.#ticket;
  }

  #side(ticket: bigint, leg: number, buy: boolean): Side {
    const side: Side = {
      ...{ ticket, leg, buy, opened: 0, closed: 0, openedValue: 0, closedValue: 0 },
      money: [0, 0, 0, 0],
      turned: false,
    };
    this.sides.push(side);
    return side;
  }

  #enter(side: Side, volume: number, price: number): void {
    side.opened += volume;
    side.openedValue += volume * price;
  }

  #exit(side: Side, volume: number, price: number): void {
    side.closed += volume;
    side.closedValue += volume * price;
  }

  #write(
    side: Side,
    { price, money }: Step,
    deal: { entry: number; buy: boolean; volume: number; order: bigint; reason?: number },
  ): void {
    side.money = side.money.map((sum, index) => sum + (money[index] ?? 0)) as Side['money'];
    const [profit, swap, commission, fee] = money.map((cents) => cents / 100);
    this.deals.push(
      dealRecord({
        deal: this.#next(),
        trade_order: deal.order,
        position_id: side.ticket,
        time_create: this.#seconds,
        trade_symbol: 'EURUSD',
        trade_action: deal.buy ? DealAction.buy : DealAction.sell,
        entry: deal.entry,
        trade_volume: BigInt(deal.volume) * unitsPerHundredth,
        price_open: price / 100,
        digits: 2,
        trade_reason: deal.reason ?? 0,
        profit: profit ?? 0,
        storage: swap ?? 0,
        commission: commission ?? 0,
        commission_fee: fee ?? 0,
      }),
    );
  }
}
