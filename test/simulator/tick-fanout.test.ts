import { describe, expect, test } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';

import { symbolSpec } from '../../src/simulator/index.js';
import { ServerClock } from '../../src/simulator/quotes/clock.js';
import { Subscriber } from '../../src/simulator/quotes/subscriber.js';
import { SymbolEntry } from '../../src/simulator/quotes/symbol-entry.js';
import { TickFanout } from '../../src/simulator/quotes/tick-fanout.js';

const clock = new ServerClock(0, 0);
const entryOf = (id: number): SymbolEntry => {
  const spec = symbolSpec({ kind: 'forex', path: `Forex\\EUR${id}SD`, startPrice: 1 });
  return new SymbolEntry(id, spec, clock);
};

/** A fan-out in virtual time, and what it sends: each push as symbol ids, with its time. */
const setUp = (snapshots = true) => {
  const scheduler = new VirtualTimeScheduler();
  const fanout = new TickFanout(clock, scheduler, snapshots);
  const pushes: string[] = [];
  const client = (name: string): Subscriber =>
    new Subscriber({
      sendTicks: (ticks) =>
        pushes.push(
          `${scheduler.now()} ${name} ticks ${ticks.map((tick) => tick.symbol_id).join()}`,
        ),
      sendDetails: (symbols) =>
        pushes.push(`${scheduler.now()} ${name} details ${symbols.map(({ id }) => id).join()}`),
    });
  const entries = [entryOf(1), entryOf(2)] as const;
  const tick = (entry: SymbolEntry, bid = 1): void =>
    fanout.accept(entry, { symbol: entry.name, time: 0, bid });
  return { scheduler, fanout, pushes, client, entries, tick };
};

describe('ticks', () => {
  test('of one turn share a push, those of the next have their own', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp();
    const [one, two] = entries;
    fanout.watch(client('a'), [one, two]);
    fanout.watch(client('b'), [two]);
    scheduler.flush();
    pushes.length = 0;
    tick(one);
    tick(two);
    tick(one);
    expect(pushes).toEqual([]);
    scheduler.flush();
    expect(pushes.slice(0, 2)).toEqual(['100 a ticks 1,2,1', '100 b ticks 2']);
    pushes.length = 0;
    tick(two);
    scheduler.flush();
    expect(pushes).toEqual(['200 a ticks 2', '200 b ticks 2']);
  });

  test('nobody watches cost nothing, and are kept as the last quote', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp();
    tick(entries[0], 1.5);
    expect(scheduler.actions).toHaveLength(0);
    expect(entries[0].quote).toEqual({ time: 0, bid: 1.5 });
    fanout.watch(client('a'), [entries[0]]);
    scheduler.flush();
    expect(pushes).toEqual(['0 a ticks 1', '100 a details 1']);
  });

  test('of a symbol that left the list in the same turn are not sent', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp();
    const a = client('a');
    fanout.watch(a, entries);
    tick(entries[0]);
    tick(entries[1]);
    fanout.watch(a, [entries[1]]);
    scheduler.flush();
    expect(pushes).toEqual(['0 a ticks 2', '100 a details 2']);
  });

  test('go to nobody who is gone', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp();
    const a = client('a');
    fanout.watch(a, entries);
    tick(entries[0]);
    fanout.remove(a);
    tick(entries[1]);
    scheduler.flush();
    expect(pushes).toEqual([]);
  });
});

describe('details', () => {
  test('gather for 100 ms, each symbol once', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp(false);
    fanout.watch(client('a'), entries);
    tick(entries[0], 1.1);
    scheduler.maxFrames = 99;
    scheduler.flush();
    tick(entries[0], 1.2);
    scheduler.maxFrames = Infinity;
    scheduler.flush();
    expect(pushes.filter((push) => push.includes('details'))).toEqual(['100 a details 1,2']);
  });

  test('do not come for a tick within the range of the day', () => {
    const { scheduler, fanout, pushes, client, entries, tick } = setUp(false);
    tick(entries[0], 1);
    tick(entries[0], 2);
    fanout.watch(client('a'), [entries[0]]);
    scheduler.flush();
    pushes.length = 0;
    tick(entries[0], 1.5);
    scheduler.flush();
    expect(pushes).toEqual(['100 a ticks 1']);
  });
});

test('close calls off what was gathered, and later watchers get nothing', () => {
  const { scheduler, fanout, pushes, client, entries, tick } = setUp();
  fanout.watch(client('a'), entries);
  tick(entries[0]);
  fanout.close();
  fanout.watch(client('b'), entries);
  tick(entries[0]);
  scheduler.flush();
  expect(pushes).toEqual([]);
  expect(scheduler.actions).toHaveLength(0);
});
