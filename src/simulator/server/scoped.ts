/** Where a setting holds: for one connection, one command, both, or everywhere. */
export interface Scope {
  readonly connection?: number | undefined;
  readonly command?: number | undefined;
}

interface Entry<T> {
  readonly value: T;
  /** How often it can still be used. */
  left: number;
}

const everywhere = '*';

const keyOf = (connection: number | undefined, command: number | undefined): string =>
  `${String(connection ?? everywhere)}/${String(command ?? everywhere)}`;

const covers = (scope: Scope, key: string): boolean => {
  const [connection, command] = key.split('/');
  const is = (wanted: number | undefined, got: string | undefined): boolean =>
    wanted === undefined || String(wanted) === got;
  return is(scope.connection, connection) && is(scope.command, command);
};

/** A setting that may differ by connection and command; the narrowest scope counts. */
export class Scoped<T> {
  readonly #entries = new Map<string, Entry<T>>();

  /** Sets a value for a scope and for all that is in it, to be used so many times. */
  set(scope: Scope, value: T, times = Infinity): void {
    this.clear(scope);
    this.#entries.set(keyOf(scope.connection, scope.command), { value, left: times });
  }

  /** Forgets what was set for a scope and for all that is in it. */
  clear(scope: Scope = {}): void {
    for (const key of this.#entries.keys()) if (covers(scope, key)) this.#entries.delete(key);
  }

  find(connection: number, command?: number): T | undefined {
    return this.#entry(connection, command)?.[1].value;
  }

  /** As `find`, and it counts as one use. */
  take(connection: number, command?: number): T | undefined {
    const found = this.#entry(connection, command);
    if (found === undefined) return undefined;
    const [key, entry] = found;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries.delete(key);
    return entry.value;
  }

  #entry(connection: number, command: number | undefined): [string, Entry<T>] | undefined {
    // Most of the time nothing is set, and this is asked for every frame.
    if (this.#entries.size === 0) return undefined;
    for (const [of, id] of [
      [connection, command],
      [connection, undefined],
      [undefined, command],
      [undefined, undefined],
    ] as const) {
      const key = keyOf(of, id);
      const entry = this.#entries.get(key);
      if (entry !== undefined) return [key, entry];
    }
    return undefined;
  }
}
