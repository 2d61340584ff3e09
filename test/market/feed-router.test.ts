import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  FeedRouter,
  SymbolCatalogue,
  type FeedContext,
  type FeedEvent,
  type ServerTimes,
} from '../../src/market/index.js';
import { catalogue as specs, symbolFull, symbolShort } from '../../src/simulator/index.js';
import { commands, type SymbolDetails, type Tick } from '../../src/wire/index.js';
import { bodyBytes } from '../support/raw-client.js';

const records = specs.slice(0, 2).map((spec, index) => symbolFull(spec, index + 1));
const times: ServerTimes = {
  offsetAt: () => 0,
  toUtc: (server) => server as never,
  fromUtc: (utc) => utc as never,
};

const contextOf = (): FeedContext & { readonly catalogue: SymbolCatalogue } => {
  const list = specs.slice(0, 2).map((spec, index) => symbolShort(spec, index + 1));
  const catalogue = new SymbolCatalogue(list, { tradeSettings: [], offsetMs: 0 });
  catalogue.addFull(records);
  return { requester: { request: () => undefined as never }, catalogue, times };
};

const tickOf = (symbol_id: number, bid: number): Tick => ({
  ...{ symbol_id, tick_time: 1, fields: 1, bid, ask: 0, last: 0 },
  ...{ tick_volume: 0n, time_ms_delta: 0, flags: 0 },
});

/** Ticks of one frame, as a connection hands them out. */
const framesOf = (ticks: readonly Tick[]) => {
  const bytes = bodyBytes(commands.tickPush.reply, ticks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, count: 1, starts: [0], ends: [bytes.length] };
};

let now = 0;
let router: FeedRouter;
let context: ReturnType<typeof contextOf>;
const bind = (name: string): void => {
  const id = context.catalogue.idOf(name) ?? 0;
  router.bind(id, { name }, context.catalogue.specification(name));
};

/** What a follower sees, in short. */
const follow = (name: string): { readonly seen: string[]; readonly leave: () => void } => {
  const seen: string[] = [];
  const show = (event: FeedEvent): string => {
    if (event.kind === 'tick') return `tick ${event.tick.bid}`;
    return event.kind === 'details' || event.kind === 'present'
      ? event.kind
      : `${event.kind} ${event.at}`;
  };
  const subscription = router.events(name).subscribe({
    next: (event) => seen.push(show(event)),
    error: (error: unknown) => seen.push((error as Error).message),
    complete: () => seen.push('complete'),
  });
  return { seen, leave: () => subscription.unsubscribe() };
};

beforeEach(() => {
  now = 0;
  router = new FeedRouter(() => now);
  context = contextOf();
});

describe('FeedRouter', () => {
  test('a follower sees the connection, the confirmation, records in order, the loss, and the next', () => {
    const { seen } = follow('EURUSD');
    expect(router.unbound()).toEqual(['EURUSD']);
    router.enter(context);
    now = 1;
    bind('EURUSD');
    expect(router.unbound()).toEqual([]);
    now = 2;
    router.confirmed([1]);
    router.confirmed([1, 2]);
    router.consume(framesOf([tickOf(1, 5), tickOf(2, 6), tickOf(1, 7)]));
    router.details([{ symbol_id: 1 } as SymbolDetails, { symbol_id: 2 } as SymbolDetails]);
    now = 3;
    router.refresh();
    now = 4;
    router.unbind();
    router.consume(framesOf([tickOf(1, 8)]));
    router.enter(context);
    now = 5;
    bind('EURUSD');
    expect(seen).toEqual([
      ...['open 1', 'confirmed 2', 'tick 5', 'tick 7', 'details', 'terms 3', 'lost 4', 'open 5'],
    ]);
  });

  test('who joins late is told what holds, with the terms of now', () => {
    follow('EURUSD');
    router.enter(context);
    bind('EURUSD');
    router.confirmed([1]);
    now = 7;
    router.refresh();
    expect(follow('EURUSD').seen).toEqual(['open 7', 'confirmed 0']);
  });

  test('a symbol that others have subscribed to is confirmed as soon as it is bound', () => {
    router.enter(context);
    router.confirmed([1]);
    const { seen } = follow('EURUSD');
    bind('EURUSD');
    expect(seen).toEqual(['open 0', 'confirmed 0']);
  });

  test('one that is about to leave the list is not confirmed until it is on it again', () => {
    const first = follow('EURUSD');
    router.enter(context);
    bind('EURUSD');
    router.confirmed([1]);
    first.leave();
    router.sending([]);
    const { seen } = follow('EURUSD');
    bind('EURUSD');
    router.confirmed([]);
    expect(seen).toEqual(['open 0']);
    now = 9;
    router.sending([1]);
    router.confirmed([1]);
    expect(seen).toEqual(['open 0', 'confirmed 9']);
  });

  test('when the last follower leaves, records of the symbol go nowhere, and are not read', () => {
    const { seen, leave } = follow('EURUSD');
    router.enter(context);
    bind('EURUSD');
    leave();
    router.consume(framesOf([tickOf(1, 5)]));
    expect(seen).toEqual(['open 0']);
    expect(router.unbound()).toEqual([]);
    expect(router.isBound('EURUSD')).toBe(false);
  });

  test('a follower that leaves while it is told disturbs nobody', () => {
    router.enter(context);
    const seen: string[] = [];
    const one = router.events('EURUSD').subscribe(({ kind }) => {
      seen.push(`one ${kind}`);
      if (kind === 'tick') one.unsubscribe();
    });
    router.events('EURUSD').subscribe(({ kind }) => seen.push(`two ${kind}`));
    bind('EURUSD');
    router.consume(framesOf([tickOf(1, 5), tickOf(1, 6)]));
    expect(seen).toEqual(['one open', 'two open', 'one tick', 'two tick', 'two tick']);
  });

  test('a symbol fails alone; the end reaches everybody', () => {
    const eurusd = follow('EURUSD');
    const gbpusd = follow('GBPUSD');
    router.fail('EURUSD', new Error('no such symbol'));
    router.fail('NOBODY', new Error('nobody'));
    expect(eurusd.seen).toEqual(['no such symbol']);
    router.failAll(new Error('closed'));
    expect(gbpusd.seen).toEqual(['closed']);
    const again = follow('GBPUSD');
    router.complete();
    expect(again.seen).toEqual(['complete']);
  });

  test('a symbol that failed can be followed again', () => {
    follow('EURUSD');
    router.fail('EURUSD', new Error('no such symbol'));
    const { seen } = follow('EURUSD');
    router.enter(context);
    bind('EURUSD');
    expect(seen).toEqual(['open 0']);
  });
});
