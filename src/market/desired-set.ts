import { BehaviorSubject, type Observable } from 'rxjs';

/**
 * What is wanted of something that the server only knows as a whole: commands 7
 * and 22 replace the list they set. Counts references per name and outlives
 * connections.
 */
export class DesiredSet {
  readonly #counts = new Map<string, number>();
  readonly #changes = new BehaviorSubject<void>(undefined);
  /** Made when it is asked for: names come one by one, by the thousand. */
  #names: ReadonlySet<string> | undefined;

  /** Emits at once and on every change of the set; `names` then tells it. */
  get changes$(): Observable<void> {
    return this.#changes.asObservable();
  }

  get names(): ReadonlySet<string> {
    return (this.#names ??= new Set(this.#counts.keys()));
  }

  /** Wants these names until the returned function is called (once). */
  acquire(names: readonly string[]): () => void {
    const isNew = names.filter((name) => this.#add(name, 1) === 1);
    if (isNew.length > 0) this.#announce();
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const isGone = names.filter((name) => this.#add(name, -1) === 0);
      if (isGone.length > 0) this.#announce();
    };
  }

  /** The same names, which may stand for something else now. */
  refresh(): void {
    this.#changes.next();
  }

  #add(name: string, change: number): number {
    const count = (this.#counts.get(name) ?? 0) + change;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
    return count;
  }

  #announce(): void {
    this.#names = undefined;
    this.#changes.next();
  }
}
