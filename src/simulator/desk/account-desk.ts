import {
  commands,
  DealAction,
  lotsFromVolume,
  normalize,
  OrderState,
  PositionType,
  type Position,
} from '../../wire/index.js';
import type { Account } from '../accounts/account.js';
import { SimulatorArgumentError } from '../errors.js';
import { pushAccount } from '../handlers/account.js';
import type { World } from '../handlers/world.js';
import type { AccountSettings } from '../options/account-options.js';
import * as check from '../options/checks.js';
import type { SymbolEntry } from '../quotes/symbol-entry.js';
import { bodyOf } from '../server/answer.js';
import {
  argument,
  commentOf,
  optionalArgument,
  priceOf,
  settingsOf,
  ticketOf,
  unitsOf,
} from './arguments.js';
import { DeskError } from './errors.js';
import type {
  BalanceAction,
  Desk,
  DeskCloseOptions,
  DeskDealOptions,
  DeskOpenOptions,
  DeskOrder,
  DeskOrderChanges,
  DeskStops,
  DeskTrade,
  EndState,
  Ticket,
} from './face.js';
import type { Execution } from './execution.js';
import type { Operation } from './ledger.js';
import {
  isStopLimit,
  marketOrder,
  orderChanges,
  pendingOrder,
  type MarketFacts,
} from './orders.js';
import { pricedUpdate } from './pricing.js';
import { newDeal, noSymbol, termsOf, type Stamp, type Terms } from './records.js';
import { orderIn, positionIn, type DeskState } from './state.js';
import { isDealUpdate, runsOf, type Update } from './updates.js';

const balanceActions = (Object.keys(DealAction) as (keyof typeof DealAction & string)[]).filter(
  (action): action is BalanceAction =>
    !['buy', 'sell', 'buy_canceled', 'sell_canceled'].includes(action),
);
const endStates: readonly EndState[] = ['canceled', 'expired', 'rejected'];

const opposite = (position: Position): 'buy' | 'sell' =>
  position.trade_action === PositionType.buy ? 'sell' : 'buy';

/** The desk of an account: what is said turned into operations of its ledger, and into pushes. */
class AccountDesk implements Desk {
  readonly #account: Account;
  readonly #world: World;
  readonly #checkOpen: () => void;

  /** @param checkOpen throws once the server is closed */
  constructor(account: Account, world: World, checkOpen: () => void) {
    this.#account = account;
    this.#world = world;
    this.#checkOpen = checkOpen;
  }

  get login(): bigint {
    return this.#account.login;
  }

  get state(): DeskState {
    return this.#account.ledger.state;
  }

  buy(symbol: string, lots: number, options: DeskOpenOptions = {}): DeskTrade {
    return this.#open('buy', symbol, lots, options);
  }

  sell(symbol: string, lots: number, options: DeskOpenOptions = {}): DeskTrade {
    return this.#open('sell', symbol, lots, options);
  }

  close(ticket: Ticket, options: DeskCloseOptions = {}): DeskTrade {
    const position = positionIn(this.state, ticketOf('position', ticket));
    const { trade_volume, position_id } = position;
    const units = options.lots === undefined ? trade_volume : unitsOf(options.lots);
    if (units > trade_volume) {
      const most = `at most the ${String(lotsFromVolume(trade_volume))} of the position`;
      throw new DeskError('volume', 'lots', check.show(options.lots), most);
    }
    const facts = { type: opposite(position), units, position: position_id };
    return this.#deal(termsOf(position), facts, options);
  }

  closeBy(ticket: Ticket, byTicket: Ticket): DeskTrade {
    const first = positionIn(this.state, ticketOf('position', ticket));
    const second = positionIn(this.state, ticketOf('by', byTicket), 'by');
    if (this.#account.mode !== 'hedging') {
      throw new DeskError(
        'argument',
        'closeBy',
        `a ${this.#account.mode} account`,
        'a hedging one',
      );
    }
    if (first.trade_symbol !== second.trade_symbol || first.trade_action === second.trade_action) {
      const expected = 'a position of the same symbol and the opposite side';
      throw new DeskError('argument', 'by', check.show(second.position_id), expected);
    }
    const { position_id: by } = second;
    return this.#trade({ kind: 'close-by', ticket: first.position_id, by, at: this.#now() });
  }

  modify(ticket: Ticket, stops: DeskStops): void {
    const position = positionIn(this.state, ticketOf('position', ticket));
    const { position_id } = position;
    const sl = priceOf('sl', stops.sl) ?? position.sl;
    const tp = priceOf('tp', stops.tp) ?? position.tp;
    this.#apply({ kind: 'stops', ticket: position_id, stops: { sl, tp }, at: this.#now() });
  }

  place(order: DeskOrder): bigint {
    const terms = this.#terms(this.#entry(order.symbol));
    const draft = pendingOrder(terms, this.#now(), order, (ms) => this.#stamp(ms).seconds);
    this.#apply({ kind: 'place', order: draft });
    return this.state.orders.at(-1)?.trade_order ?? 0n;
  }

  modifyOrder(ticket: Ticket, changes: DeskOrderChanges): void {
    const order = orderIn(this.state, ticketOf('order', ticket));
    this.#apply({
      kind: 'change',
      ticket: order.trade_order,
      changes: orderChanges(order, changes, (ms) => this.#stamp(ms).seconds),
    });
  }

  cancel(ticket: Ticket, state: EndState = 'canceled'): void {
    const { trade_order } = orderIn(this.state, ticketOf('order', ticket));
    const ended = OrderState[argument('state', state, check.oneOf(endStates))];
    this.#apply({ kind: 'end', ticket: trade_order, state: ended, at: this.#now() });
  }

  fill(ticket: Ticket, price?: number): DeskTrade {
    const order = orderIn(this.state, ticketOf('order', ticket));
    const own = isStopLimit(order.order_type) ? order.price_trigger : order.price_order;
    return this.#trade({
      ...{ kind: 'fill', ticket: order.trade_order, price: priceOf('price', price) ?? own },
      ...{ at: this.#now(), commission: 0, fee: 0 },
    });
  }

  balance(
    amount: number,
    options: { readonly action?: BalanceAction; readonly comment?: string } = {},
  ): bigint {
    const at = this.#now();
    const { currencyDigits } = this.#account;
    const action = optionalArgument('action', options.action, check.oneOf(balanceActions));
    const deal = {
      ...newDeal(noSymbol(currencyDigits), at),
      trade_action: DealAction[action ?? 'balance'],
      profit: normalize(argument('amount', amount, check.finite), currencyDigits),
      comment: commentOf(options.comment),
    };
    this.#apply({ kind: 'balance', deal, at });
    return this.state.deals.at(-1)?.deal ?? 0n;
  }

  account(settings: AccountSettings): void {
    this.#checkOpen();
    const { commissionDaily, commissionMonthly, fixedProfit, ...own } = settingsOf(settings);
    const { state } = this.#account.ledger;
    this.#apply({
      kind: 'sums',
      sums: {
        commissionDaily: commissionDaily ?? state.commissionDaily,
        commissionMonthly: commissionMonthly ?? state.commissionMonthly,
        fixedProfit: fixedProfit ?? state.fixedProfit,
      },
    });
    this.#account.change(own);
    pushAccount(this.#account, this.#world);
  }

  #open(type: 'buy' | 'sell', symbol: string, lots: number, options: DeskOpenOptions): DeskTrade {
    const terms = this.#terms(this.#entry(symbol));
    const { sl, tp } = options;
    return this.#deal(terms, { type, units: unitsOf(lots), position: 0n, sl, tp }, options);
  }

  #deal(terms: Terms, facts: MarketFacts, options: DeskDealOptions): DeskTrade {
    const at = this.#now();
    const money = (field: 'commission' | 'fee'): number =>
      normalize(
        optionalArgument(field, options[field], check.finite) ?? 0,
        this.#account.currencyDigits,
      );
    const execution: Execution = {
      price: priceOf('price', options.price) ?? this.#quote(terms.symbol, facts.type),
      at,
      commission: money('commission'),
      fee: money('fee'),
    };
    const order = marketOrder(terms, at, facts, options);
    return this.#trade({ kind: 'execute', order, ...execution });
  }

  /** The first of the deals says what there is to say of the tickets. */
  #trade(operation: Operation): DeskTrade {
    const made = this.#apply(operation).find(isDealUpdate);
    if (made === undefined) throw new TypeError('a trade without a deal');
    const { deal, trade_order, position_id } = made.deal;
    return { order: trade_order, deal, position: position_id };
  }

  #apply(operation: Operation): readonly Update[] {
    this.#checkOpen();
    const { symbols } = this.#world;
    const { id, reply } = commands.tradeUpdate;
    return this.#account.ledger.apply(operation, (updates) => {
      const priced = updates.map((update) => pricedUpdate(update, symbols));
      const bodies = runsOf(priced).map((run) => bodyOf(reply, run));
      return () => {
        for (const { connection } of this.#world.clientsOf(this.#account)) {
          for (const body of bodies) connection.push(id, body);
        }
      };
    });
  }

  #entry(symbol: string): SymbolEntry {
    const entry = this.#world.symbols.byName(symbol);
    if (entry !== undefined) return entry;
    const expected = 'the name of a symbol that is served';
    throw new DeskError('symbol-unknown', 'symbol', check.show(symbol), expected);
  }

  #terms({ spec: { name, digits, contractSize } }: SymbolEntry): Terms {
    const { currencyDigits } = this.#account;
    return { symbol: name, digits, contractSize, currencyDigits };
  }

  #quote(symbol: string, side: 'buy' | 'sell'): number {
    const { quote } = this.#entry(symbol);
    const price = side === 'buy' ? quote?.ask : quote?.bid;
    if (price !== undefined) return price;
    throw new DeskError('no-quote', 'price', 'none', `a price, as ${symbol} has no quote yet`);
  }

  #stamp(utcMs: number): Stamp {
    return this.#world.clock.fromUtc(utcMs);
  }

  #now(): Stamp {
    return this.#stamp(this.#world.scheduler.now());
  }
}

/** The desk of an account of this login, or of the first account. */
export const deskOf = (world: World, checkOpen: () => void, login?: bigint | number): Desk => {
  checkOpen();
  const account = world.accounts
    .all()
    .find((each) => login === undefined || String(each.login) === String(login));
  if (account !== undefined) return new AccountDesk(account, world, checkOpen);
  throw new SimulatorArgumentError('login', check.show(login), 'that of an account');
};
