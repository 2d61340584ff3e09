import type {
  DealUpdate,
  Deal,
  Order,
  Position,
  TradeUpdateOrder,
} from '../../../src/wire/index.js';
import {
  add,
  closedOrder,
  deal,
  dealUpdate,
  gone,
  openOrder,
  order,
  position,
  remove,
  update,
} from './trades.js';

type Frame = readonly (DealUpdate | TradeUpdateOrder)[];

/** What a server holds, and what it pushes when something happens. `pick` chooses among the ways. */
export class ServerModel {
  readonly positions = new Map<bigint, Position>();
  readonly orders = new Map<bigint, Order>();
  readonly deals: Deal[] = [];
  readonly closed: Order[] = [];
  /** Seconds of the server's clock. */
  clock = 100_000;
  #ticket = 0n;

  readonly happenings: Readonly<Record<string, (pick: number) => readonly Frame[]>> = {
    open: (pick) => this.#deal([this.#put(position((this.#ticket += 1n), { comment: `${pick}` }))]),
    close: (pick) => this.#deal(this.#pick(this.positions, pick).map((one) => this.#close(one))),
    closePart: (pick) => this.#deal(this.#pick(this.positions, pick).map((one) => this.#less(one))),
    closeBy: () => this.#deal(this.#last(2).map((one) => this.#close(one))),
    closeUnknown: () => this.#deal([gone(9999)]),
    place: (pick) => {
      const placed = order((this.#ticket += 1n), { comment: `${pick}` });
      this.orders.set(placed.trade_order, placed);
      return [[openOrder(pick % 2 === 0 ? add : update, placed)]];
    },
    modify: (pick) =>
      this.#pick(this.orders, pick).map((one) => {
        const modified = { ...one, price_order: pick };
        this.orders.set(one.trade_order, modified);
        return [openOrder(pick % 2 === 0 ? add : update, modified)];
      }),
    cancel: (pick) =>
      this.#pick(this.orders, pick).flatMap((one) => {
        const done = { ...one, time_done: this.clock, order_state: 2 };
        this.orders.delete(one.trade_order);
        this.closed.push(done);
        return [[openOrder(remove, done)], [closedOrder(add, done)]];
      }),
  };

  #pick = <T>(from: ReadonlyMap<bigint, T>, pick: number): T[] =>
    [...from.values()].slice(pick % Math.max(from.size, 1)).slice(0, 1);
  #last = (count: number): Position[] => [...this.positions.values()].slice(-count);
  #put(record: Position): Position {
    this.positions.set(record.position_id, record);
    return record;
  }
  #less = (one: Position): Position => this.#put({ ...one, trade_volume: one.trade_volume - 1n });
  #close(record: Position): Position {
    this.positions.delete(record.position_id);
    return gone(record.position_id);
  }

  /** One record of the deal form: the first position and its deal, the others behind. */
  #deal([first, ...others]: readonly Position[]): readonly Frame[] {
    if (first === undefined) return [];
    const make = (): Deal => deal((this.#ticket += 1n), { time_create: this.clock });
    const [made, more] = [make(), others.map(make)];
    this.deals.push(made, ...more);
    return [[dealUpdate({ trade_position: first, deal: made, positions: others, deals: more })]];
  }
}
