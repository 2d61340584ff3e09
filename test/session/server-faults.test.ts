import { afterEach, describe, expect, test } from '@jest/globals';
import type { Observable } from 'rxjs';
import {
  CommandRefusedError,
  RequestTimeoutError,
  type BarUpdate,
  type Session,
  type SessionConfig,
} from '../../src/index.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import {
  failure,
  kinds,
  load,
  marketWorld,
  minuteMs,
  serverTimes,
  settled,
  tickOf,
  type MarketWorld,
} from '../support/market-world.js';
import { Cleanup, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const world = (options?: SimulatorOptions, config?: Partial<SessionConfig>): Promise<MarketWorld> =>
  marketWorld(cleanup, options, config);

describe('a server that does not answer as it should', () => {
  const { symbolGroups, symbolsFull, rates, tradeHistory, spreads } = commands;
  const oneShots: readonly (readonly [
    name: string,
    command: number,
    ask: (session: Session) => Observable<unknown>,
  ])[] = [
    ['bars of the past', rates.id, ({ history }) => history.bars('EURUSD', 'M1', { count: 1 })],
    ['deals of the past', tradeHistory.id, ({ history }) => history.deals()],
    ['orders of the past', tradeHistory.id, ({ history }) => history.orders()],
    ['a symbol in full', symbolsFull.id, (session) => session.symbol('EURUSD')],
    ['symbol groups', symbolGroups.id, (session) => session.command(symbolGroups.id)],
  ];

  test.each(oneShots)(
    '%s refused, with any code: a typed error, and the next goes well',
    async (...row) => {
      const [, command, ask] = row;
      const { simulator, session } = await world();
      for (const code of [1, 2, 3, 100]) {
        simulator.controls.refuse(command, code, 1);
        const error = await failure(() => ask(session));
        expect(error).toBeInstanceOf(CommandRefusedError);
        expect(error).toMatchObject({ command, resCode: code });
      }
      await next(ask(session));
      expect(session.status.connection).toBe(1);
    },
  );

  test.each(oneShots)('%s never: a timeout, and the next goes well', async (...row) => {
    const [, command, ask] = row;
    const { simulator, session } = await world();
    simulator.controls.ignore(command, 1);
    const error = await failure(() => ask(session));
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error).toMatchObject({ command });
    await next(ask(session));
    expect(session.status.connection).toBe(1);
  });

  test.each(oneShots)('%s late, after it was given up: it answers nobody', async (...row) => {
    const [, command, ask] = row;
    const { simulator, session, diagnostics } = await world();
    simulator.controls.lateReply(command, 180);
    const late = next(session.diagnostics$, ({ kind }) => kind === 'late-reply');
    expect(await failure(() => ask(session))).toBeInstanceOf(RequestTimeoutError);
    expect(await late).toMatchObject({ command });
    await next(ask(session));
    expect(kinds(diagnostics).filter((kind) => kind.startsWith('late-reply'))).toHaveLength(1);
  });

  test.each(oneShots)('%s twice: the second one answers nobody', async (...row) => {
    const [, command, ask] = row;
    const { simulator, session, diagnostics } = await world();
    simulator.controls.duplicateReplies(true, command);
    const values: unknown[] = [];
    ask(session).subscribe((value) => values.push(value));
    await next(session.diagnostics$, ({ kind }) => kind === 'unsolicited-reply');
    await settled(session);
    expect(values).toHaveLength(1);
    expect(kinds(diagnostics)).toContain(`unsolicited-reply ${command}`);
  });

  test.each([
    ['marginSpreads$', spreads.id, (session: Session) => session.marginSpreads$('EURUSD')],
    ['sessionOpen$', symbolsFull.id, (session: Session) => session.sessionOpen$('EURUSD')],
  ] as const)('%s goes on: what fails is asked again, and reported', async (...row) => {
    const [, command, stream] = row;
    const { simulator, session, diagnostics } = await world();
    simulator.controls.refuse(command, 1, 2);
    await next(stream(session) as Observable<unknown>);
    simulator.controls.ignore(command, 1);
    simulator.controls.drop();
    await next(session.ready$, () => session.status.connection === 2);
    await next(stream(session) as Observable<unknown>);
    const failed = diagnostics.filter(({ kind }) => kind === 'background-failure');
    expect(failed).toHaveLength(3);
    expect(session.status.connection).toBe(2);
  });

  type Fault = (simulator: Simulator, command: number) => void;
  const faults: readonly (readonly [name: string, fault: Fault])[] = [
    ...[1, 2, 3, 100].map(
      (code) =>
        [
          `refused with ${code}`,
          ({ controls }: Simulator, command: number) => {
            controls.refuse(command, code, 2);
          },
        ] as const,
    ),
    ['never answered', ({ controls }, command) => controls.ignore(command, 1)],
    ['whose answer is lost', ({ controls }, command) => controls.lateReply(command, Infinity)],
    ['answered late', ({ controls }, command) => controls.lateReply(command, 30)],
    ['answered twice', ({ controls }, command) => controls.duplicateReplies(true, command)],
  ];

  test.each(faults)(
    'the query for what is open, %s: never an empty account',
    async (_name, fault) => {
      const { simulator, session } = await world();
      const desk = simulator.desk();
      desk.buy('EURUSD', 0.1, { price: 1 });
      desk.place({ type: 'buy_limit', symbol: 'EURUSD', lots: 1, price: 1 });
      await settled(session);
      const sizes = { positions: new Set<number>(), orders: new Set<number>() };
      session.positions$.subscribe(({ all }) => sizes.positions.add(all.length));
      session.orders$.subscribe(({ all }) => sizes.orders.add(all.length));
      const conditions: string[] = [];
      session.positions$.condition$.subscribe(({ kind }) => conditions.push(kind));
      fault(simulator, commands.tradingOpened.id);
      simulator.controls.drop();
      await next(session.positions$.condition$, ({ kind }) => kind === 'gap');
      await next(session.positions$.condition$, ({ kind }) => kind === 'restored');
      await settled(session);
      expect([...sizes.positions, ...sizes.orders]).toEqual([1, 1]);
      expect(conditions).toEqual(['live', 'gap', 'backfilled', 'restored']);
    },
  );

  test.each(faults)('the query for what was missed, %s: each deal once', async (_name, fault) => {
    const { simulator, session } = await world();
    const desk = simulator.desk();
    const added: bigint[] = [];
    session.deals$.subscribe((deals) => added.push(...deals.added.map(({ ticket }) => ticket)));
    const first = desk.buy('EURUSD', 0.1, { price: 1 });
    await settled(session);
    fault(simulator, tradeHistory.id);
    simulator.controls.drop();
    const missed = [1, 2, 3].map((lots) => desk.sell('EURUSD', lots, { price: 1 }).deal);
    await next(session.deals$.condition$, ({ kind }) => kind === 'gap');
    const pushed = desk.balance(100);
    await next(session.deals$.condition$, ({ kind }) => kind === 'restored');
    await settled(session);
    expect([...added].sort()).toEqual([first.deal, ...missed, pushed].sort());
    expect((await next(session.deals$)).all).toHaveLength(5);
  });

  const list = async (it: MarketWorld, command: number): Promise<void> => {
    await next(it.simulator.requests$, (request) => request.command === command);
  };

  test.each(faults)('a list of ticks %s: sent again until it is there', async (_name, fault) => {
    const it = await world();
    const { simulator, session, diagnostics } = it;
    const { id } = commands.ticksSubscribe;
    fault(simulator, id);
    const seen: number[] = [];
    const sent = list(it, id);
    session.ticks('EURUSD').subscribe(({ bid }) => seen.push(bid));
    await sent;
    const live = next(session.quotes('EURUSD'), ({ bid }) => bid === 1.5);
    while (simulator.connections[0]?.ticks.length !== 1) await list(it, id);
    await settled(session);
    simulator.pushTick(tickOf('EURUSD', 1.5));
    await live;
    expect(seen).toEqual([1.5]);
    const failures = diagnostics.filter(({ kind }) => kind === 'background-failure');
    if (_name.startsWith('refused')) {
      expect(failures).toHaveLength(2);
      expect(failures[0]).toMatchObject({ step: 'tick subscription', error: { command: id } });
    }
    expect(session.status.connection).toBe(1);
  });

  test.each(faults)('a list of books %s: sent again until it is there', async (_name, fault) => {
    const { simulator, session } = await world();
    simulator.pushTick(tickOf('EURUSD', 1.5));
    fault(simulator, commands.bookSubscribe.id);
    const book = session.book('EURUSD');
    const { bids } = await next(book, ({ isComplete }) => isComplete);
    expect(bids.map(({ price }) => price)).toEqual(
      simulator.book('EURUSD').bids.map(({ price }) => price),
    );
    expect(session.status.connection).toBe(1);
  });

  test('a book that is left and wanted again while no answer comes is whole again', async () => {
    const { simulator, session } = await world();
    simulator.pushTick(tickOf('EURUSD', 1.5));
    simulator.controls.lateReply(commands.bookSubscribe.id, Infinity);
    const first = session.book('EURUSD').subscribe();
    await next(session.book('EURUSD'), ({ isComplete }) => isComplete);
    first.unsubscribe();
    const again = next(session.book('EURUSD'), ({ isComplete }) => isComplete);
    expect(await again).toMatchObject({ bestBid: { price: 1.5 } });
    expect(session.status.connection).toBe(1);
  });

  test.each(faults)('bars of the past %s: asked for again, each once', async (_name, fault) => {
    const { simulator, session, store } = await world();
    const bars = load(store, 'EURUSD', 6, Date.now() - minuteMs);
    fault(simulator, rates.id);
    const seen: BarUpdate[] = [];
    const stream = session.bars('EURUSD', 'M1', { history: 4 });
    stream.subscribe((update) => seen.push(update));
    await next(stream.condition$, ({ kind }) => kind === 'live');
    const closed = seen.filter(({ closed: isClosed }) => isClosed).map(({ bar }) => bar);
    expect(serverTimes(closed)).toEqual(bars.slice(1, -1).map(({ time }) => time));
  });

  test.each(faults)('full records %s: asked for again', async (_name, fault) => {
    const { simulator, session } = await world();
    fault(simulator, symbolsFull.id);
    simulator.pushTick(tickOf('EURUSD', 1.5));
    expect(await next(session.ticks('EURUSD'))).toMatchObject({ bid: 1.5 });
  });

  test.each(faults)(
    'symbol groups %s: the symbols are there all the same',
    async (_name, fault) => {
      const { simulator, session, diagnostics } = await world();
      fault(simulator, symbolGroups.id);
      const { all, tree } = await next(session.symbols$);
      expect(all).toHaveLength(simulator.symbols.length);
      expect(tree.folders.length).toBeGreaterThan(0);
      const failures = diagnostics.filter(({ kind }) => kind === 'background-failure');
      const isFailure =
        _name.startsWith('refused') || _name.startsWith('never') || _name.includes('lost');
      expect(failures).toHaveLength(isFailure ? 1 : 0);
    },
  );
});
