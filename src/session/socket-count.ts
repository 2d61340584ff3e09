import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';

/** Counts sockets that are not closed for good yet, so that a close can wait for them. */
export class SocketCount {
  readonly #count = new BehaviorSubject(0);

  /** A socket is about to open; call the returned function when it is gone. */
  opened(): () => void {
    this.#count.next(this.#count.getValue() + 1);
    return () => {
      this.#count.next(this.#count.getValue() - 1);
    };
  }

  async allGone(): Promise<void> {
    await firstValueFrom(this.#count.pipe(filter((count) => count === 0)));
  }
}
