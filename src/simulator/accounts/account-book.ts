import type { AccountOptions } from '../options/account-options.js';
import { Account } from './account.js';
import type { TradeSource } from './trades.js';

/** Accounts that clients open themselves begin here, clear of those of the options. */
const firstOpenedLogin = 500_000_001n;

/** All accounts of the server, by login. */
export class AccountBook {
  readonly #accounts = new Map<bigint, Account>();
  readonly #source: TradeSource;
  #nextLogin = firstOpenedLogin;

  constructor(options: readonly AccountOptions[], source: TradeSource) {
    this.#source = source;
    for (const account of options) this.#add(account);
  }

  find(login: bigint): Account | undefined {
    return this.#accounts.get(login);
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  /** Opens an account under the next free login. */
  open(options: Omit<AccountOptions, 'login'>): Account {
    while (this.#accounts.has(this.#nextLogin)) this.#nextLogin += 1n;
    return this.#add({ ...options, login: this.#nextLogin });
  }

  #add(options: AccountOptions): Account {
    const account = new Account(options, this.#source);
    this.#accounts.set(account.login, account);
    return account;
  }
}
