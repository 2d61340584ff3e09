/** How many dropped connections can come back; the oldest are forgotten. */
const kept = 10_000;

/** Tokens that bootstraps handed out. */
export class TokenStore {
  readonly #tokens = new Set<string>();

  add(token: Uint8Array): void {
    this.#tokens.add(Buffer.from(token).toString('hex'));
    const [oldest] = this.#tokens;
    if (this.#tokens.size > kept && oldest !== undefined) this.#tokens.delete(oldest);
  }

  has(token: Uint8Array): boolean {
    return this.#tokens.has(Buffer.from(token).toString('hex'));
  }
}
