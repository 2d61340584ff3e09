import { afterEach, describe, expect, test } from '@jest/globals';
import { firstValueFrom, type Observable } from 'rxjs';
import {
  BarAlignmentError,
  BarsRangeError,
  HistoryRangeError,
  NoDepthError,
  SymbolNameError,
  SymbolRecordError,
  SymbolNotFoundError,
  TimeframeError,
  type BarUpdate,
  type Session,
  type SessionConfig,
} from '../../src/index.js';
import { BarStore, type SimulatorOptions } from '../../src/simulator/index.js';
import { commands, symbolDetails, TradeUpdateKind, type RateBar } from '../../src/wire/index.js';
import {
  answerNext,
  failure,
  hourMs,
  kinds,
  load,
  marketWorld,
  minuteMs,
  rateBar,
  serverTimes,
  settled,
  tickOf,
  type MarketWorld,
} from '../support/market-world.js';
import { bodyBytes } from '../support/raw-client.js';
import { Cleanup, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const world = (options?: SimulatorOptions, config?: Partial<SessionConfig>): Promise<MarketWorld> =>
  marketWorld(cleanup, options, config);

describe('what cannot be asked for is a typed error, and nothing is sent', () => {
  test.each<[string, (session: Session) => Observable<unknown>]>([
    ['ticks', (session) => session.ticks('EURUSD', 'EURUSDD')],
    ['ticksBatch', (session) => session.ticksBatch('EURUSDD')],
    ['quotes', (session) => session.quotes('EURUSDD')],
    ['details', (session) => session.details('EURUSDD')],
    ['book', (session) => session.book('EURUSDD')],
    ['bookDeltas', (session) => session.bookDeltas('EURUSDD')],
    ['bars', (session) => session.bars('EURUSDD', 'M1')],
    ['bars, of the past, too', (session) => session.bars('EURUSDD', 'M5', { history: 10 })],
    ['symbol', (session) => session.symbol('EURUSDD')],
    ['sessionOpen$', (session) => session.sessionOpen$('EURUSDD')],
    ['marginSpreads$', (session) => session.marginSpreads$('EURUSDD')],
    ['history.bars', (session) => session.history.bars('EURUSDD', 'M1', { count: 1 })],
  ])('a symbol that is not there: %s', async (_name, source) => {
    const { session, asked } = await world();
    const error = await failure(() => source(session));
    expect(error).toBeInstanceOf(SymbolNotFoundError);
    expect(error).toMatchObject({ symbol: 'EURUSDD' });
    expect((error as SymbolNotFoundError).near).toContain('EURUSD');
    const market = [commands.bookSubscribe, commands.rates, commands.spreads].map(({ id }) => id);
    expect(asked.filter((command) => market.includes(command))).toEqual([]);
  });

  test.each<[string, (session: Session) => Observable<unknown>]>([
    ['quotes', (session) => session.quotes('EURUSD')],
    ['details', (session) => session.details('EURUSD')],
    ['bars', (session) => session.bars('EURUSD', 'M1')],
    ['sessionOpen$', (session) => session.sessionOpen$('EURUSD')],
    ['symbol', (session) => session.symbol('EURUSD')],
  ])('a symbol whose full record the server does not send: %s', async (_name, source) => {
    const given = await world();
    answerNext(given, commands.symbolsFull.id, new Uint8Array(4));
    const error = await failure(() => source(given.session));
    expect(error).toBeInstanceOf(SymbolRecordError);
    expect(error).toMatchObject({ code: 'symbol-record', symbol: 'EURUSD' });
    await settled(given.session);
    expect(await firstValueFrom(given.session.symbol('EURUSD'))).toMatchObject({ digits: 5 });
  });

  test.each(['', 'X'.repeat(33)])('a name that is none: "%s"', async (name) => {
    const { session } = await world();
    for (const source of [
      () => session.ticks(name),
      () => session.quotes(name),
      () => session.bars(name, 'M1'),
      () => session.book(name),
      () => session.bookDeltas(name).condition$,
      () => session.symbol(name),
      () => session.sessionOpen$(name),
      () => session.marginSpreads$('EURUSD', name),
      () => session.history.bars(name, 'M1', { count: 1 }),
    ]) {
      expect(await failure(source)).toBeInstanceOf(SymbolNameError);
    }
  });

  test.each(['', 'M0', 'm5', 'M', 'X1', 'M1.5', 'H0', 'M-5', 'M99999999', '5'])(
    'a time frame that is none: "%s"',
    async (timeframe) => {
      const { session } = await world();
      expect(await failure(() => session.bars('EURUSD', timeframe))).toBeInstanceOf(TimeframeError);
      const history = await failure(() => session.history.bars('EURUSD', timeframe, { count: 1 }));
      expect(history).toBeInstanceOf(TimeframeError);
    },
  );

  test('ranges that are turned round, in the future, of nothing, or of too much', async () => {
    const { session, asked } = await world();
    const now = Date.now();
    const ranges = [
      [{ from: now - 1000, to: now - 2000 }, 'from'],
      [{ from: now + hourMs, to: now + 2 * hourMs }, 'from'],
      [{ from: now - 1000, to: Infinity }, 'to'],
      [{ from: -1 }, 'from'],
      [{ count: 0 }, 'count'],
      [{ count: 1e7 }, 'count'],
      [{ count: 0.5 }, 'count'],
      [{ count: 1, pageBars: 0 }, 'pageBars'],
      [{}, 'from'],
    ] as const;
    for (const [range, field] of ranges) {
      const error = await failure(() => session.history.bars('EURUSD', 'M1', range));
      expect(error).toBeInstanceOf(BarsRangeError);
      expect(error).toMatchObject({ code: 'bars-range', field });
    }
    for (const range of [{ from: now, to: now - 1 }, { from: NaN }, { ticket: -1 }]) {
      for (const source of [session.history.deals(range), session.history.positions(range)]) {
        expect(await failure(() => source)).toBeInstanceOf(HistoryRangeError);
      }
    }
    expect(asked).not.toContain(commands.rates.id);
    expect(asked).not.toContain(commands.tradeHistory.id);
  });

  test('bars of the present only where the range ends in the future', async () => {
    const { session, store } = await world();
    const now = Date.now();
    const bars = load(store, 'EURUSD', 5, now - minuteMs);
    const range = { from: now - hourMs, to: now + 100 * hourMs };
    const result = await firstValueFrom(session.history.bars('EURUSD', 'M1', range));
    expect(serverTimes(result.bars)).toEqual(bars.map(({ time }) => time));
    expect(result.complete).toBe(true);
  });

  test('our clock is behind: the newest bars of the server are there all the same', async () => {
    const { simulator, session } = await world();
    const minutes = [0, 1, 2, 3].map((minute) => Date.now() + minute * 60_000);
    for (const time of minutes) simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.1 });
    const { bars, complete, requests } = await firstValueFrom(
      session.history.bars('EURUSD', 'M1', { count: 3 }),
    );
    expect(bars.map(({ time }) => time)).toEqual(
      minutes.slice(1).map((time) => time - (time % 60_000)),
    );
    expect([complete, requests]).toEqual([true, 1]);
    const m2 = await firstValueFrom(session.history.bars('EURUSD', 'M2', { count: 1 }));
    expect(m2.bars[0]?.time).toBe((minutes[3] as number) - ((minutes[3] as number) % 120_000));
  });

  test('options of bars that are none throw at once', async () => {
    const { session } = await world();
    const wrong = [
      { history: -1 },
      { history: 1.5 },
      { history: { from: NaN } },
      { closeGraceMs: -1 },
    ];
    for (const options of wrong) {
      expect(() => session.bars('EURUSD', 'M1', options)).toThrow(RangeError);
    }
  });

  test('the depth of a symbol that has none', async () => {
    const { session, asked } = await world();
    const error = await failure(() => session.book('AUDUSD'));
    expect(error).toBeInstanceOf(NoDepthError);
    expect(error).toMatchObject({ symbol: 'AUDUSD', reason: 'no-levels' });
    expect(asked).not.toContain(commands.bookSubscribe.id);
  });
});

describe('bars that are wrong', () => {
  /** Replaces what the server knows of bars for so many requests. */
  const spoil = (store: BarStore, times: number, bars: (right: RateBar[]) => RateBar[]): void => {
    const { bars: right } = BarStore.prototype;
    store.bars = (...request) => {
      times -= 1;
      if (times === 0) store.bars = right;
      return bars(right.apply(store, request));
    };
  };
  const shifted = (bars: readonly RateBar[]): RateBar[] =>
    bars.map((bar) => ({ ...bar, time: bar.time + 7 }));

  test('beside the start of their period: nothing of the reply is taken', async () => {
    const { session, store } = await world();
    const bars = load(store, 'EURUSD', 5, Date.now());
    spoil(store, 1, shifted);
    const asked = session.history.bars('EURUSD', 'M1', { count: 3 });
    const error = await failure(() => asked);
    expect(error).toBeInstanceOf(BarAlignmentError);
    expect(error).toMatchObject({ symbol: 'EURUSD', period: 'M1' });
    const again = await firstValueFrom(asked);
    expect(serverTimes(again.bars)).toEqual(bars.slice(-3).map(({ time }) => time));
  });

  test('a stream of bars says so, waits, and has each bar once', async () => {
    const { session, store, simulator } = await world();
    const bars = load(store, 'EURUSD', 5, Date.now() - minuteMs);
    spoil(store, 2, shifted);
    const failures: unknown[] = [];
    const stream = session.bars('EURUSD', 'M1', {
      history: 4,
      onFailure: (error) => failures.push(error),
    });
    const seen: BarUpdate[] = [];
    const conditions: string[] = [];
    stream.condition$.subscribe(({ kind }) => conditions.push(kind));
    stream.subscribe((update) => seen.push(update));
    await next(stream.condition$, ({ kind }) => kind === 'live');
    simulator.pushTick(tickOf('EURUSD', 1.2));
    await next(session.quotes('EURUSD'), ({ bid }) => bid === 1.2);
    await settled(session);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toBeInstanceOf(BarAlignmentError);
    expect(conditions).toEqual(['gap', 'backfilled', 'restored', 'live']);
    const closed = seen.filter(({ closed: isClosed }) => isClosed).map(({ bar }) => bar);
    expect(serverTimes(closed)).toEqual(bars.map(({ time }) => time));
    expect(seen.at(-1)).toMatchObject({ source: 'live', bar: { close: 1.2, tickVolume: 1 } });
  });

  test('twice, out of order and beside the range: put right and counted', async () => {
    const { session, store } = await world();
    const bars = load(store, 'EURUSD', 5, Date.now());
    spoil(store, 1, (right) => [...[...right, ...right.slice(1, 3)].reverse(), rateBar(60)]);
    const from = (bars[0]?.time ?? 0) * 1000;
    const result = await firstValueFrom(session.history.bars('EURUSD', 'M1', { from }));
    expect(serverTimes(result.bars)).toEqual(bars.map(({ time }) => time));
    expect(result.repairs).toEqual({ duplicates: 2, outside: 1, unordered: 1 });
  });

  test('half a record at the end of the reply', async () => {
    const it = await world();
    answerNext(it, commands.rates.id, new Uint8Array(57));
    const { bars } = await firstValueFrom(it.session.history.bars('EURUSD', 'M1', { count: 1 }));
    expect([bars, kinds(it.diagnostics)]).toEqual([[], ['trailing-bytes 11']]);
  });
});

describe('pushes that are wrong', () => {
  /** A session with something to lose: a quote, a book, a position, the status. */
  const busy = async () => {
    const it = await world();
    const { simulator, session } = it;
    const ticks: number[] = [];
    const changes = { positions: 0, deals: 0, account: 0, status: 0 };
    session.ticks('EURUSD').subscribe(({ bid }) => ticks.push(bid));
    session.positions$.subscribe(() => (changes.positions += 1));
    session.deals$.subscribe(() => (changes.deals += 1));
    session.account$.subscribe(() => (changes.account += 1));
    session.tradeServer$.subscribe(() => (changes.status += 1));
    session.quotes('EURUSD').subscribe();
    const quote = next(session.quotes('EURUSD'));
    simulator.pushTick(tickOf('EURUSD', 1.1, Date.now() - minuteMs));
    simulator.desk().buy('EURUSD', 0.1);
    const book = session.book('EURUSD');
    book.subscribe();
    await Promise.all([quote, next(book, ({ isComplete }) => isComplete)]);
    await settled(session);
    /** Everything still gets through. */
    const goesOn = async (): Promise<void> => {
      const before = ticks.length;
      const { position } = simulator.desk().sell('EURUSD', 0.2);
      simulator.pushTick(tickOf('EURUSD', 1.3));
      simulator.status(7);
      const has = next(session.positions$, (list) =>
        list.all.some(({ ticket }) => ticket === position),
      );
      const { all } = await has;
      expect(all).toHaveLength(simulator.desk().state.positions.length);
      await next(book, ({ bestBid }) => bestBid?.price === 1.3);
      await next(session.quotes('EURUSD'), ({ bid }) => bid === 1.3);
      await next(session.tradeServer$, ({ connected }) => !connected);
      expect(ticks.slice(before)).toEqual([1.3]);
      expect(session.status.connection).toBe(1);
    };
    return { ...it, ticks, changes, goesOn };
  };

  const { tickPush, tradeUpdate, symbolUpdatePush, accountPush, loginStatusPush } = commands;
  const { symbolDetailsPush, tradeResult, bookPush } = commands;

  test.each<[string, number, number, string]>([
    ['a tick', tickPush.id, 49, 'trailing-bytes'],
    ['a trade update', tradeUpdate.id, 100, 'trailing-bytes'],
    ['a symbol', symbolUpdatePush.id, 100, 'trailing-bytes'],
    ['an account', accountPush.id, 100, 'bad-push'],
    ['a status, three bytes of it', loginStatusPush.id, 3, 'bad-push'],
    ['a status, nothing of it', loginStatusPush.id, 0, 'short-push'],
    ['statistics', symbolDetailsPush.id, 100, 'trailing-bytes'],
    ['a trade result', tradeResult.id, 100, 'short-push'],
    ['a book', bookPush.id, 33, 'trailing-bytes'],
  ])('half of %s: said once, and nothing changes', async (_what, command, length, kind) => {
    const { simulator, session, diagnostics, changes, ticks, goesOn } = await busy();
    const before = { ...changes };
    const ticksBefore = ticks.length;
    simulator.push(command, new Uint8Array(length));
    await settled(session);
    expect(kinds(diagnostics).filter((each) => !each.startsWith('echo'))).toEqual([
      `${kind} ${command}`,
    ]);
    expect([changes, ticks.length]).toEqual([before, ticksBefore]);
    await goesOn();
  });

  test('a tick with more behind it than a record: the tick counts, the rest is said', async () => {
    const { simulator, session, diagnostics, ticks, goesOn } = await busy();
    const { id = 0 } = simulator.symbols.find(({ name }) => name === 'EURUSD') ?? {};
    const tick = { symbol_id: id, fields: 1, bid: 120_000, ask: 0, last: 0, tick_volume: 0n };
    const time = { tick_time: Math.floor(Date.now() / 1000) - 30, time_ms_delta: 0, flags: 0 };
    const body = bodyBytes(tickPush.reply, [{ ...tick, ...time }]);
    simulator.push(tickPush.id, Uint8Array.from([...body, 1, 2, 3]));
    await settled(session);
    expect(ticks.at(-1)).toBe(1.2);
    const { id: command } = tickPush;
    expect(diagnostics).toContainEqual({
      kind: 'trailing-bytes',
      command,
      length: 3,
      head: '010203',
    });
    await goesOn();
  });

  test('an account with more behind it: it counts, and the rest is said once', async () => {
    const { simulator, session, diagnostics } = await busy();
    const { body } = await firstValueFrom(session.command(commands.account.id));
    simulator.push(accountPush.id, Uint8Array.from([...body, 9]));
    await settled(session);
    expect(kinds(diagnostics)).toContain('trailing-bytes 14');
    expect(diagnostics.filter(({ kind }) => kind === 'trailing-bytes')).toHaveLength(1);
  });

  test('of symbols that are not there: said once for each, and nobody is given them', async () => {
    const { simulator, session, diagnostics, ticks, goesOn } = await busy();
    const wrongTick = { symbol_id: 4711, fields: 1, bid: 1, ask: 0, last: 0, tick_volume: 0n };
    const time = { tick_time: 1, time_ms_delta: 0, flags: 0 };
    const head = { books_time: 1, time_msc: 0, flag_mask: 0, books_flags: 2 };
    const details = new Uint8Array(symbolDetails.size);
    new DataView(details.buffer).setUint32(0, 4713, true);
    const before = ticks.length;
    for (let times = 0; times < 3; times += 1) {
      simulator.push(tickPush, [{ ...wrongTick, ...time }]);
      simulator.push(bookPush, [{ ...head, symbol_id: 4712, items_count: 0, items: [] }]);
      simulator.push(symbolDetailsPush.id, details);
    }
    await settled(session);
    const unknown = diagnostics.filter(({ kind }) => kind === 'unknown-symbol');
    expect(unknown).toEqual(
      [4711, 4712, 4713].map((symbolId) => ({ kind: 'unknown-symbol', symbolId })),
    );
    expect(ticks).toHaveLength(before);
    await goesOn();
  });

  test('an update that the account cannot know: its deal is one, its position none', async () => {
    const { simulator, session, goesOn } = await busy();
    const { positions, deals } = simulator.desk().state;
    const [[known], [deal]] = [positions, deals];
    if (known === undefined || deal === undefined) throw new Error('nothing was traded');
    const gone = { ...known, position_id: 999_999n, trade_volume: 0n };
    const sums = {
      balance: 1,
      credit: 0,
      commission_daily: 0,
      commission_monthly: 0,
      acc_profit: 0,
    };
    const update = {
      ...{
        flag_mask: TradeUpdateKind.deal_and_position,
        transaction_id: 0,
        transaction_type: 0,
        ...sums,
      },
      ...{ deal: { ...deal, deal: 888_888n }, trade_position: gone, deals: [], positions: [] },
    };
    const told = next(session.deals$, ({ added }) =>
      added.some(({ ticket }) => ticket === 888_888n),
    );
    simulator.push(tradeUpdate, [update]);
    await told;
    const { all } = await next(session.positions$);
    expect(all).toHaveLength(positions.length);
    await goesOn();
  });
});
