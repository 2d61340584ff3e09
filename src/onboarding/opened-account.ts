import { inspect } from 'node:util';
import type { OpenAccountResult } from '../wire/index.js';

/**
 * A new account. Its passwords are shown this once: keep them. They are in neither JSON nor what
 * `console.log` and loggers show; copy them by name.
 */
export class OpenedAccount {
  readonly login: bigint;
  readonly #password: string;
  readonly #investorPassword: string;

  constructor(result: Pick<OpenAccountResult, 'login' | 'password' | 'investor_password'>) {
    this.login = result.login;
    this.#password = result.password;
    this.#investorPassword = result.investor_password;
  }

  get password(): string {
    return this.#password;
  }

  /** Logs in with the rights to look, and nothing else. */
  get investorPassword(): string {
    return this.#investorPassword;
  }

  toJSON(): unknown {
    return { login: String(this.login) };
  }

  [inspect.custom](): string {
    return `OpenedAccount { login: ${String(this.login)}n }`;
  }
}
