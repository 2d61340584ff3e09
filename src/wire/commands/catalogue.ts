import * as body from '../bodies/index.js';
import * as records from '../records/index.js';
import { empty } from '../schema/choice.js';
import type { Layout } from '../schema/layout.js';

/** Who sends a body: the client (requests) or the server (replies and pushes). */
export type Direction = 'client' | 'server';

/**
 * `request`: the client asks, the server replies. `push`: the server speaks
 * unasked. `request-push`: both. `unused`: the official client may send it and
 * never does.
 */
export type CommandKind = 'request' | 'push' | 'request-push' | 'unused';

export interface Command<Request = unknown, Reply = unknown> {
  readonly id: number;
  /** Name of the protocol, snake_case. */
  readonly name: string;
  readonly kind: CommandKind;
  readonly request: Layout<Request>;
  /** Body of the reply or of the push. */
  readonly reply: Layout<Reply>;
  /** The official client waits without limit for the subscriptions 7 and 22. */
  readonly timeoutMs: number | undefined;
}

const requestTimeoutMs = 30_000;

const request = <Request, Reply>(
  id: number,
  name: string,
  requestBody: Layout<Request>,
  reply: Layout<Reply>,
): Command<Request, Reply> => ({
  id,
  name,
  kind: 'request',
  request: requestBody,
  reply,
  timeoutMs: requestTimeoutMs,
});

const subscription = <Request>(
  id: number,
  name: string,
  layout: Layout<Request>,
): Command<Request, undefined> => ({
  ...request(id, name, layout, empty),
  timeoutMs: undefined,
});

const push = <Reply>(
  id: number,
  name: string,
  reply: Layout<Reply>,
): Command<undefined, Reply> => ({
  id,
  name,
  kind: 'push',
  request: empty,
  reply,
  timeoutMs: undefined,
});

const unused = (id: number): Command<undefined, undefined> => ({
  ...request(id, `reserved_${String(id)}`, empty, empty),
  kind: 'unused',
});

/**
 * Every command that the official client knows, with what goes either way.
 * A reply of layout `empty` is not read by that client; its bytes, if any, are
 * reported as trailing.
 */
export const commands = {
  bootstrap: request(0, 'bootstrap', records.bootstrapRequest, body.bootstrapResponse),
  logout: request(2, 'logout', empty, empty),
  account: request(3, 'account', empty, body.account),
  tradingOpened: request(4, 'trading_opened', empty, body.openTrades),
  tradeHistory: request(5, 'trade_history', records.tradeHistoryRequest, body.tradeHistory),
  symbols: request(6, 'symbols', empty, body.symbolList),
  ticksSubscribe: subscription(7, 'ticks_subscribe', body.symbolIds),
  tickPush: push(8, 'tick_push', body.ticks),
  symbolGroups: request(9, 'symbol_groups', empty, body.symbolGroups),
  tradeUpdate: push(10, 'trade_update', body.tradeUpdates),
  rates: request(11, 'rates', records.ratesRequest, body.bars),
  tradeRequest: request(12, 'trade_request', records.tradeRequest, records.tradeRequestReply),
  symbolUpdatePush: push(13, 'symbol_update_push', body.symbolUpdates),
  accountPush: push(14, 'account_push', body.account),
  loginStatusPush: push(15, 'login_status_push', records.loginStatus),
  symbolDetailsPush: push(17, 'symbol_details_push', body.details),
  symbolsFull: request(18, 'symbols_full', body.symbolIds, body.fullSymbols),
  tradeResult: push(19, 'trade_result', records.tradeResultPush),
  spreads: {
    ...request(20, 'spreads', body.symbolIds, body.spreadBlocks),
    kind: 'request-push',
  },
  reserved21: unused(21),
  bookSubscribe: subscription(22, 'book_subscribe', body.symbolIds),
  bookPush: push(23, 'book_push', body.books),
  changePassword: request(
    24,
    'change_password',
    records.changePasswordRequest,
    records.changePasswordResponse,
  ),
  reserved25: unused(25),
  verifyCodesRequest: request(27, 'verify_codes_request', body.verifyCodes, records.verifyResult),
  login: request(28, 'login', records.loginRequest, body.loginReply),
  initSession: request(29, 'init_session', records.initRequest, empty),
  openDemo: request(30, 'open_demo', records.accountOpenBase, records.openAccountResult),
  reserved33: unused(33),
  symbolsCompressed: request(34, 'symbols_compressed', empty, body.compressedSymbolList),
  reserved37: unused(37),
  openReal: request(39, 'open_real', body.openReal, records.openAccountResult),
  verifyCodesSubmit: request(
    40,
    'verify_codes_submit',
    records.accountOpenBase,
    records.verifyResult,
  ),
  traderParams: request(41, 'trader_params', empty, records.traderParamsResponse),
  notify: request(42, 'notify', records.notifyRequest, empty),
  otpSetup: request(43, 'otp_setup', body.otpSetup, empty),
  corporateLinks: request(44, 'corporate_links', empty, body.corporateLinks),
  reserved50: unused(50),
  ping: request(51, 'ping', empty, empty),
  reserved52: unused(52),
  reserved100: unused(100),
  reserved101: unused(101),
  reserved102: unused(102),
  reserved103: unused(103),
  reserved104: unused(104),
  reserved105: unused(105),
  reserved106: unused(106),
  reserved107: unused(107),
  reserved108: unused(108),
  reserved109: unused(109),
  reserved110: unused(110),
  reserved111: unused(111),
  reserved112: unused(112),
} as const satisfies Readonly<Record<string, Command>>;

const byId: ReadonlyMap<number, Command> = new Map(
  Object.values(commands).map((entry) => [entry.id, entry as Command]),
);

/** The command of an id, or `undefined` for one that the official client does not allow. */
export const commandById = (id: number): Command | undefined => byId.get(id);

/** Name of a command for messages; an unknown one is shown by its number. */
export const commandName = (id: number): string => byId.get(id)?.name ?? `command ${String(id)}`;

/** The ids that the official client accepts, ascending. */
export const commandIds: readonly number[] = [...byId.keys()];

/** The layout of a body, or `undefined` for an unknown command. */
export const bodyLayout = (id: number, direction: Direction): Layout<unknown> | undefined => {
  const found = byId.get(id);
  return direction === 'client' ? found?.request : found?.reply;
};
