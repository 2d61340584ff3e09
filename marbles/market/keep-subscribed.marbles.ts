import { describe, expect, test } from '@jest/globals';
import { defer, merge, mergeMap, Observable, of, throwError, timer } from 'rxjs';
import { CommandRefusedError } from '../../src/connection/index.js';
import {
  DesiredSet,
  keepSubscribed,
  SymbolCatalogue,
  TickRouter,
  type KeepSubscribedOptions,
  type Requester,
} from '../../src/market/index.js';
import { catalogue as specs, symbolFull, symbolShort } from '../../src/simulator/index.js';
import { commands, type Command } from '../../src/wire/index.js';
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
  readonly router: TickRouter;
  readonly sent: Sent[];
  readonly failures: unknown[];
  readonly confirmed: (readonly number[])[];
  readonly run$: Observable<never>;
}

/** A server that answers after `replyMs`, and refuses command 7 as often as it is told to. */
const setUp = (
  { scheduler }: MarbleHelpers,
  { replyMs = 2, refusals = 0 }: { replyMs?: number; refusals?: number } = {},
): Setup => {
  const sent: Sent[] = [];
  const failures: unknown[] = [];
  const confirmed: (readonly number[])[] = [];
  let refused = 0;
  const answer = (command: number, ids: readonly number[]): Observable<unknown> => {
    if (command === commands.symbolsFull.id) {
      return of(
        specs
          .map((spec, index) => symbolFull(spec, index + 1))
          .filter(({ symbol_id }) => ids.includes(symbol_id)),
      );
    }
    refused += 1;
    return refused <= refusals
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
  const router = new TickRouter(() => undefined);
  const options: KeepSubscribedOptions = {
    connection: requester,
    catalogue: new SymbolCatalogue(list, { tradeSettings: [], offsetMs: 0 }),
    desired,
    router,
    windowMs: 10,
    scheduler,
    onFailure: (error) => failures.push(error),
    onConfirmed: (ids) => confirmed.push(ids),
  };
  return { desired, router, sent, failures, confirmed, run$: keepSubscribed(options) };
};

/** Wants a symbol from one marble frame to another, as a subscriber does. */
const wants = (
  { desired, router }: Setup,
  { scheduler }: MarbleHelpers,
  name: string,
  from: number,
  to?: number,
): Observable<never> =>
  new Observable<never>((subscriber) => {
    const enter = (): void => {
      subscriber.add(router.ticks([name]).subscribe({ error: () => undefined }));
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

const subscriptions = (sent: readonly Sent[]) =>
  sent
    .filter(({ command }) => command === commands.ticksSubscribe.id)
    .map(({ at, ids }) => [at, ids]);

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
      const setup = setUp(helpers, { refusals: 2 });
      const script = merge(setup.run$, wants(setup, helpers, A, 0));
      helpers.expectObservable(script, '^ 20s !').toBe('-');
      helpers.flush();
      expect(setup.failures).toHaveLength(2);
      expect(subscriptions(setup.sent)).toHaveLength(3);
      expect(setup.confirmed).toEqual([[idOf(A)]]);
    }),
  );

  test(
    'a symbol that does not exist fails its listeners and nobody else',
    marbles((helpers) => {
      const setup = setUp(helpers);
      const errors: unknown[] = [];
      setup.router.ticks(['NOPE']).subscribe({ error: (error: unknown) => errors.push(error) });
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
});
