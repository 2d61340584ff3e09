import * as E from 'fp-ts/lib/Either.js';
import {
  accountMain,
  commands,
  decode,
  encode,
  symbolFull,
  symbolShort,
  type Layout,
  type SymbolFull,
  type SymbolShort,
} from '../../../src/wire/index.js';
import { blankValue } from '../support/blank.js';
import { sessionKey, symbolIds, symbolName } from '../support/messages.js';

export const symbolCount = 1000;
const digits = 5;

const blankShort = blankValue(symbolShort);
const blankFull = blankValue(symbolFull);

const short = (id: number): SymbolShort => ({
  ...blankShort,
  trade_symbol: symbolName(id),
  symbol_id: id,
  digits,
});

const full = (id: number): SymbolFull => ({
  ...blankFull,
  trade_symbol: symbolName(id),
  symbol_id: id,
  digits,
  point: 10 ** -digits,
});

function written<T>({ reply }: { readonly reply: Layout<T> }, value: T): Uint8Array {
  const body = encode(reply, value);
  if (E.isLeft(body)) throw body.left;
  return body.right;
}

function fullSymbols(payload: Uint8Array): Uint8Array {
  const ids = decode(commands.symbolsFull.request, payload);
  if (E.isLeft(ids)) throw ids.left;
  return written(commands.symbolsFull, ids.right.value.map(full));
}

/** What the server of the benches answers: just enough for a session to come up. */
export function replyTo(command: number, payload: Uint8Array): Uint8Array {
  switch (command) {
    case commands.bootstrap.id:
      return written(commands.bootstrap, {
        skipped: new Uint8Array(2),
        token: new Uint8Array(64),
        session_key: sessionKey,
      });
    case commands.login.id:
      return written(commands.login, { login_token: new Uint8Array(160), session: 0n });
    case commands.account.id:
      // The fixed part alone: no group settings, the server's clock is UTC.
      return new Uint8Array(accountMain.size);
    case commands.symbols.id:
      return written(commands.symbols, symbolIds(symbolCount).map(short));
    case commands.symbolsFull.id:
      return fullSymbols(payload);
    case commands.tradingOpened.id:
      return written(commands.tradingOpened, { positions: [], orders: [] });
    case commands.tradeHistory.id:
      return written(commands.tradeHistory, { deals: [], orders: [] });
    default:
      return new Uint8Array(0);
  }
}
