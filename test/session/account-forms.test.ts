import { describe, expect, test } from '@jest/globals';
import { defer, firstValueFrom, mergeMap, NEVER, of, throwError, type Observable } from 'rxjs';
import * as E from 'fp-ts/lib/Either.js';
import { BadReplyError, RequestTimeoutError, type Connection } from '../../src/connection/index.js';
import { AccountClock } from '../../src/market/index.js';
import { loadAccount, prepare, type Ready } from '../../src/session/ready.js';
import { catalogue, symbolShort } from '../../src/simulator/index.js';
import {
  accountMain,
  commands,
  encode,
  type Command,
  type SymbolShort,
} from '../../src/wire/index.js';

const times = new AccountClock({ offsetMs: 0, at: 0 });
const list = catalogue.map((spec, index) => symbolShort(spec, index + 1));

/** A connection that answers command 3 with these bytes, and the lists as it is told. */
const answering = (
  body: Uint8Array,
  compressed: Observable<readonly SymbolShort[]> = of([]),
): { readonly connection: Connection; readonly asked: number[] } => {
  const asked: number[] = [];
  const connection = {
    exchange: (command: number) => {
      asked.push(command);
      return of({ command, resCode: 0, body });
    },
    request: ({ id }: Command) =>
      defer((): Observable<readonly SymbolShort[]> => {
        asked.push(id);
        return id === commands.symbolsCompressed.id ? compressed : of(list);
      }),
    on: () => NEVER,
  } as unknown as Connection;
  return { connection, asked };
};

const accountOf = (symbolsCount: number): Uint8Array => {
  const main = accountMain.get(
    new DataView(new ArrayBuffer(accountMain.size)),
    Buffer.alloc(accountMain.size),
    0,
  );
  const value = { trade_settings: [], symbols_count: symbolsCount, trade_flags: 0 };
  const body = encode(commands.account.reply, {
    ...main,
    ...value,
    timezone_shift: 3600,
    leverage_flags: 0n,
    rules: [],
    commissions: [],
  });
  if (E.isLeft(body)) throw body.left;
  return body.right;
};

/** Loads as a session does: the account, then what it says is to be loaded. */
const start = (connection: Connection): Observable<Ready> =>
  loadAccount(connection).pipe(
    mergeMap((account) => prepare({ connection, account, times, tradeServerState: 0 })),
  );

describe('the account at the start', () => {
  test('of an older server, without its last fields: good enough', async () => {
    const { connection, asked } = answering(accountOf(3).slice(0, 808));
    const { catalogue: symbols } = await firstValueFrom(start(connection));
    expect(symbols.slotSymbol('EURUSD')).toMatchObject({ offsetMs: 3_600_000 });
    expect(asked).toEqual([3, 6]);
  });

  test('so short that it does not even say when it is: the clock is taken for UTC', async () => {
    const { connection } = answering(accountOf(3).slice(0, 89));
    const { catalogue: symbols } = await firstValueFrom(start(connection));
    expect(symbols.slotSymbol('EURUSD')).toMatchObject({ offsetMs: 0 });
  });

  test('cut in the middle of a number: an error', async () => {
    const { connection } = answering(accountOf(3).slice(0, 91));
    await expect(firstValueFrom(start(connection))).rejects.toBeInstanceOf(BadReplyError);
  });

  test.each([
    ['does not decode', new BadReplyError(34, new Error('no zlib'))],
    ['does not come', new RequestTimeoutError(34, 5)],
  ])('a compressed list that %s: the plain one is asked for', async (_title, error) => {
    const failing = throwError(() => error);
    const { connection, asked } = answering(accountOf(1000), failing);
    const ready = await firstValueFrom(start(connection));
    expect(asked).toEqual([3, 34, 6]);
    expect(ready.catalogue.infos).toHaveLength(list.length);
  });

  test('any other failure of it is a failure', async () => {
    const failing = throwError(() => new Error('link lost'));
    const { connection, asked } = answering(accountOf(1000), failing);
    await expect(firstValueFrom(start(connection))).rejects.toThrow('link lost');
    expect(asked).toEqual([3, 34]);
  });
});
