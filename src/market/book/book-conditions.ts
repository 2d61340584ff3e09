import { defer, mergeMap, type Observable } from 'rxjs';
import type { Condition, OfSymbol } from '../condition.js';
import type { BookEvent } from './book-event.js';

/**
 * What the depth of market of a symbol says of itself: `live` with the first entry and with the
 * first one after each gap, `gap` when the connection is lost, `restored` when the server has
 * taken the subscription again. A book that does not move is no fault, so that there is no
 * `stale`.
 */
export const bookConditions = (
  events$: Observable<BookEvent>,
  symbol: string,
): Observable<OfSymbol<Condition>> =>
  defer(() => {
    const conditions = new BookConditions();
    return events$.pipe(
      mergeMap((event) => conditions.take(event).map((condition) => ({ ...condition, symbol }))),
    );
  });

class BookConditions {
  #isLive = false;
  #gapFrom: number | undefined;

  take(event: BookEvent): readonly Condition[] {
    switch (event.kind) {
      case 'lost':
        return this.#lose(event.at);
      case 'confirmed':
        return this.#restore(event.at);
      case 'entry':
        // The first push may overtake the reply.
        return [...this.#restore(event.at), ...this.#goLive(event.at)];
      case 'open':
      case 'terms':
        return [];
    }
  }

  #lose(at: number): Condition[] {
    this.#isLive = false;
    if (this.#gapFrom !== undefined) return [];
    this.#gapFrom = at;
    return [{ kind: 'gap', at, from: at, reason: 'disconnected' }];
  }

  #restore(at: number): Condition[] {
    const from = this.#gapFrom;
    if (from === undefined) return [];
    this.#gapFrom = undefined;
    return [{ kind: 'restored', at, from, to: at, reason: 'disconnected' }];
  }

  #goLive(at: number): Condition[] {
    if (this.#isLive) return [];
    this.#isLive = true;
    return [{ kind: 'live', at }];
  }
}
