import { afterEach, describe, expect, test } from '@jest/globals';
import {
  firstValueFrom,
  ignoreElements,
  NEVER,
  take,
  timeout,
  toArray,
  type Observable,
} from 'rxjs';
import {
  AmbiguousSymbolError,
  SymbolNameError,
  SymbolNotFoundError,
  TimeframeError,
  type BackfillCondition,
  type Changes,
  type Session,
} from '../../src/index.js';
import {
  catalogue,
  type Simulator,
  type SimulatorOptions,
  type SymbolSpec,
} from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { Cleanup, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const quiet: SimulatorOptions = { feed: NEVER };

/** Cuts the line and waits until the session works again. */
const reconnect = async (simulator: Simulator, session: Session): Promise<void> => {
  const again = firstValueFrom(session.ready$.pipe(take(2), toArray(), timeout(5000)));
  simulator.controls.drop();
  await again;
};

/** All that a stream has given so far. */
const collect = <T>(stream$: Observable<T>): { readonly seen: T[]; readonly leave: () => void } => {
  const seen: T[] = [];
  const running = stream$.subscribe((value) => seen.push(value));
  return { seen, leave: () => running.unsubscribe() };
};

/** Resolves once everything that was sent before it has come. */
const settled = (session: Session): Promise<unknown> =>
  firstValueFrom(session.command(commands.ping.id));

const kindsOf = (conditions: readonly BackfillCondition[]): string[] =>
  conditions.map(({ kind }) => kind);

describe('quotes', () => {
  test('ticks and statistics are one state; a newcomer has the present one at once', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const time = Date.now();
    const first = next(session.quotes('EURUSD'), ({ ask }) => ask !== undefined);
    const { seen } = collect(session.quotes('EURUSD'));
    await untilSubscribed(simulator, 'EURUSD');
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.1, ask: 1.1002 });
    expect(await first).toMatchObject({
      symbol: 'EURUSD',
      bid: 1.1,
      ask: 1.1002,
      spread: 20,
      time,
    });
    await next(session.quotes('EURUSD'), ({ bidHigh }) => bidHigh !== undefined);
    const newcomer = await next(session.quotes('EURUSD'));
    expect(newcomer).toEqual(seen.at(-1));
    expect(newcomer).toMatchObject({ bid: 1.1, bidHigh: 1.1, bidLow: 1.1 });
    expect(simulator.connections[0]?.ticks).toEqual(['EURUSD']);
  });

  test.each([
    ['ticks', (session: Session) => session.ticks('EURUSD')],
    ['bars', (session: Session) => session.bars('EURUSD', 'M1')],
  ] as const)('a symbol that %s hold already has its quote at once', async (_, held) => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    collect<unknown>(held(session));
    await untilSubscribed(simulator, 'EURUSD');
    const time = Date.now();
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.1, ask: 1.1002 });
    simulator.pushTick({ symbol: 'EURUSD', time: time + 1, ask: 1.1003 });
    await settled(session);
    const { seen } = collect(session.quotes('EURUSD'));
    expect(seen).toMatchObject([
      { bid: 1.1, ask: 1.1003, time: time + 1, flags: 0, askTrend: 'none', last: undefined },
    ]);
  });

  test.each([
    ['ticks', (session: Session) => session.ticks('AAPL.NAS')],
    ['statistics', (session: Session) => session.details('AAPL.NAS')],
  ] as const)('a symbol whose %s are held already has its day at once', async (_, held) => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const details$ = next(session.details('AAPL.NAS'), ({ deals }) => deals === 1);
    collect<unknown>(held(session));
    await untilSubscribed(simulator, 'AAPL.NAS');
    const trade = { last: 200, volume: 100_000_000n };
    simulator.pushTick({ symbol: 'AAPL.NAS', time: Date.now(), bid: 199, ask: 201, ...trade });
    await details$;
    const { seen } = collect(session.quotes('AAPL.NAS'));
    expect(seen).toMatchObject([{ bid: 199, bidHigh: 199, askLow: 201, open: 199, lastHigh: 200 }]);
    expect(seen[0]?.previousClose).toBeDefined();
    const details = collect(session.details('AAPL.NAS'));
    expect(details.seen).toMatchObject([{ deals: 1, dealsVolume: 100_000_000n }]);
  });

  test('who leaves and comes back at once still has the quote', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const first = collect(session.quotes('EURUSD'));
    await untilSubscribed(simulator, 'EURUSD');
    const time = Date.now();
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.1, ask: 1.1002 });
    await next(session.quotes('EURUSD'), ({ bidHigh }) => bidHigh !== undefined);
    first.leave();
    const { seen } = collect(session.quotes('EURUSD'));
    expect(seen).toMatchObject([{ bid: 1.1, ask: 1.1002, bidHigh: 1.1 }]);
    const ticks = collect(session.ticks('EURUSD'));
    simulator.pushTick({ symbol: 'EURUSD', time: time + 1, bid: 1.1001 });
    await settled(session);
    expect(ticks.seen).toMatchObject([{ bid: 1.1001, ask: 1.1002 }]);
  });

  test('of before a gap nothing is given to a newcomer, and the gap is told', async () => {
    const simulator = await cleanup.simulator({ ...quiet, snapshots: false });
    const session = await cleanup.session(simulator);
    const stream = session.quotes('EURUSD');
    const { seen } = collect(stream);
    const { seen: conditions } = collect(stream.condition$);
    await untilSubscribed(simulator, 'EURUSD');
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    await settled(session);
    expect(seen.at(-1)).toMatchObject({ bid: 1.1, ask: 1.2 });

    await reconnect(simulator, session);
    await next(stream.condition$, ({ kind }) => kind === 'restored');
    const count = seen.length;
    const late = collect(session.quotes('EURUSD'));
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.3 });
    await settled(session);
    // Its other side is not known any more, and is not made up.
    expect(late.seen.find(({ bid }) => bid !== undefined)).toMatchObject({ bid: 1.3 });
    expect(late.seen.find(({ bid }) => bid !== undefined)?.ask).toBeUndefined();
    expect(seen.length).toBeGreaterThan(count);
    expect(kindsOf(conditions)).toEqual(['live', 'gap', 'restored', 'live']);
    const [, gap, restored] = conditions;
    expect(gap).toMatchObject({ kind: 'gap', reason: 'disconnected', symbol: 'EURUSD' });
    expect(restored).toMatchObject({ from: gap?.kind === 'gap' ? gap.from : NaN });
  });

  test('details come beside them, and both leave the server when nobody listens', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const quotes = collect(session.quotes('AAPL.NAS'));
    const details = collect(session.details('AAPL.NAS'));
    await untilSubscribed(simulator, 'AAPL.NAS');
    const trade = { symbol: 'AAPL.NAS', time: Date.now(), last: 200, volume: 100_000_000n };
    simulator.pushTick({ ...trade, bid: 199, ask: 201 });
    const statistics = await next(session.details('AAPL.NAS'));
    expect(statistics.deals).toBe(1);
    quotes.leave();
    expect(simulator.connections[0]?.ticks).toEqual(['AAPL.NAS']);
    details.leave();
    await next(simulator.requests$, ({ command }) => command === commands.ticksSubscribe.id);
    expect(simulator.connections[0]?.ticks).toEqual([]);
  });
});

/** Resolves when the server sends a symbol's ticks to the session. */
const untilSubscribed = async (simulator: Simulator, name: string): Promise<void> => {
  const isSubscribed = (): boolean =>
    simulator.connections.some(({ ticks }) => ticks.includes(name));
  while (!isSubscribed()) {
    await next(simulator.requests$);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('a symbol that becomes another one while it is watched', () => {
  test('of the same name under another id: a gap, and every stream goes on', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const ticks = session.ticks('EURUSD');
    const streams = {
      ticks: collect(ticks),
      quotes: collect(session.quotes('EURUSD')),
      bars: collect(session.bars('EURUSD', 'M1')),
      book: collect(session.book('EURUSD')),
      conditions: collect(ticks.condition$),
    };
    await untilSubscribed(simulator, 'EURUSD');
    const time = Date.now();
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.1, ask: 1.1002 });
    await next(session.book('EURUSD'), ({ state }) => state === 'normal');
    await settled(session);
    const { name: _, ...draft } = catalogue.find(({ name }) => name === 'EURUSD') as SymbolSpec;
    simulator.removeSymbol('EURUSD');
    simulator.addSymbol(draft);
    await next(ticks.condition$, ({ kind }) => kind === 'restored');
    simulator.pushTick({ symbol: 'EURUSD', time: time + 1, bid: 1.2, ask: 1.2002 });
    await next(session.book('EURUSD'), ({ bestBid }) => bestBid?.price === 1.2);
    await settled(session);
    expect(kindsOf(streams.conditions.seen)).toEqual(['live', 'gap', 'restored', 'live']);
    expect(streams.ticks.seen.map(({ bid }) => bid)).toEqual([1.1, 1.2]);
    expect(streams.quotes.seen.at(-1)).toMatchObject({ bid: 1.2, ask: 1.2002 });
    expect(streams.bars.seen.at(-1)?.bar).toMatchObject({ close: 1.2 });
    expect(streams.book.seen.map(({ state }) => state)).toContain('empty');
    const { ticks: watched, books } = simulator.connections[0] ?? {};
    expect([watched, books]).toEqual([['EURUSD'], ['EURUSD']]);
  });

  test('of another name: what was of the old one is not given out as of it', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const ends = [session.ticks('EURUSD'), session.quotes('EURUSD'), session.book('EURUSD')].map(
      (stream$) => firstValueFrom((stream$ as Observable<unknown>).pipe(ignoreElements())),
    );
    const failures = Promise.allSettled(ends);
    const { raw } = await firstValueFrom(session.symbol('EURUSD'));
    await untilSubscribed(simulator, 'EURUSD');
    await settled(session);
    simulator.push(commands.symbolUpdatePush, [{ ...raw, trade_symbol: 'EURUSD.old' }]);
    for (const failure of await failures) {
      expect(failure).toMatchObject({ reason: { code: 'symbol-not-found', symbol: 'EURUSD' } });
    }
    expect((await next(session.resolve('EURUSD.old'))).length).toBe(10);
  });
});

describe('silence', () => {
  test('an open market that says nothing is stale, and live with the next tick', async () => {
    const simulator = await cleanup.simulator(quiet);
    // A symbol that is quoted round the clock.
    const session = await cleanup.session(simulator, { staleAfterMs: 50 });
    const stream = session.ticks('BTCUSD');
    const { seen } = collect(stream.condition$);
    const stale = await next(stream.condition$, ({ kind }) => kind === 'stale');
    expect(stale).toMatchObject({ symbol: 'BTCUSD', kind: 'stale' });
    simulator.pushTick({ symbol: 'BTCUSD', time: Date.now(), bid: 60_000, ask: 60_001 });
    await next(stream.condition$, ({ kind }) => kind === 'live');
    await next(session.bars('BTCUSD', 'M1').condition$, ({ kind }) => kind === 'stale');
    expect(kindsOf(seen).slice(0, 2)).toEqual(['stale', 'live']);
  });

  test('the schedule says whether a market is open, also while there is no connection', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const always = await next(session.sessionOpen$('BTCUSD'));
    expect(always).toMatchObject({ symbol: 'BTCUSD', open: true, nextChange: undefined });
    const forex = await next(session.sessionOpen$('EURUSD'));
    expect(forex.nextChange).toBeGreaterThan(forex.at);
    // Looking at the schedule does not subscribe to ticks.
    expect(simulator.connections[0]?.ticks).toEqual([]);

    const { seen } = collect(session.sessionOpen$('EURUSD'));
    await next(session.sessionOpen$('EURUSD'));
    simulator.changeSymbol('EURUSD', { tradeSessions: Array.from({ length: 7 }, () => []) });
    await settled(session);
    expect(seen.at(-1)).toMatchObject({ open: false, nextOpen: undefined });
    await expect(next(session.sessionOpen$('NOPE'))).rejects.toThrow(SymbolNotFoundError);
  });
});

describe('symbols', () => {
  test('the list with its folders, then changes, then what a reconnect brings', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const { seen } = collect(session.symbols$);
    await next(session.symbols$);
    simulator.changeSymbol('EURUSD', { description: 'Euro' });
    simulator.addSymbol({ kind: 'forex', path: 'Forex\\New\\EURSEK', startPrice: 11 });
    await settled(session);
    simulator.removeSymbol('EURSEK');
    await reconnect(simulator, session);
    await next(session.symbols$, ({ all }) => all.length === simulator.symbols.length);
    await settled(session);
    expect(
      seen.map(({ source, added, changed, removed }) => {
        return [source, added.length, changed.length, removed.length];
      }),
    ).toEqual([
      ['snapshot', simulator.symbols.length, 0, 0],
      ['push', 0, 1, 0],
      ['push', 1, 0, 0],
      ['reconcile', 0, 0, 1],
    ]);
    const forex = seen[0]?.tree.folders.find(({ name }) => name === 'Forex');
    expect(forex?.folders.map(({ name }) => name)).toContain('Majors');
  });

  test('names are resolved, never changed', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const resolved = (...[name, options]: Parameters<Session['resolve']>): Promise<string> =>
      firstValueFrom(session.resolve(name, options));
    expect(await resolved('AAPL', { suffixes: ['.NAS'] })).toBe('AAPL.NAS');
    expect(await resolved('BTC')).toBe('BTCUSD');
    await expect(resolved('eurusd')).rejects.toThrow(SymbolNotFoundError);
    await expect(resolved('EUR')).rejects.toThrow(AmbiguousSymbolError);
    await expect(resolved('X'.repeat(33))).rejects.toThrow(SymbolNameError);
    expect(() => session.quotes('X'.repeat(33)).subscribe()).toThrow(SymbolNameError);
    expect(() => session.bars('EURUSD', 'M0')).toThrow(TimeframeError);
    expect(() => session.ticks()).toThrow('expected at least one');
    expect(() => session.quotes()).toThrow('expected at least one');
  });

  test('margin spreads, asked for again over the next connection', async () => {
    const legs = { legsA: [{ symbol: 'EURUSD' }], legsB: [{ symbol: 'GBPUSD' }] };
    const simulator = await cleanup.simulator({
      ...quiet,
      marginSpreads: [{ id: 3, marginInitial: 50, ...legs }],
    });
    const session = await cleanup.session(simulator);
    const { seen } = collect(session.marginSpreads$('EURUSD'));
    await next(session.marginSpreads$('EURUSD'));
    await reconnect(simulator, session);
    await next(session.marginSpreads$('EURUSD'));
    expect(seen.map((rules) => rules.map(({ id }) => id))).toEqual([[3], [3]]);
    await expect(next(session.marginSpreads$('NOPE'))).rejects.toThrow(SymbolNotFoundError);
  });
});

describe('the account', () => {
  test('what the desk does is seen at once, each deal once, balances with the deals', async () => {
    const simulator = await cleanup.simulator(quiet);
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.1002 });
    const session = await cleanup.session(simulator);
    const positions = collect(session.positions$);
    const orders = collect(session.orders$);
    const deals = collect(session.deals$);
    await next(session.deals$);
    const desk = simulator.desk();
    const { position } = desk.buy('EURUSD', 0.5, { tp: 1.2 });
    desk.place({ type: 'buy_limit', symbol: 'EURUSD', lots: 1, price: 1.05 });
    desk.balance(500);
    const account = await next(session.account$, ({ balance }) => balance === 10_500);
    expect(account).toMatchObject({ currency: 'USD', login: simulator.accounts[0].login });
    await settled(session);
    const short = <T>(list: readonly Changes<T>[]): unknown[] =>
      list.map(({ source, all, added, changed, removed }) => {
        return [source, all.length, added.length, changed.length, removed.length].join(' ');
      });
    expect(short(positions.seen)).toEqual(['snapshot 0 0 0 0', 'push 1 1 0 0']);
    expect(positions.seen.at(-1)?.all).toMatchObject([
      { ticket: position, symbol: 'EURUSD', side: 'buy', volume: 0.5, tp: 1.2, sl: undefined },
    ]);
    expect(short(orders.seen)).toEqual(['snapshot 0 0 0 0', 'push 1 1 0 0']);
    expect(deals.seen.flatMap(({ added }) => added).map(({ action }) => action)).toEqual([
      'buy',
      'balance',
    ]);

    // While nobody listens at this end: closed, placed, and told once after the reconnect.
    simulator.controls.refuseConnections(true);
    simulator.controls.drop();
    await next(session.status$, ({ state }) => state === 'disconnected');
    desk.close(position);
    simulator.controls.refuseConnections(false);
    await next(session.positions$.condition$, ({ kind }) => kind === 'restored');
    expect(short(positions.seen).slice(2)).toEqual(['reconcile 0 0 0 1']);
    expect(short(orders.seen).slice(2)).toEqual([]);
    expect(deals.seen.at(-1)).toMatchObject({ source: 'reconcile', added: [{ entry: 'out' }] });

    const history = await firstValueFrom(session.history.deals());
    expect(history.deals.map(({ ticket }) => ticket)).toEqual(
      deals.seen.flatMap(({ added }) => added).map(({ ticket }) => ticket),
    );
    const closed = await firstValueFrom(session.history.positions());
    expect(closed.positions).toMatchObject([{ ticket: position, state: 'closed' }]);
    expect((await firstValueFrom(session.history.orders())).orders).toHaveLength(2);
  });

  test('a query that fails is a gap, and never an empty account', async () => {
    const simulator = await cleanup.simulator(quiet);
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.1002 });
    simulator.desk().buy('EURUSD', 1);
    const session = await cleanup.session(simulator);
    const { seen } = collect(session.positions$);
    const { seen: conditions } = collect(session.positions$.condition$);
    await next(session.positions$);
    const asked: number[] = [];
    const steps: string[] = [];
    simulator.requests$.subscribe(({ command }) => asked.push(command));
    session.diagnostics$.subscribe((diagnostic) => {
      if (diagnostic.kind === 'background-failure') steps.push(diagnostic.step);
    });
    simulator.controls.refuse(commands.tradingOpened.id, 1, 1);
    await reconnect(simulator, session);
    await next(session.positions$.condition$, ({ kind }) => kind === 'restored');
    expect(seen.map(({ all }) => all.length)).toEqual([1]);
    await next(session.account$.condition$, ({ kind }) => kind === 'restored');
    // One gap, from the loss until the query was answered at last.
    expect(kindsOf(conditions).slice(-3)).toEqual(['gap', 'backfilled', 'restored']);
    expect(asked.filter((command) => command === commands.tradingOpened.id)).toHaveLength(2);
    expect(steps).toContain('open trades');
  });

  test('an update of no known kind changes nothing, and is reported', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    await next(session.positions$);
    const reported = next(session.diagnostics$, ({ kind }) => kind === 'unknown-update');
    const order = new Uint8Array(368);
    order[0] = 9;
    simulator.push(commands.tradeUpdate.id, order);
    expect(await reported).toEqual({ kind: 'unknown-update', flagMask: 9 });
  });

  test('the trade server may be down while the gateway is up', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const { seen } = collect(session.tradeServer$);
    simulator.status(7);
    await next(session.tradeServer$, ({ connected }) => !connected);
    simulator.status(0);
    await next(session.tradeServer$, ({ connected }) => connected);
    expect(seen.map(({ connected, state }) => [connected, state])).toEqual([
      [true, 0],
      [false, 7],
      [true, 0],
    ]);
    expect(session.status.state).toBe('authenticated');
  });

  test('streams end with the session, and say no gap on the way', async () => {
    const simulator = await cleanup.simulator(quiet);
    const session = await cleanup.session(simulator);
    const conditions = collect(session.positions$.condition$);
    const ends = [
      session.ready$,
      session.positions$,
      session.account$,
      session.symbols$,
      session.quotes('EURUSD'),
      session.bars('EURUSD', 'M1'),
      session.book('EURUSD'),
      session.sessionOpen$('EURUSD'),
      session.marginSpreads$('EURUSD'),
      session.tradeServer$,
    ].map(
      (stream$) =>
        new Promise<void>((resolve, reject) => {
          (stream$ as Observable<unknown>).subscribe({ error: reject, complete: resolve });
        }),
    );
    await next(session.positions$);
    await session.close();
    await Promise.all(ends);
    expect(kindsOf(conditions.seen).filter((kind) => kind === 'gap')).toEqual([]);
    expect(session.status.state).toBe('disconnected');
  });
});
