import type { Observable } from 'rxjs';

/** One shared stream for each name, made when it is first asked for. */
export class PerName<T> {
  readonly #streams = new Map<string, Observable<T>>();
  readonly #make: (name: string) => Observable<T>;

  constructor(make: (name: string) => Observable<T>) {
    this.#make = make;
  }

  get(name: string): Observable<T> {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = this.#make(name);
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** The streams of several names as they are, in the order of the names. */
  all(names: readonly string[]): readonly Observable<T>[] {
    return [...new Set(names)].map((name) => this.get(name));
  }
}
