import fc from 'fast-check';
import { firstValueFrom, NEVER, type Subscription } from 'rxjs';
import { openSession, type Session } from '../../src/index.js';
import { BarStore, catalogue, startSimulator, type Desk } from '../../src/simulator/index.js';
import type { AccountMode, FeedTick, PendingType, Simulator } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { hastyScheduler } from './hasty-scheduler.js';
import { LedgerModel } from './ledger-model.js';
import { configFor, next } from './session.js';

/** Charted by bid, by bid, by last price; `mark` is moved to see that all has been delivered. */
export const symbols = ['EURUSD', 'USDJPY', 'AAPL.NAS'] as const;
const mark = 'BTCUSD';
const points = { EURUSD: 110_000, USDJPY: 150_000, 'AAPL.NAS': 19_000, [mark]: 6_000_000 };
const digits = { EURUSD: 5, USDJPY: 3, 'AAPL.NAS': 2, [mark]: 2 };
const frames = ['M1', 'M2', 'M5'] as const;

type Name = keyof typeof points;

/** One thing that happens; `pick` chooses what it happens to, `size` how much of it. */
export interface Action {
  readonly kind: keyof LedgerRun['happenings'];
  readonly pick: number;
  readonly size: number;
  /** Turns of the event loop before the next action: 0 and both are in one turn. */
  readonly turns: number;
}

const weights: Readonly<Record<Action['kind'], number>> = {
  ...{ ticks: 12, open: 5, close: 4, closePart: 3, closeBy: 2, modify: 2 },
  ...{ place: 4, modifyOrder: 2, cancel: 2, fill: 2, money: 2, account: 1, respecify: 1 },
  ...{ drop: 2, closeClean: 2, halfOpen: 1, fault: 3 },
  ...{ book: 2, bookAgain: 2, leaveBook: 1, bars: 3, leaveBars: 1, quotes: 1, settle: 1 },
};

export const actions = (count: number): fc.Arbitrary<readonly Action[]> =>
  fc.array(
    fc.record<Action>({
      kind: fc.oneof(
        ...Object.entries(weights).map(([kind, weight]) => ({
          weight,
          arbitrary: fc.constant(kind as Action['kind']),
        })),
      ),
      pick: fc.nat(999),
      size: fc.nat(999),
      turns: fc.nat(3),
    }),
    { minLength: count, maxLength: count },
  );

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const pendingTypes: readonly PendingType[] = [
  ...(['buy_limit', 'sell_limit', 'buy_stop', 'sell_stop', 'buy_stop_limit'] as const),
];

/** Commands of which a reply may fail, and how: refused, not even looked at, or lost on its way. */
const queries = [
  ...[commands.account, commands.tradingOpened, commands.tradeHistory, commands.ticksSubscribe],
  ...[commands.bookSubscribe, commands.rates, commands.symbolsFull, commands.symbols],
].map(({ id }) => id);

/** Something that is subscribed to, and how to know that it has all there is. */
interface Watched {
  readonly subscription: Subscription;
  readonly isLive: () => Promise<unknown>;
}

const isWhole = ({ kind }: { readonly kind: string }): boolean => kind !== 'gap';

/**
 * An embedded server and a session over real sockets, and what happens to them.
 *
 * Times of ticks ascend, as those of a feed do: the server's bars take no tick of a minute that
 * is over, and a session leaves out what is older than the last quote. They begin some minutes
 * before the real now and may pass it, but by less than a day: that far beyond its own clock a
 * session asks for bars that are open already.
 */
export class LedgerRun {
  readonly model: LedgerModel;
  /** What has happened, for the report of a failure. */
  readonly trace: string[] = [];
  /** Deals from before the session, which are none of its news. */
  readonly earlier: ReadonlySet<bigint>;
  readonly desk: Desk;
  readonly start: number;
  readonly #watched = new Map<string, Watched>();
  readonly #halfOpen = new Set<number>();
  readonly #points: Record<Name, number> = { ...points };
  readonly #digits: Record<Name, number> = { ...digits };
  /** The last price of each side, by symbol. */
  readonly prices = new Map<string, { bid?: number; ask?: number }>();
  #time: number;

  private constructor(
    readonly simulator: Simulator,
    readonly session: Session,
    readonly bars: BarStore,
    start: number,
  ) {
    this.start = start;
    this.#time = start;
    this.desk = simulator.desk();
    this.earlier = new Set(this.desk.state.deals.map(({ deal }) => deal));
    this.model = new LedgerModel(session);
    this.model.watchQuote(mark, session.quotes(mark));
    this.model.watchBook(mark, session.book(mark));
    simulator.requests$.subscribe(({ connection, name, payload }) => {
      this.trace.push(`<- ${connection} ${name} ${payload.length > 40 ? '' : payload.toString()}`);
    });
    session.status$.subscribe(({ state }) => this.trace.push(`-- ${state}`));
    session.diagnostics$.subscribe((diagnostic) => {
      const cause = 'error' in diagnostic ? String(diagnostic.error) : '';
      this.trace.push(`-- ${diagnostic.kind} ${cause}`);
    });
  }

  static async open(mode: AccountMode, shiftHours: number): Promise<LedgerRun> {
    const start = Date.now() - 5 * 60_000;
    const timezoneShiftSeconds = shiftHours * 3600;
    const bars = new BarStore({ symbols: catalogue, serverOffsetSeconds: timezoneShiftSeconds });
    const simulator = await startSimulator({
      ...{ feed: NEVER, timezoneShiftSeconds, bars },
      accounts: [{ login: 42, password: 'Secret-42', mode }],
    });
    for (const symbol of [...symbols, mark] as const) {
      const price = points[symbol] / 10 ** digits[symbol];
      simulator.pushTick({ symbol, time: start, bid: price, ask: price, last: price });
    }
    const desk = simulator.desk();
    desk.buy('EURUSD', 0.3);
    desk.close(desk.sell('USDJPY', 0.2).position);
    const session = await openSession(
      configFor(simulator, {
        reconnect: { delayMs: 20, maxMs: 100 },
        heartbeat: { intervalMs: 60, limitMs: 150 },
        openTimeoutMs: 500_000,
        requestTimeoutMs: 10_000,
        subscribeWindowMs: 1,
        staleAfterMs: 86_400_000,
        runtime: { scheduler: hastyScheduler(50) },
      }),
    );
    return new LedgerRun(simulator, session, bars, start);
  }

  async close(): Promise<void> {
    this.model.stop();
    await this.session.close();
    await this.simulator.close();
  }

  async play(action: Action): Promise<void> {
    const { kind, pick, size, turns } = action;
    this.trace.push(`${kind} ${pick} ${size} ${turns}`);
    await this.happenings[kind](pick, size);
    for (let count = 0; count < turns; count += 1) await turn();
  }

  readonly happenings = {
    ticks: (pick: number, size: number): void => {
      for (let index = 0; index <= size % 5; index += 1) this.#tick(pick + index, size + index);
    },
    open: (pick: number, size: number): void => {
      const side = size % 2 === 0 ? 'buy' : 'sell';
      this.desk[side](nameOf(pick), lotsOf(size), { comment: `${size}`, commission: -0.25 });
    },
    close: (pick: number): void => {
      const position = chosen(this.desk.state.positions, pick);
      if (position !== undefined) this.desk.close(position.position_id);
    },
    closePart: (pick: number, size: number): void => {
      const position = chosen(this.desk.state.positions, pick);
      if (position === undefined) return;
      const most = Number(position.trade_volume / 1_000_000n);
      this.desk.close(position.position_id, { lots: (1 + (size % most)) / 100 });
    },
    closeBy: (pick: number): void => {
      const { positions } = this.desk.state;
      const first = chosen(positions, pick);
      const second = positions.find(
        ({ trade_symbol, trade_action }) =>
          trade_symbol === first?.trade_symbol && trade_action !== first.trade_action,
      );
      if (first !== undefined && second !== undefined) {
        this.desk.closeBy(first.position_id, second.position_id);
      }
    },
    modify: (pick: number, size: number): void => {
      const position = chosen(this.desk.state.positions, pick);
      if (position !== undefined) this.desk.modify(position.position_id, { sl: size / 100 });
    },
    place: (pick: number, size: number): void => {
      const type = chosen(pendingTypes, size) ?? 'buy_limit';
      const trigger = type === 'buy_stop_limit' ? { trigger: 1.5 } : {};
      const order = { type, symbol: nameOf(pick), lots: lotsOf(size), price: 1 + size / 1000 };
      this.desk.place({ ...order, ...trigger });
    },
    modifyOrder: (pick: number, size: number): void => {
      const order = chosen(this.desk.state.orders, pick);
      if (order !== undefined) this.desk.modifyOrder(order.trade_order, { price: 2 + size / 1000 });
    },
    cancel: (pick: number, size: number): void => {
      const order = chosen(this.desk.state.orders, pick);
      const state = chosen(['canceled', 'expired', 'rejected'] as const, size);
      if (order !== undefined) this.desk.cancel(order.trade_order, state);
    },
    fill: (pick: number): void => {
      const order = chosen(this.desk.state.orders, pick);
      if (order !== undefined) this.desk.fill(order.trade_order);
    },
    money: (pick: number, size: number): void => {
      this.desk.balance(size / 4, { action: pick % 3 === 0 ? 'credit' : 'balance' });
    },
    account: (_pick: number, size: number): void => {
      this.desk.account({ leverage: 1 + size, fixedProfit: size });
    },
    /** Prices of one digit more or less: all that is sent in points reads otherwise from now on. */
    respecify: (pick: number, size: number): void => {
      const symbol = nameOf(pick);
      this.#digits[symbol] = digits[symbol] + (size % 2);
      const symbolDigits = this.#digits[symbol];
      this.simulator.changeSymbol(symbol, { digits: symbolDigits, tickSize: 10 ** -symbolDigits });
    },
    drop: (): void => {
      this.simulator.controls.drop();
    },
    closeClean: (_pick: number, size: number): void => {
      this.simulator.controls.closeClean(undefined, size % 2 === 0 ? 1000 : 1012);
    },
    halfOpen: (): void => {
      for (const { id } of this.simulator.connections) {
        this.simulator.controls.halfOpen(true, id);
        this.#halfOpen.add(id);
      }
    },
    fault: (pick: number, size: number): void => {
      const command = chosen(queries, pick) ?? 0;
      const { controls } = this.simulator;
      if (size % 4 === 0) controls.ignore(command, 1);
      else if (size % 4 === 1) controls.lateReply(command, Infinity);
      else controls.refuse(command, chosen([1, 2, 3, 100], size) ?? 1, 1 + (size % 2));
    },
    book: (pick: number): void => {
      const symbol = nameOf(pick);
      this.#watch(`book ${symbol}`, () => {
        const book$ = this.session.book(symbol);
        return {
          subscription: this.model.watchBook(symbol, book$),
          isLive: async () => {
            await next(book$.condition$, ({ kind }) => kind === 'live');
            return next(book$, ({ isComplete }) => isComplete);
          },
        };
      });
    },
    /** Left and wanted again before the server is told of it. */
    bookAgain: (pick: number): void => {
      this.happenings.leaveBook(pick);
      this.happenings.book(pick);
    },
    leaveBook: (pick: number): void => {
      const symbol = nameOf(pick);
      if (this.#leave(`book ${symbol}`)) this.model.books.delete(symbol);
    },
    bars: (pick: number, size: number): void => {
      const symbol = nameOf(pick);
      const frame = chosen(frames, size) ?? 'M1';
      const key = `${symbol} ${frame}`;
      this.#watch(key, () => {
        const bars$ = this.session.bars(symbol, frame, { history: size % 4 });
        return {
          subscription: this.model.watchBars(key, bars$),
          isLive: () => next(bars$.condition$, isWhole),
        };
      });
    },
    leaveBars: (pick: number): void => {
      const key = chosen([...this.model.bars.keys()], pick);
      if (key !== undefined && this.#leave(key)) this.model.bars.delete(key);
    },
    quotes: (pick: number): void => {
      const symbol = nameOf(pick);
      const key = `quote ${symbol}`;
      if (this.#leave(key)) {
        this.model.quotes.delete(symbol);
        return;
      }
      this.#watch(key, () => {
        const quotes$ = this.session.quotes(symbol);
        const subscription = this.model.watchQuote(symbol, quotes$);
        let isGap = false;
        subscription.add(quotes$.condition$.subscribe(({ kind }) => (isGap = kind === 'gap')));
        // A symbol that is sent already says nothing of itself before its next tick.
        const isLive = async () => (isGap ? next(quotes$.condition$, isWhole) : undefined);
        return { subscription, isLive };
      });
    },
    settle: (): Promise<void> => this.settle(),
  };

  /**
   * Resolves once everything that has happened has been delivered. No more faults; then the mark
   * is moved, and what comes with its last quote and its last book is all that came before, over
   * this connection or over the next one. What waits for an answer of its own says so.
   */
  async settle(): Promise<void> {
    // What they missed is gone: such a connection cannot come to life again.
    for (const id of this.#halfOpen) this.simulator.controls.drop(id);
    this.simulator.controls.reset();
    const account = ({ kind }: { readonly kind: string }): boolean =>
      kind === 'live' || kind === 'restored';
    const waits: readonly (readonly [what: string, is: () => Promise<unknown>])[] = [
      ['mark', () => this.#marked()],
      ['account', () => next(this.session.positions$.condition$, account)],
      ...[...this.#watched].map(([what, { isLive }]) => [what, isLive] as const),
      ['mark', () => this.#marked()],
      ['ping', () => firstValueFrom(this.session.command(commands.ping.id))],
    ];
    for (const [what, is] of waits) {
      await is().catch((cause: unknown) => {
        const { state, connection } = this.session.status;
        const model = `${state} ${String(connection)}; ${this.model.faults.join('; ')}`;
        throw new Error(`waited for ${what} in vain: ${model}`, { cause });
      });
    }
  }

  async #marked(): Promise<void> {
    this.#points[mark] += 1;
    const price = this.#price(mark);
    this.simulator.pushTick({ symbol: mark, time: this.#time, bid: price, ask: price + 1 });
    await next(this.session.quotes(mark), ({ bid }) => bid === price);
    await next(this.session.book(mark), ({ bestBid }) => bestBid?.price === price);
  }

  #tick(pick: number, size: number): void {
    const symbol = nameOf(pick);
    // Mostly seconds, now and then some minutes, and the same millisecond.
    this.#time += size % 7 === 0 ? 0 : size % 5 === 0 ? size * 250 : size * 30;
    this.#points[symbol] += (size % 13) - 6;
    const price = this.#price(symbol);
    const ask = (this.#points[symbol] + 1 + (size % 3)) / 10 ** digits[symbol];
    const sides: Pick<FeedTick, 'bid' | 'ask'> = [{ bid: price, ask }, { bid: price }, { ask }][
      size % 5 > 2 ? 0 : size % 5
    ] ?? { bid: price };
    const volume = BigInt(size % 8) * 25_000_000n;
    const deal = symbol === 'AAPL.NAS' && size % 3 > 0 ? { last: price, volume } : {};
    this.prices.set(symbol, { ...this.prices.get(symbol), ...sides });
    this.simulator.pushTick({ symbol, time: this.#time, ...sides, ...deal });
  }

  #price(symbol: Name): number {
    return this.#points[symbol] / 10 ** digits[symbol];
  }

  #watch(key: string, watch: () => Watched): void {
    if (!this.#watched.has(key)) this.#watched.set(key, watch());
  }

  #leave(key: string): boolean {
    this.#watched.get(key)?.subscription.unsubscribe();
    return this.#watched.delete(key);
  }
}

const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[pick % from.length];
const nameOf = (pick: number): (typeof symbols)[number] => chosen(symbols, pick) ?? 'EURUSD';
const lotsOf = (size: number): number => (1 + (size % 50)) / 100;
