import type { BackfillCondition } from '../market/index.js';
import {
  serverMs,
  utcMs,
  type Account,
  type Deal,
  type Order,
  type Short,
  type TradeResultPush,
} from '../wire/index.js';
import type {
  AccountState,
  AccountStep,
  ChangeSource,
  Gap,
  HistoryReach,
  TradeServerStatus,
} from './state.js';
import { TableDraft } from './state-table.js';

const latest = (a: number | undefined, b: number): number => (a === undefined ? b : Math.max(a, b));

/** The working copy of one step. What it began with stays as it is. */
export class AccountDraft {
  readonly before: AccountState;
  readonly positions;
  readonly orders;
  readonly deals;
  readonly closedOrders;
  source: ChangeSource = 'push';
  isOpen: boolean;
  known: boolean;
  hasSnapshot: boolean;
  times;
  gap: Gap | undefined;
  reach: HistoryReach;
  #account: Short<Account> | undefined;
  #tradeServer: TradeServerStatus | undefined;
  readonly #results: TradeResultPush[] = [];
  readonly #conditions: BackfillCondition[] = [];

  constructor(state: AccountState) {
    this.before = state;
    this.positions = new TableDraft(state.positions);
    this.orders = new TableDraft(state.orders);
    this.deals = new TableDraft(state.deals);
    this.closedOrders = new TableDraft(state.closedOrders);
    this.isOpen = state.isOpen;
    this.known = state.known;
    this.hasSnapshot = state.hasSnapshot;
    this.times = state.times;
    this.gap = state.gap;
    this.reach = state.reach;
    this.#account = state.account;
    this.#tradeServer = state.tradeServer;
  }

  get rules() {
    return this.before.rules;
  }

  get account(): Short<Account> | undefined {
    return this.#account;
  }

  /** Sets what is given; what is `undefined` was not sent and stays. */
  setAccount(fields: Short<Account>): void {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    this.#account = { ...this.#account, ...Object.fromEntries(given) };
  }

  /** The record of a new connection: nothing of the old one stays. */
  replaceAccount(account: Short<Account>): void {
    this.#account = account;
  }

  setTradeServer(state: number, at: number): void {
    const known = this.before.tradeServer;
    this.#tradeServer = known?.state === state ? known : { connected: state === 0, state, at };
  }

  addDeal(deal: Deal): void {
    this.deals.set(deal.deal, deal);
    this.sawDeals([deal]);
  }

  sawDeals(deals: readonly Deal[]): void {
    const { reach } = this;
    const lastDeal = deals.reduce((last, deal) => latest(last, deal.time_create), reach.lastDeal);
    if (lastDeal !== reach.lastDeal) this.reach = { ...reach, lastDeal };
  }

  addClosedOrder(order: Order): void {
    this.closedOrders.set(order.trade_order, order);
  }

  addResult(result: TradeResultPush): void {
    this.#results.push(result);
  }

  say(condition: BackfillCondition): void {
    this.#conditions.push(condition);
  }

  /** Seconds of the server's clock. */
  serverSeconds(at: number): number {
    return Math.floor(this.times.fromUtc(utcMs(at)) / 1000);
  }

  /** UTC milliseconds. */
  utcOf(serverSeconds: number): number {
    return this.times.toUtc(serverMs(serverSeconds * 1000));
  }

  finish(): AccountStep {
    const { before } = this;
    const { rules } = before;
    const dropped = this.#drop();
    const conditions = this.#conditions;
    const state: AccountState = {
      rules,
      isOpen: this.isOpen,
      known: this.known,
      hasSnapshot: this.hasSnapshot,
      account: this.#account,
      times: this.times,
      tradeServer: this.#tradeServer,
      positions: this.positions.map,
      orders: this.orders.map,
      deals: this.deals.map,
      closedOrders: this.closedOrders.map,
      dropped,
      reach: this.reach,
      results:
        this.#results.length === 0
          ? before.results
          : [...before.results, ...this.#results].slice(-rules.keptResults),
      gap: this.gap,
      condition: conditions.at(-1) ?? before.condition,
    };
    const changes = {
      source: this.source,
      account: this.#account !== before.account,
      tradeServer: this.#tradeServer !== before.tradeServer,
      positions: this.positions.changes(),
      orders: this.orders.changes(),
      deals: this.deals.changes(),
      closedOrders: this.closedOrders.changes(),
      results: this.#results,
      conditions,
    };
    return { before, state, changes };
  }

  /** Keeps to the room there is. */
  #drop(): AccountState['dropped'] {
    const { keptDeals, keptClosedOrders } = this.rules;
    const deals = this.deals.keep(keptDeals);
    const orders = this.closedOrders.keep(keptClosedOrders);
    const { dropped } = this.before;
    if (deals.length === 0 && orders.length === 0) return dropped;
    this.reach = {
      ...this.reach,
      droppedDeal: deals.reduce(
        (last, { time_create }) => Math.max(last, time_create),
        this.reach.droppedDeal,
      ),
      droppedOrder: orders.reduce(
        (last, { time_done }) => Math.max(last, time_done),
        this.reach.droppedOrder,
      ),
    };
    return {
      deals: dropped.deals + deals.length,
      closedOrders: dropped.closedOrders + orders.length,
    };
  }
}
