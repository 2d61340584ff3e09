import { afterEach, describe, expect, test } from '@jest/globals';
import { config, Subject, VirtualTimeScheduler } from 'rxjs';
import {
  AccountStore,
  type AccountConnection,
  type AccountStoreOptions,
  type Changes,
  type Deal,
  type Position,
} from '../../src/account/index.js';
import type { PushFrame } from '../../src/connection/index.js';
import { commands, type Command } from '../../src/wire/index.js';
import { account, deal, dealUpdate, gone, noPosition, position, times } from './support/trades.js';

/** A store over one connection that is fed by hand. */
class Served {
  readonly store: AccountStore;
  readonly pushes$ = new Subject<PushFrame>();
  readonly #bodies = new Subject<{ readonly id: number; readonly value: unknown }>();
  readonly #replies = new Map<number, Subject<unknown>>();

  constructor(options: Partial<AccountStoreOptions> = {}) {
    const scheduler = new VirtualTimeScheduler();
    this.store = new AccountStore({ login: 7n, scheduler, onFailure: () => {}, ...options });
    const connection = {
      pushes$: this.pushes$,
      on: ({ id }: Command) => {
        const values = new Subject<unknown>();
        this.#bodies.subscribe((body) => body.id === id && values.next(body.value));
        return values;
      },
      request: ({ id }: Command) => {
        const reply = new Subject<unknown>();
        this.#replies.set(id, reply);
        return reply;
      },
    } as unknown as AccountConnection;
    this.store.serve(connection, account, times).subscribe();
  }

  opened(...positions: ReturnType<typeof position>[]): void {
    this.#replies.get(commands.tradingOpened.id)!.next({ positions, orders: [] });
  }

  updates(...values: ReturnType<typeof dealUpdate>[]): void {
    this.#bodies.next({ id: commands.tradeUpdate.id, value: values });
  }
}

const gather = <T>(): { readonly got: T[]; readonly next: (value: T) => void } => {
  const got: T[] = [];
  return { got, next: (value) => got.push(value) };
};

afterEach(() => {
  config.onUnhandledError = null;
});

describe('lists', () => {
  test('share what was made for the first subscriber, and leave alone what was emitted', () => {
    const served = new Served();
    const [a, b] = [gather<Changes<Position>>(), gather<Changes<Position>>()];
    served.store.positions$.subscribe(a);
    served.opened(position(1), position(2));
    served.store.positions$.subscribe(b);
    served.updates(dealUpdate({ trade_position: position(2, { sl: 1 }), deal: deal(5) }));
    expect(b.got[0]?.all).toBe(a.got[0]?.all);
    expect(b.got[1]).toBe(a.got[1]);
    const [first, second] = [a.got[0]!, a.got[1]!];
    expect(second.changed[0]?.before).toBe(first.all[1]);
    expect(second.changed[0]?.after).toBe(second.all[1]);
    expect(second.all[0]).toBe(first.all[0]);
    expect(first.all.map(({ sl }) => sl)).toEqual([undefined, undefined]);
  });

  test('are not made anew for nothing', () => {
    const served = new Served();
    served.opened(position(1));
    const [a, b] = [gather<Changes<Position>>(), gather<Changes<Position>>()];
    served.store.positions$.subscribe(a);
    served.updates(dealUpdate({ trade_position: position(1), deal: deal(5) }));
    served.store.positions$.subscribe(b);
    expect(a.got).toHaveLength(1);
    expect(b.got[0]?.all).toBe(a.got[0]?.all);
  });

  test('are right for who joins after steps that nobody followed, and when records leave', () => {
    const served = new Served();
    served.opened();
    served.updates(dealUpdate({ deal: deal(1), deals: [deal(2)] }));
    const tickets = ({ all }: Changes<Deal>): bigint[] => all.map(({ ticket }) => ticket);
    const { got, next } = gather<Changes<Deal>>();
    served.store.deals$.subscribe(next).unsubscribe();
    served.updates(dealUpdate({ deal: deal(3) }));
    served.store.deals$.subscribe(next);
    served.updates(dealUpdate({ deal: deal(4) }));
    served.updates(dealUpdate({ transaction_type: 2, deal: deal(2), trade_position: noPosition }));
    served.updates(dealUpdate({ transaction_type: 1, deal: deal(3, { profit: 1 }) }));
    expect(got.map(tickets)).toEqual([
      [1n, 2n],
      [1n, 2n, 3n],
      [1n, 2n, 3n, 4n],
      [1n, 3n, 4n],
      [1n, 3n, 4n],
    ]);
    expect(got[4]?.all[1]?.profit).toBe(1);
  });

  test('times are read by the clock of the server', () => {
    const served = new Served();
    served.opened(position(1, { time_create: 7200, time_create_ms: 5 }));
    const { got, next } = gather<Changes<Position>>();
    served.store.positions$.subscribe(next);
    expect(got[0]?.all[0]?.time).toBe(5);
  });
});

describe('subscribers', () => {
  test('one that throws is reported and takes nothing from the others', async () => {
    const served = new Served();
    const { got: unhandled, next: report } = gather<unknown>();
    config.onUnhandledError = report;
    const mine = new Error('mine');
    served.store.positions$.subscribe(() => {
      throw mine;
    });
    const { got, next } = gather<Changes<Position>>();
    served.store.positions$.subscribe(next);
    served.opened(position(1));
    served.updates(dealUpdate({ trade_position: gone(1), deal: deal(5) }));
    expect(got).toHaveLength(2);
    // Reported one by one, in turns of their own.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([mine, mine]);
    expect(served.store.state.positions.size).toBe(0);
  });

  test('what one sets off comes after what all were told', () => {
    const served = new Served();
    const { got, next } = gather<string>();
    served.store.positions$.subscribe(({ all }) => {
      next(`a${all.length}`);
      if (all.length === 1) {
        served.updates(dealUpdate({ trade_position: position(2), deal: deal(5) }));
      }
    });
    served.store.positions$.subscribe(({ all }) => {
      next(`b${all.length}`);
    });
    served.opened(position(1));
    expect(got).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  test('one that joins within a step gets it once', () => {
    const served = new Served();
    const { got, next } = gather<Changes<Position>>();
    served.store.account$.subscribe(() => served.store.positions$.subscribe(next));
    served.opened(position(1));
    served.updates(dealUpdate({ balance: 2, trade_position: position(2), deal: deal(5) }));
    expect(got.map(({ all }) => all.length)).toEqual([1, 2, 2]);
    expect(got.map(({ source }) => source)).toEqual(['snapshot', 'snapshot', 'push']);
  });
});

describe('the account record', () => {
  const accountFrame = (body: Uint8Array): PushFrame => ({
    ...{ command: commands.accountPush.id, resCode: 0, body },
  });
  const bodyOf = (balance: number, size: number): Uint8Array => {
    const body = new Uint8Array(size);
    new DataView(body.buffer).setFloat64(9, balance, true);
    return body;
  };

  test('of a push that ends early counts as far as it goes', () => {
    const served = new Served();
    served.pushes$.next(accountFrame(bodyOf(55, 17)));
    expect(served.store.state.account).toMatchObject({ balance: 55, margin_leverage: 100 });
    expect(served.store.state.times).toBe(times);
  });

  test('tells of the server’s clock, if somebody can read it', () => {
    const later = { ...times };
    const served = new Served({ timesOf: () => later });
    served.pushes$.next(accountFrame(bodyOf(1, 17)));
    expect(served.store.state.times).toBe(times);
    served.pushes$.next(accountFrame(bodyOf(1, 816)));
    expect(served.store.state.times).toBe(later);
    const without = new Served();
    without.pushes$.next(accountFrame(bodyOf(1, 816)));
    expect(without.store.state.times).toBe(times);
  });

  test('a refused push, and one of another command, are none', () => {
    const served = new Served();
    served.pushes$.next({ ...accountFrame(bodyOf(1, 816)), resCode: 1 });
    served.pushes$.next({ ...accountFrame(bodyOf(1, 816)), command: 13 });
    expect(served.store.state.account).toBe(account);
  });
});
