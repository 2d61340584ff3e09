import * as E from 'fp-ts/lib/Either.js';
import { map, of, startWith, withLatestFrom, type Observable } from 'rxjs';
import { BadReplyError, CommandRefusedError, type Connection } from '../connection/index.js';
import {
  accountTerms,
  loadSymbols,
  SymbolCatalogue,
  type Requester,
  type ServerTimes,
} from '../market/index.js';
import { AccountRights, commands, decode, type Account, type Short } from '../wire/index.js';

/** A connection whose account record has just come. */
export interface Opened {
  readonly connection: Connection;
  readonly account: Short<Account>;
  readonly times: ServerTimes;
  /** What the gateway has said of its link to the trade server (push 15); 0 is up. */
  readonly tradeServerState: number;
}

/** A connection over which the session can work: account and symbols are loaded. */
export interface Ready extends Opened {
  readonly requester: Requester;
  readonly catalogue: SymbolCatalogue;
  /** Nothing but a change of the password is possible. */
  readonly passwordResetRequired: boolean;
}

/**
 * The account as far as the server sends it: of an older server trailing fields
 * may be missing, and that is no reason to turn the session away.
 */
export const loadAccount = (connection: Connection): Observable<Short<Account>> =>
  connection.exchange(commands.account.id, new Uint8Array(0)).pipe(
    map(({ resCode, body }) => {
      if (resCode !== 0) throw new CommandRefusedError(commands.account.id, resCode);
      const decoded = decode(commands.account.reply, body);
      if (E.isLeft(decoded)) throw new BadReplyError(commands.account.id, decoded.left);
      return decoded.right.value;
    }),
  );

const mustResetPassword = ({ rights = 0 }: Short<Account>): boolean =>
  (rights & AccountRights.reset_password) !== 0;

/**
 * The start-up after the account record, in the order of the official client. Of an account whose
 * password has to be changed first nothing more is loaded, as that client has it.
 */
export const prepare = (opened: Opened): Observable<Ready> => {
  const { connection } = opened;
  const passwordResetRequired = mustResetPassword(opened.account);
  const symbols$ = passwordResetRequired
    ? of([])
    : loadSymbols(connection, opened.account.symbols_count ?? 0);
  // A long list takes its time: what the account says meanwhile counts.
  const account$ = connection.on(commands.accountPush).pipe(startWith(opened.account));
  return symbols$.pipe(
    withLatestFrom(account$),
    map(([list, account]) => ({
      ...opened,
      account,
      requester: connection,
      catalogue: new SymbolCatalogue(list, accountTerms(account)),
      passwordResetRequired,
    })),
  );
};
