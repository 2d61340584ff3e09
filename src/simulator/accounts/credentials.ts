import { createHash, timingSafeEqual } from 'node:crypto';

/** What a client may do: everything, or look. */
export type Access = 'master' | 'investor';

/** How many logins of one account can be repeated by their token; the oldest are forgotten. */
const keptTokens = 64;

/** Whether two secrets are equal, in a time that tells nothing of them. */
const same = (a: string, b: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf16le').digest();
  return timingSafeEqual(digest(a), digest(b));
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The passwords of one account, and the tokens that stand for them. */
export class Credentials {
  readonly #passwords: Record<Access, string | undefined>;
  readonly #tokens = new Map<string, Access>();

  constructor(master: string, investor: string | undefined) {
    this.#passwords = { master, investor };
  }

  get password(): string {
    return this.#passwords.master ?? '';
  }

  get investorPassword(): string | undefined {
    return this.#passwords.investor;
  }

  byPassword(password: string): Access | undefined {
    const { master, investor } = this.#passwords;
    if (master !== undefined && same(password, master)) return 'master';
    return investor !== undefined && same(password, investor) ? 'investor' : undefined;
  }

  byToken(token: Uint8Array): Access | undefined {
    return this.#tokens.get(hex(token));
  }

  remember(token: Uint8Array, access: Access): void {
    this.#tokens.set(hex(token), access);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > keptTokens && oldest !== undefined) this.#tokens.delete(oldest);
  }

  /** Tokens of the old password stand for nothing any more. */
  change(access: Access, password: string): void {
    this.#passwords[access] = password;
    for (const [token, of] of this.#tokens) if (of === access) this.#tokens.delete(token);
  }
}
