import { describe, expect, test } from '@jest/globals';
import { defer, merge, mergeMap, Observable, of, throwError, timer } from 'rxjs';
import { CommandRefusedError } from '../../src/connection/index.js';
import {
  bookList,
  BookRouter,
  DesiredSet,
  keepSubscribed,
  NoDepthError,
  SymbolCatalogue,
  TickRouter,
  type KeepSubscribedOptions,
  type Requester,
  type SubscriptionList,
  type SubscriptionTarget,
} from '../../src/market/index.js';
import { catalogue as specs, symbolFull, symbolShort } from '../../src/simulator/index.js';
import { commands, type Command } from '../../src/wire/index.js';
import { fixedTimes } from '../../test/support/books.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

/** EURUSD is 1, GBPUSD 2, and so on, in the order of the catalogue. */
const names = specs.map(({ name }) => name);
const [A = '', B = '', C = ''] = names;
const idOf = (name: string): number => names.indexOf(name) + 1;

interface Sent {
  readonly at: number;
  readonly command: number;
  readonly ids: readonly number[];
}

interface Setup {
  readonly desired: DesiredSet;
  /** Listens to a symbol. */
  readonly listen: (name: string) => Observable<unknown>;
  readonly sent: Sent[];
  readonly failures: unknown[];
  readonly confirmed: (readonly number[])[];
  readonly run$: Observable<never>;
}

/** Who listens, and how: to ticks unless told otherwise. */
interface Listening {
  readonly list?: SubscriptionList;
  readonly router: SubscriptionTarget;
  readonly listen: Setup['listen'];
}

const toTicks = (): Listening => {
  const router = new TickRouter(() => undefined);
  return { router, listen: (name) => router.ticks([name]) };
};

const toBooks = (): Listening => {
  const router = new BookRouter({ now: () => 0, onUnknown: () => undefined });
  router.attach(fixedTimes());
  return { list: bookList, router, listen: (name) => router.events(name) };
};

/** A server that answers after `replyMs`, and refuses lists of these numbers, from 1. */
const setUp = (
  { scheduler }: MarbleHelpers,
  {
    replyMs = 2,
    refusals = [],
    listening = toTicks(),
  }: { replyMs?: number; refusals?: readonly number[]; listening?: Listening } = {},
): Setup => {
  const sent: Sent[] = [];
  const failures: unknown[] = [];
  const confirmed: (readonly number[])[] = [];
  let lists = 0;
  const answer = (command: number, ids: readonly number[]): Observable<unknown> => {
    if (command === commands.symbolsFull.id) {
      return of(
        specs
          .map((spec, index) => symbolFull(spec, index + 1))
          .filter(({ symbol_id }) => ids.includes(symbol_id)),
      );
    }
    lists += 1;
    return refusals.includes(lists)
      ? throwError(() => new CommandRefusedError(command, 1))
      : of(undefined);
  };
  const requester = {
    request: (command: Command, value: unknown) =>
      defer(() => {
        const ids = value as readonly number[];
        sent.push({ at: scheduler.now(), command: command.id, ids });
        return timer(replyMs, scheduler).pipe(mergeMap(() => answer(command.id, ids)));
      }),
  } as unknown as Requester;
  const list = specs.map((spec, index) => symbolShort(spec, index + 1));
  const desired = new DesiredSet();
  const { listen, ...target } = listening;
  const options: KeepSubscribedOptions = {
    connection: requester,
    catalogue: new SymbolCatalogue(list, { tradeSettings: [], offsetMs: 0 }),
    desired,
    ...target,
    windowMs: 10,
    scheduler,
    onFailure: (error) => failures.push(error),
    onConfirmed: (ids) => confirmed.push(ids),
  };
  return { desired, listen, sent, failures, confirmed, run$: keepSubscribed(options) };
};

/** Wants a symbol from one marble frame to another, as a subscriber does. */
const wants = (
  { desired, listen }: Setup,
  { scheduler }: MarbleHelpers,
  name: string,
  from: number,
  to?: number,
): Observable<never> =>
  new Observable<never>((subscriber) => {
    const enter = (): void => {
      // Who fails wants nothing any more.
      const error = (): void => subscriber.complete();
      subscriber.add(listen(name).subscribe({ error }));
      subscriber.add(desired.acquire([name]));
    };
    subscriber.add(scheduler.schedule(enter, from));
    if (to !== undefined) {
      subscriber.add(
        scheduler.schedule(() => {
          subscriber.complete();
        }, to),
      );
    }
  });

const subscriptions = (sent: readonly Sent[], list = commands.ticksSubscribe.id) =>
  sent.filter(({ command }) => command === list).map(({ at, ids }) => [at, ids]);

describe('keeping the server’s list of ticks', () => {
  test(
    'changes within the window are one request; full records come first',
    marbles((helpers) => {
      const setup = setUp(helpers);
      const script = merge(
        setup.run$,
        wants(setup, helpers, A, 0),
        wants(setup, helpers, B, 4),
        wants(setup, helpers, C, 9),
      );
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      const ids = [A, B, C].map(idOf);
      expect(setup.sent).toEqual([
        { at: 10, command: commands.symbolsFull.id, ids },
        { at: 12, command: commands.ticksSubscribe.id, ids },
      ]);
      expect(setup.confirmed).toEqual([ids]);
    }),
  );

  test(
    'a change while a request is out is sent after it, as one, with what is wanted by then',
    marbles((helpers) => {
      const setup = setUp(helpers, { replyMs: 50 });
      const script = merge(
        setup.run$,
        wants(setup, helpers, A, 0, 70),
        wants(setup, helpers, B, 30, 60),
        wants(setup, helpers, C, 65),
      );
      helpers.expectObservable(script, '^ 499ms !').toBe('-');
      helpers.flush();
      expect(subscriptions(setup.sent)).toEqual([
        [60, [idOf(A)]],
        [160, [idOf(C)]],
      ]);
    }),
  );

  test(
    'coming and going within the window sends nothing',
    marbles((helpers) => {
      const setup = setUp(helpers);
      const script = merge(setup.run$, wants(setup, helpers, A, 1, 5));
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      expect(subscriptions(setup.sent)).toEqual([]);
    }),
  );

  test(
    'the last one to leave empties the list',
    marbles((helpers) => {
      const setup = setUp(helpers);
      const script = merge(setup.run$, wants(setup, helpers, A, 0, 50));
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      expect(subscriptions(setup.sent)).toEqual([
        [12, [idOf(A)]],
        [60, []],
      ]);
    }),
  );

  test(
    'a run begins with what is wanted by then: that is how a reconnect restores it',
    marbles((helpers) => {
      const setup = setUp(helpers);
      setup.desired.acquire([B, A]);
      helpers.expectObservable(setup.run$, '^ 29ms !').toBe('-');
      helpers.expectObservable(setup.run$, '30ms ^ 29ms !').toBe('-');
      helpers.flush();
      expect(subscriptions(setup.sent)).toEqual([
        [12, [idOf(A), idOf(B)].sort((a, b) => a - b)],
        [40, [idOf(A), idOf(B)].sort((a, b) => a - b)],
      ]);
    }),
  );

  test(
    'a refusal is reported and tried again with backoff until it is taken',
    marbles((helpers) => {
      const setup = setUp(helpers, { refusals: [1, 2] });
      const script = merge(setup.run$, wants(setup, helpers, A, 0));
      helpers.expectObservable(script, '^ 20s !').toBe('-');
      helpers.flush();
      expect(setup.failures).toHaveLength(2);
      expect(subscriptions(setup.sent)).toHaveLength(3);
      expect(setup.confirmed).toEqual([[idOf(A)]]);
    }),
  );

  test(
    'after a refusal the list before is sent again, too: the server may have taken the refused one',
    marbles((helpers) => {
      const setup = setUp(helpers, { refusals: [2] });
      const script = merge(
        setup.run$,
        wants(setup, helpers, A, 0),
        wants(setup, helpers, B, 30, 80),
      );
      helpers.expectObservable(script, '^ 9s !').toBe('-');
      helpers.flush();
      const lists = subscriptions(setup.sent).map(([, ids]) => ids);
      expect(lists).toEqual([[idOf(A)], [A, B].map(idOf), [idOf(A)]]);
    }),
  );

  test(
    'a symbol that does not exist fails its listeners and nobody else',
    marbles((helpers) => {
      const setup = setUp(helpers);
      const errors: unknown[] = [];
      setup.listen('NOPE').subscribe({ error: (error: unknown) => errors.push(error) });
      setup.desired.acquire(['NOPE']);
      const script = merge(setup.run$, wants(setup, helpers, A, 0));
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      expect(errors).toMatchObject([{ symbol: 'NOPE' }]);
      expect(subscriptions(setup.sent)).toEqual([[12, [idOf(A)]]]);
    }),
  );

  test(
    'unsubscribing withdraws what is out and sends nothing more',
    marbles((helpers) => {
      const setup = setUp(helpers, { replyMs: 50 });
      const script = merge(setup.run$, wants(setup, helpers, A, 0), wants(setup, helpers, B, 200));
      helpers.expectObservable(script, '^ 30ms !').toBe('-');
      helpers.flush();
      expect(setup.sent.map(({ command }) => command)).toEqual([commands.symbolsFull.id]);
      expect(setup.confirmed).toEqual([]);
    }),
  );

  test(
    'who comes while full records are loaded is bound when its own is there',
    marbles((helpers) => {
      const bound: string[] = [];
      const ticks = toTicks();
      const router: SubscriptionTarget = {
        unbound: () => ticks.router.unbound(),
        fail: () => undefined,
        bind(id, symbol, specification) {
          bound.push(`${symbol.name} ${specification?.name ?? 'without its record'}`);
          ticks.router.bind(id, symbol, specification);
        },
      };
      const setup = setUp(helpers, { replyMs: 50, listening: { ...ticks, router } });
      const script = merge(setup.run$, wants(setup, helpers, A, 0), wants(setup, helpers, B, 30));
      helpers.expectObservable(script, '^ 499ms !').toBe('-');
      helpers.flush();
      expect(bound).toEqual([`${A} ${A}`, `${B} ${B}`]);
    }),
  );
});

describe('keeping the server’s list of books', () => {
  const books = commands.bookSubscribe.id;

  test(
    'all that are wanted are in one command 22, again after a reconnect',
    marbles((helpers) => {
      const setup = setUp(helpers, { listening: toBooks() });
      const script = merge(
        setup.run$,
        wants(setup, helpers, B, 0),
        wants(setup, helpers, A, 3),
        wants(setup, helpers, C, 30, 60),
      );
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.expectObservable(setup.run$, '200ms ^ 49ms !').toBe('-');
      setup.desired.acquire([B, A]);
      helpers.flush();
      const both = [A, B].map(idOf);
      expect(subscriptions(setup.sent, books)).toEqual([
        [12, both],
        [42, [A, B, C].map(idOf)],
        [70, both],
        [210, both],
      ]);
      expect(subscriptions(setup.sent)).toEqual([]);
    }),
  );

  test(
    'one that was left and is wanted again at once leaves the list and enters it again',
    marbles((helpers) => {
      const setup = setUp(helpers, { listening: toBooks() });
      const script = merge(
        setup.run$,
        wants(setup, helpers, A, 0),
        wants(setup, helpers, B, 0, 50),
        wants(setup, helpers, B, 53),
      );
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      const both = [A, B].map(idOf);
      expect(subscriptions(setup.sent, books)).toEqual([
        [12, both],
        [60, [idOf(A)]],
        [62, both],
      ]);
      expect(setup.confirmed).toEqual([both, [idOf(A)], both]);
    }),
  );

  test(
    'that is not forgotten when the list is refused meanwhile',
    marbles((helpers) => {
      const setup = setUp(helpers, { listening: toBooks(), refusals: [2] });
      const script = merge(
        setup.run$,
        wants(setup, helpers, A, 0, 50),
        wants(setup, helpers, A, 53),
      );
      helpers.expectObservable(script, '^ 9s !').toBe('-');
      helpers.flush();
      expect(setup.failures).toHaveLength(1);
      const lists = subscriptions(setup.sent, books).map(([, ids]) => ids);
      expect(lists).toEqual([[idOf(A)], [], [], [idOf(A)]]);
    }),
  );

  test(
    'a symbol without depth fails its listeners and is on no list',
    marbles((helpers) => {
      const shallow = specs.find(({ bookDepth }) => bookDepth === 0)?.name ?? '';
      const setup = setUp(helpers, { listening: toBooks() });
      const errors: unknown[] = [];
      setup.listen(shallow).subscribe({ error: (error: unknown) => errors.push(error) });
      const script = merge(
        setup.run$,
        wants(setup, helpers, shallow, 0),
        wants(setup, helpers, A, 0),
      );
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.flush();
      expect(errors).toEqual([expect.any(NoDepthError)]);
      expect(errors).toMatchObject([{ symbol: shallow, reason: 'no-levels' }]);
      expect(subscriptions(setup.sent, books)).toEqual([[12, [idOf(A)]]]);
    }),
  );
});
