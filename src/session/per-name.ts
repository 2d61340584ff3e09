import { Observable } from 'rxjs';

interface Entry<T> {
  readonly stream$: Observable<T>;
  subscribers: number;
}

/** One shared stream for each name, kept for as long as somebody is subscribed to it. */
export class PerName<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #make: (name: string) => Observable<T>;

  constructor(make: (name: string) => Observable<T>) {
    this.#make = make;
  }

  /** Names whose streams are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** Throws what making the stream throws. */
  get(name: string): Observable<T> {
    const made$ = this.#entries.get(name)?.stream$ ?? this.#make(name);
    return new Observable((subscriber) => {
      const entry = this.#entries.get(name) ?? { stream$: made$, subscribers: 0 };
      this.#entries.set(name, entry);
      entry.subscribers += 1;
      subscriber.add(() => {
        entry.subscribers -= 1;
        if (entry.subscribers === 0) this.#entries.delete(name);
      });
      subscriber.add(entry.stream$.subscribe(subscriber));
    });
  }

  /** The streams of several names as they are, in the order of the names. */
  all(names: readonly string[]): readonly Observable<T>[] {
    return [...new Set(names)].map((name) => this.get(name));
  }
}
