/** A place in a {@link Fifo}, kept to leave it early. */
export interface Place<T> {
  readonly value: T;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;
  owner: Fifo<T> | undefined;
}

/**
 * First in, first out, and out from anywhere in constant time: work that waits can be
 * cancelled, and a cancelled request must not keep its place or its memory.
 */
export class Fifo<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;

  get first(): T | undefined {
    return this.#first?.value;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  push(value: T): Place<T> {
    const place: Place<T> = { value, previous: this.#last, next: undefined, owner: this };
    if (this.#last) this.#last.next = place;
    else this.#first = place;
    this.#last = place;
    return place;
  }

  /** False if the place was left before. */
  remove(place: Place<T>): boolean {
    if (place.owner !== this) return false;
    if (place.previous) place.previous.next = place.next;
    else this.#first = place.next;
    if (place.next) place.next.previous = place.previous;
    else this.#last = place.previous;
    place.owner = place.previous = place.next = undefined;
    return true;
  }
}
