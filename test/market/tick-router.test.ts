import { describe, expect, test } from '@jest/globals';
import { config as rxjs } from 'rxjs';
import { TickRouter, type SlotSymbol, type Tick } from '../../src/market/index.js';
import { tickFrames, wireTick } from '../support/tick-bytes.js';

const symbol = (name: string): SlotSymbol => ({ name, digits: 2, markup: undefined, offsetMs: 0 });

const open = (): { router: TickRouter; unknown: number[] } => {
  const unknown: number[] = [];
  return { router: new TickRouter((id) => unknown.push(id)), unknown };
};

const quote = (symbolId: number, bid: number) =>
  wireTick({ symbol_id: symbolId, bid, ask: bid + 1 });

describe('the tick router', () => {
  test('each listener gets the ticks of its symbols, in order', () => {
    const { router } = open();
    const both: string[] = [];
    const one: string[] = [];
    router.ticks(['A', 'B']).subscribe((tick) => both.push(`${tick.symbol}${tick.bid}`));
    router.ticks(['B']).subscribe((tick) => one.push(`${tick.symbol}${tick.bid}`));
    router.bind(1, symbol('A'));
    router.bind(2, symbol('B'));
    router.consume(tickFrames([quote(1, 100), quote(2, 200)], [quote(1, 101)]));
    expect(both).toEqual(['A1', 'B2', 'A1.01']);
    expect(one).toEqual(['B2']);
  });

  test('one array per frame for those who want arrays', () => {
    const { router } = open();
    const frames: string[] = [];
    const everything: number[] = [];
    const show = (ticks: readonly Tick[]) => ticks.map(({ symbol: name }) => name).join('');
    router.batches(['A', 'B']).subscribe((ticks) => frames.push(show(ticks)));
    router.allBatches().subscribe((ticks) => everything.push(ticks.length));
    router.bind(1, symbol('A'));
    router.bind(2, symbol('B'));
    router.consume(tickFrames([quote(1, 1), quote(2, 2), quote(1, 3)], [], [quote(2, 4)]));
    expect(frames).toEqual(['ABA', 'B']);
    expect(everything).toEqual([3, 1]);
  });

  test('ticks that nobody is bound to are reported and skipped', () => {
    const { router, unknown } = open();
    const seen: Tick[] = [];
    router.ticks(['A']).subscribe((tick) => seen.push(tick));
    router.bind(1, symbol('A'));
    router.consume(tickFrames([quote(9, 1), quote(1, 2)]));
    expect(unknown).toEqual([9]);
    expect(seen).toHaveLength(1);
  });

  test('the last listener takes the symbol along', () => {
    const { router, unknown } = open();
    const subscription = router.ticks(['A']).subscribe();
    router.bind(1, symbol('A'));
    expect(router.size).toBe(1);
    subscription.unsubscribe();
    expect(router.size).toBe(0);
    router.retain(new Set());
    router.consume(tickFrames([quote(1, 1)]));
    expect(unknown).toEqual([1]);
  });

  test('a quote is kept for who comes back while the server goes on sending it', () => {
    const { router, unknown } = open();
    const everything: number[] = [];
    router.allBatches().subscribe((ticks) => everything.push(ticks.length));
    const leave = (): void => router.hold('A').subscribe().unsubscribe();
    const known = () => router.present('A').ticks.map(({ bid }) => bid);
    const held = router.hold('A').subscribe();
    router.bind(1, symbol('A'));
    router.consume(tickFrames([quote(1, 100)]));
    held.unsubscribe();
    router.retain(new Set(['A']));
    router.consume(tickFrames([quote(1, 101)]));
    expect(known()).toEqual([101]);
    leave();
    expect(known()).toEqual([101]);
    expect(router.unbound()).toEqual([]);
    // Only the tick that somebody held is one of all that anybody holds.
    expect(everything).toEqual([1]);
    expect(unknown).toEqual([]);
    router.unbind();
    expect(known()).toEqual([]);
    leave();
    expect(router.unbound()).toEqual([]);
  });

  test('leaving while a tick is handed out neither skips nor repeats others', () => {
    const { router } = open();
    const seen: string[] = [];
    const first = router.ticks(['A']).subscribe(() => {
      seen.push('first');
      first.unsubscribe();
    });
    router.ticks(['A']).subscribe(() => seen.push('second'));
    router.bind(1, symbol('A'));
    router.consume(tickFrames([quote(1, 1), quote(1, 2)]));
    expect(seen).toEqual(['first', 'second', 'second']);
  });

  test('after a reconnect ids are new and no price of before is carried along', () => {
    const { router } = open();
    const seen: Tick[] = [];
    router.ticks(['A']).subscribe((tick) => seen.push(tick));
    router.bind(1, symbol('A'));
    router.consume(tickFrames([quote(1, 100)]));
    router.unbind();
    expect(router.unbound()).toEqual(['A']);
    router.bind(7, symbol('A'));
    router.consume(tickFrames([quote(1, 300), wireTick({ symbol_id: 7, fields: 1, bid: 200 })]));
    expect(seen.map(({ bid, ask }) => [bid, ask])).toEqual([
      [1, 1.01],
      [2, 0],
    ]);
  });

  test('new settings keep the quote', () => {
    const { router } = open();
    const seen: number[] = [];
    router.ticks(['A']).subscribe(({ time }) => seen.push(time));
    router.bind(1, symbol('A'));
    router.rebind((name) => ({ ...symbol(name), offsetMs: 1000 }));
    router.consume(tickFrames([wireTick({ tick_time: 5 })]));
    expect(seen).toEqual([4000]);
  });

  test('fails one symbol, fails or completes all', () => {
    const { router } = open();
    const log: string[] = [];
    const observe = (name: string) => ({
      error: (error: unknown) => log.push(`${name}: ${String(error)}`),
      complete: () => log.push(`${name} done`),
    });
    router.ticks(['A']).subscribe(observe('A'));
    router.batches(['A']).subscribe(observe('A[]'));
    router.ticks(['B']).subscribe(observe('B'));
    router.fail('A', 'no such symbol');
    router.fail('A', 'again');
    expect(log).toEqual(['A: no such symbol', 'A[]: no such symbol']);
    router.allBatches().subscribe(observe('all'));
    router.failAll('gone');
    router.complete();
    expect(log.slice(2)).toEqual(['B: gone', 'all: gone']);
  });

  test('a listener that throws is reported and keeps nothing from the others', async () => {
    const { router } = open();
    const reported: unknown[] = [];
    const seen: number[] = [];
    const before = rxjs.onUnhandledError;
    rxjs.onUnhandledError = (error) => reported.push(error);
    try {
      router.ticks(['A']).subscribe(() => {
        throw new Error('user code');
      });
      router.ticks(['A']).subscribe(({ bid }) => seen.push(bid));
      router.bind(1, symbol('A'));
      router.consume(tickFrames([quote(1, 100), quote(1, 200)]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      rxjs.onUnhandledError = before;
    }
    expect(seen).toEqual([1, 2]);
    expect(reported).toHaveLength(2);
  });

  test('a thousand listeners cost nothing when they have gone', () => {
    const { router } = open();
    for (let index = 0; index < 1000; index += 1) {
      router
        .ticks([`S${index % 100}`])
        .subscribe()
        .unsubscribe();
    }
    expect(router.size).toBe(0);
  });
});
