/** So many replies in a row prove an echo: by chance it would be one case in 2^48. */
const provingReplies = 3;

/**
 * Finds out whether the server sends the two random bytes of a request back in
 * its reply. The official client does not look, so it is not known of servers at
 * large; one reply with other bytes settles it for the connection.
 */
export class EchoDetector {
  #matches = 0;
  #echoes: boolean | undefined;
  readonly #onSettled: (echoes: boolean) => void;

  constructor(onSettled: (echoes: boolean) => void) {
    this.#onSettled = onSettled;
  }

  /** Undefined while not known. */
  get echoes(): boolean | undefined {
    return this.#echoes;
  }

  observe(sent: number, received: number): void {
    if (this.#echoes !== undefined) return;
    if (sent !== received) this.#echoes = false;
    else {
      this.#matches += 1;
      if (this.#matches < provingReplies) return;
      this.#echoes = true;
    }
    this.#onSettled(this.#echoes);
  }
}
