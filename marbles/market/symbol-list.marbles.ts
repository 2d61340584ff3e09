import { describe, expect, test } from '@jest/globals';
import {
  asyncScheduler,
  defer,
  EMPTY,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  of,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { CommandRefusedError, ConnectionClosedError } from '../../src/connection/index.js';
import {
  marginSpreads,
  SymbolCatalogue,
  symbolChanges,
  type KeepAskingOptions,
  type Requester,
  type SpreadSource,
  type SymbolSource,
} from '../../src/market/index.js';
import { catalogue as specs, symbolFull, symbolShort } from '../../src/simulator/index.js';
import { commands, type SpreadBlock } from '../../src/wire/index.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

const short = specs.slice(0, 3).map((spec, index) => symbolShort(spec, index + 1));
const [one, two, three] = short;
if (one === undefined || two === undefined || three === undefined) throw new Error('three symbols');
const catalogueOf = (list: typeof short): SymbolCatalogue =>
  new SymbolCatalogue(list, { tradeSettings: [], offsetMs: 0 });

/** A server that answers command 9 after 2 ms, with folders or with an error. */
const answering = (
  { scheduler }: MarbleHelpers,
  answer: () => Observable<unknown> = () => of([{ group_name: 'Forex' }]),
): Requester =>
  ({
    request: () => timer(2, scheduler).pipe(mergeMap(answer)),
  }) as unknown as Requester;

/** What a list says, in short. */
const summary = (source$: Observable<SymbolSource>, failures: unknown[] = []) =>
  symbolChanges(source$, (error) => failures.push(error)).pipe(
    map(({ all, added, changed, removed, source, tree }) => {
      const count = [all, added, changed, removed].map(({ length }) => length).join(' ');
      return `${source} ${count} ${String(tree.folders.length > 0)}`;
    }),
  );

describe('symbolChanges', () => {
  test(
    'the whole list first, then what a push changes, and after a reconnect only what differs',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions } = helpers;
      const connection = answering(helpers);
      const first = catalogueOf([one, two]);
      const same = catalogueOf([one, two]);
      const other = catalogueOf([two, three]);
      const ready = hot('-a-----b-----c------', {
        a: { connection, catalogue: first },
        b: { connection, catalogue: same },
        c: { connection, catalogue: other },
      });
      const pushed = hot('-----u', { u: 0 }).pipe(
        tap(() => {
          const [spec] = specs;
          if (spec !== undefined) first.update([{ ...symbolFull(spec, 1), digits: 3 }]);
        }),
      );
      const expected = {
        s: 'snapshot 2 2 0 0 true',
        u: 'push 2 0 1 0 true',
        // The push had changed the first symbol; the next connection has it as before.
        r: 'reconcile 2 0 1 0 true',
        d: 'reconcile 2 1 0 1 true',
      };
      expectObservable(summary(ready)).toBe('---s-u---r-----d----', expected);
      expectObservable(pushed.pipe(map(() => 'pushed'))).toBe('-----(p)', { p: 'pushed' });
      expectSubscriptions(ready.subscriptions).toBe('^');
    }),
  );

  test(
    'folders that cannot be had are made of the paths; of a lost connection nothing is said',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions } = helpers;
      const failures: unknown[] = [];
      const refusal = new CommandRefusedError(9, 1);
      const refusing = answering(helpers, () => throwError(() => refusal));
      const closing = answering(helpers, () =>
        throwError(() => new ConnectionClosedError(9, true, new Error('gone'))),
      );
      const ready = hot('a---b', {
        a: { connection: closing, catalogue: catalogueOf([one]) },
        b: { connection: refusing, catalogue: catalogueOf([one]) },
      });
      const seen = summary(ready, failures);
      expectObservable(seen, '^-------!').toBe('------s', { s: 'snapshot 1 1 0 0 true' });
      expectSubscriptions(ready.subscriptions).toBe('^-------!');
      helpers.flush();
      expect(failures).toEqual([refusal]);
    }),
  );
});

/** Where nothing is asked twice. */
const asking: KeepAskingOptions = { scheduler: asyncScheduler, onFailure: () => undefined };

describe('marginSpreads', () => {
  const block = (id: number): readonly SpreadBlock[] => [
    {
      skipped: 0,
      spread_count: 2,
      spreads: [
        {
          ...{ spread_id: 0, flag_mask: 0, margin_initial: 0, margin_maintenance: 0 },
          ...{ margin_type: 0, legs_a: [], legs_b: [] },
        },
        {
          ...{ spread_id: id, flag_mask: 0, margin_initial: 5, margin_maintenance: 6 },
          margin_type: 2,
          legs_a: [
            {
              ...{ spread_mode: 0, flag_mask: 0, trade_symbol: 'EURUSD', spread_ratio: 2 },
              ...{ time_from: 0, time_to: 60 },
            },
          ],
          legs_b: [],
        },
      ],
    },
  ];

  test(
    'asked for over each connection, then as they are pushed; empty rules are left out',
    marbles((helpers) => {
      const { cold, hot, expectObservable, expectSubscriptions } = helpers;
      const pushes = hot<readonly SpreadBlock[]>('----p---------', { p: block(8) });
      const source = (reply: Observable<unknown>): SpreadSource => ({
        connection: {
          request: () => reply,
          on: () => pushes,
        } as unknown as SpreadSource['connection'],
        catalogue: catalogueOf([one]),
      });
      const reply = cold('-(r|)', { r: block(7) });
      const lost = cold('-#', {}, new ConnectionClosedError(20, true, new Error('gone')));
      const ready = hot('-a------b---c-', { a: source(reply), b: source(lost), c: source(reply) });
      const ids = marginSpreads(ready, [one.trade_symbol], asking).pipe(
        map((spreads) => spreads.map(({ id }) => id).join()),
      );
      expectObservable(ids, '^-------------!').toBe('--r-p--------r', { r: '7', p: '8' });
      expectSubscriptions(ready.subscriptions).toBe('^-------------!');
      expectSubscriptions(pushes.subscriptions).toBe([
        '-^------!',
        '--------^---!',
        '------------^-!',
      ]);
    }),
  );

  test(
    'a request that fails is made again, and called off with the stream',
    marbles((helpers) => {
      const { cold, scheduler, expectObservable, expectSubscriptions, flush } = helpers;
      const refused = cold('-#', {}, new CommandRefusedError(20, 1));
      const answered = cold('-(r|)', { r: block(7) });
      const replies = [refused, answered];
      const failures: unknown[] = [];
      const source = (): SpreadSource => ({
        connection: {
          request: () => defer(() => replies.shift() ?? EMPTY),
          on: () => NEVER,
        } as unknown as SpreadSource['connection'],
        catalogue: catalogueOf([one]),
      });
      const ids = marginSpreads(merge(of(source()), NEVER), [one.trade_symbol], {
        ...{ scheduler, random: () => 0 },
        onFailure: (error) => failures.push(error),
      }).pipe(map((spreads) => spreads.length));
      expectObservable(ids, '3s !').toBe('1002ms a', { a: 1 });
      expectSubscriptions(refused.subscriptions).toBe('^!');
      expectSubscriptions(answered.subscriptions).toBe('1001ms ^!');
      flush();
      expect(failures).toHaveLength(1);
    }),
  );

  test(
    'named values; a symbol that is not there fails the stream',
    marbles(({ cold, expectObservable }) => {
      const source: SpreadSource = {
        connection: {
          request: () => of(block(7)),
          on: () => new Observable<never>(),
        } as unknown as SpreadSource['connection'],
        catalogue: catalogueOf([one]),
      };
      const ready = cold('a', { a: source });
      const first = marginSpreads(ready, [one.trade_symbol], asking).pipe(
        map(([spread]) => ({ type: spread?.marginType, legs: spread?.legsA })),
      );
      expectObservable(first).toBe('a', {
        a: {
          type: 'percent_discount',
          legs: [{ mode: 'symbol', symbol: 'EURUSD', from: undefined, to: 60_000, ratio: 2 }],
        },
      });
      expectObservable(marginSpreads(ready, ['NOPE'], asking)).toBe(
        '#',
        undefined,
        catalogueOf([one]).notFound('NOPE'),
      );
    }),
  );
});

test('the command of margin spreads is asked by ids', () => {
  const asked: unknown[] = [];
  const source: SpreadSource = {
    connection: {
      request: (command: { id: number }, ids: unknown) => {
        asked.push([command.id, ids]);
        return of([]);
      },
      on: () => of(),
    } as unknown as SpreadSource['connection'],
    catalogue: catalogueOf([one, two]),
  };
  const seen: unknown[] = [];
  marginSpreads(of(source), [two.trade_symbol], asking).subscribe((spreads) => seen.push(spreads));
  marginSpreads(of(source), [], asking).subscribe((spreads) => seen.push(spreads));
  expect(asked).toEqual([[commands.spreads.id, [2]]]);
  expect(seen).toEqual([[], []]);
});
