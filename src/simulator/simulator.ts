import type { Observable } from 'rxjs';
import type { Command } from '../wire/index.js';
import type { ConnectionInfo } from './client.js';
import type { Controls } from './controls.js';
import type { FeedTick } from './data/index.js';
import type { Desk } from './desk/index.js';
import type { SimulatorRequest } from './gateway.js';
import type { SimulatorBook } from './quotes/book-ladder.js';
import type { SymbolControls } from './symbol-changes.js';
import type { AccountMode, AccountOptions, AccountState } from './options/account-options.js';

/** An account as a client can use it now. Holds its passwords: do not log it. */
export interface SimulatorAccount {
  readonly login: bigint;
  readonly password: string;
  readonly investorPassword: string | undefined;
  readonly type: NonNullable<AccountOptions['type']>;
  readonly mode: AccountMode;
  readonly state: AccountState;
  readonly currency: string;
}

export interface SimulatorSymbol {
  /** Key of all market data records. */
  readonly id: number;
  readonly name: string;
  /** Folder and name, separated by backslashes. */
  readonly path: string;
  readonly digits: number;
}

/** The commands that a server sends unasked, by their entry in `commands`. */
export type Push<Value> = Pick<Command<never, Value>, 'id' | 'reply'>;

/** A running server. */
export interface Simulator extends AsyncDisposable, SymbolControls {
  /** Address for clients, such as `ws://127.0.0.1:41873/terminal`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Those of the options first, then those that clients opened; at least one. */
  readonly accounts: readonly [SimulatorAccount, ...SimulatorAccount[]];
  readonly symbols: readonly SimulatorSymbol[];
  readonly controls: Controls;
  /** The open connections at this moment. */
  readonly connections: readonly ConnectionInfo[];
  /** Every request that could be decrypted, as it arrives. Hot; completes on `close()`. */
  readonly requests$: Observable<SimulatorRequest>;

  /**
   * Sends a tick as if the feed had given it.
   *
   * @throws UnknownSimulatorSymbolError for a symbol that is not served
   * @throws SimulatorArgumentError for a value that no record can hold
   * @throws SimulatorClosedError after `close()`
   */
  pushTick(tick: FeedTick): void;

  /**
   * The trades of an account, to be changed by tests and demos; by default of the first account.
   *
   * @throws SimulatorArgumentError for a login of no account
   * @throws SimulatorClosedError after `close()`
   */
  desk(login?: bigint | number): Desk;

  /**
   * The depth of market of a symbol at this moment, as clients that watch it have it or are
   * about to have it. Empty for a symbol that has none, or no quote yet.
   *
   * @throws UnknownSimulatorSymbolError for a symbol that is not served
   */
  book(symbol: string): SimulatorBook;

  /**
   * Sends a push to everybody who has logged in and passes the filter; gives their number. The
   * value is that of the command's layout, or raw bytes, which are sent as they are.
   *
   * @throws SimulatorArgumentError for a value that the layout does not fit
   * @throws SimulatorClosedError after `close()`
   *
   * @example
   * ```ts
   * import { startSimulator } from 'rxmt5/simulator';
   * import { commands } from 'rxmt5/wire';
   *
   * const simulator = await startSimulator();
   * simulator.push(commands.loginStatusPush, { state: 7 }); // to nobody yet: 0
   * await simulator.close();
   * ```
   */
  push<Value>(
    command: Push<Value> | number,
    value: Value | Uint8Array,
    filter?: (connection: ConnectionInfo) => boolean,
  ): number;

  /**
   * Sets the state of the link to the trade server, 0 for up, and tells everybody who has
   * logged in (push 15). While it is not 0, logins are refused with code 2.
   */
  status(state: number): void;

  /** Closes all connections and the port; nothing is left open. Calling it again is no harm. */
  close(): Promise<void>;
}
