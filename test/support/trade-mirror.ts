import {
  commands,
  TradeUpdateKind,
  TransactionType,
  type Deal,
  type DealUpdate,
  type Order,
  type Position,
  type TradeUpdateOrder,
} from '../../src/wire/index.js';
import { bodyValue, type RawClient } from './raw-client.js';

/** What a client has to know of an account, kept by the pushes alone. */
export class TradeMirror {
  readonly positions = new Map<bigint, Position>();
  readonly orders = new Map<bigint, Order>();
  readonly deals = new Map<bigint, Deal>();
  readonly closedOrders = new Map<bigint, Order>();
  money = { balance: 0, credit: 0 };

  /** The answers to commands 3, 4 and 5. */
  static async of(client: RawClient): Promise<TradeMirror> {
    const mirror = new TradeMirror();
    const { balance, credit } = await client.ask(commands.account, undefined);
    const open = await client.ask(commands.tradingOpened, undefined);
    const past = await client.ask(commands.tradeHistory, { from: 0, to: 0 });
    mirror.money = { balance, credit };
    for (const position of open.positions) mirror.positions.set(position.position_id, position);
    for (const order of open.orders) mirror.orders.set(order.trade_order, order);
    for (const deal of past.deals) mirror.deals.set(deal.deal, deal);
    for (const order of past.orders) mirror.closedOrders.set(order.trade_order, order);
    return mirror;
  }

  /** The body of one push 10. */
  apply(body: Uint8Array): void {
    for (const update of bodyValue(commands.tradeUpdate.reply, body)) {
      if ('deal' in update) this.#deal(update);
      else this.#order(update);
    }
  }

  #order({ flag_mask, transaction_type, order }: TradeUpdateOrder): void {
    const orders = flag_mask === TradeUpdateKind.open_order ? this.orders : this.closedOrders;
    if (transaction_type === TransactionType.delete) orders.delete(order.trade_order);
    else orders.set(order.trade_order, order);
  }

  #deal(update: DealUpdate): void {
    const { deal, trade_position: position, transaction_type } = update;
    if (transaction_type === TransactionType.add) {
      this.money = { balance: update.balance, credit: update.credit };
    }
    if (position.trade_symbol !== '' || deal.trade_symbol !== '') {
      for (const each of [position, ...update.positions]) {
        if (each.trade_volume === 0n) this.positions.delete(each.position_id);
        else this.positions.set(each.position_id, each);
      }
    }
    for (const each of [deal, ...update.deals])
      if (each.deal !== 0n) this.deals.set(each.deal, each);
  }
}
