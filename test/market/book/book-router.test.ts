import { describe, expect, test } from '@jest/globals';
import { BookRouter, NoDepthError, type BookEvent } from '../../../src/market/index.js';
import { bookEntry, bookSymbol, fixedTimes } from '../../support/books.js';

const open = () => {
  const unknown: number[] = [];
  let now = 0;
  const router = new BookRouter({ now: () => now, onUnknown: (id) => unknown.push(id) });
  router.attach(fixedTimes());
  const kinds = (name: string): string[] => {
    const seen: string[] = [];
    router.events(name).subscribe({
      next: ({ kind, at }) => seen.push(`${kind} ${at}`),
      error: (error: unknown) => seen.push(`error ${String(error)}`),
      complete: () => seen.push('complete'),
    });
    return seen;
  };
  const bind = (name: string, id: number): void => {
    router.bind(id, { name }, bookSymbol({ path: name }, id));
  };
  const at = (ms: number): void => {
    now = ms;
  };
  return { router, unknown, kinds, bind, at };
};

describe('the book router', () => {
  test('hands each listener what happens to its symbol, in order', () => {
    const { router, kinds, bind, at } = open();
    const a = kinds('A');
    const b = kinds('B');
    bind('A', 1);
    at(1);
    bind('B', 2);
    at(2);
    router.confirm([1]);
    at(3);
    router.consume([bookEntry([], { id: 1 }), bookEntry([], { id: 2 }), bookEntry([], { id: 1 })]);
    expect(a).toEqual(['open 0', 'confirmed 2', 'entry 3', 'entry 3']);
    expect(b).toEqual(['open 1', 'entry 3']);
  });

  test('who joins late is told what holds, with its time', () => {
    const { router, kinds, bind, at } = open();
    kinds('A');
    bind('A', 1);
    at(5);
    router.confirm([1]);
    router.consume([bookEntry([], { id: 1 })]);
    at(9);
    expect(kinds('A')).toEqual(['open 0', 'confirmed 5']);
    router.unbind();
    expect(kinds('A')).toEqual([]);
  });

  test('confirms once, whatever lists follow', () => {
    const { router, kinds, bind } = open();
    const seen = kinds('A');
    bind('A', 1);
    router.confirm([1]);
    router.confirm([1, 2]);
    expect(seen).toEqual(['open 0', 'confirmed 0']);
  });

  test('tells of ids that nobody is bound to, and goes on', () => {
    const { router, unknown, kinds, bind } = open();
    const seen = kinds('A');
    bind('A', 1);
    router.consume([bookEntry([], { id: 7 }), bookEntry([], { id: 1 })]);
    expect(unknown).toEqual([7]);
    expect(seen).toEqual(['open 0', 'entry 0']);
  });

  test('a loss is told to those who had a connection, and ids begin anew', () => {
    const { router, unknown, kinds, bind, at } = open();
    const a = kinds('A');
    const b = kinds('B');
    bind('A', 1);
    at(4);
    router.unbind();
    expect(a).toEqual(['open 0', 'lost 4']);
    expect(b).toEqual([]);
    expect(router.unbound()).toEqual(['A', 'B']);
    router.consume([bookEntry([], { id: 1 })]);
    expect(unknown).toEqual([1]);
    bind('A', 8);
    expect(router.unbound()).toEqual(['A', 'B']);
    router.attach(fixedTimes());
    bind('A', 8);
    expect(router.unbound()).toEqual(['B']);
    expect(a.at(-1)).toBe('open 4');
  });

  test('the last listener takes the symbol along', () => {
    const { router, unknown, bind } = open();
    const first = router.events('A').subscribe();
    const second = router.events('A').subscribe();
    bind('A', 1);
    first.unsubscribe();
    expect(router.size).toBe(1);
    second.unsubscribe();
    expect(router.size).toBe(0);
    router.consume([bookEntry([], { id: 1 })]);
    expect(unknown).toEqual([1]);
    bind('A', 1);
    expect(router.size).toBe(0);
  });

  test('leaving while something is handed out neither skips nor repeats others', () => {
    const { router, kinds, bind } = open();
    const seen: string[] = [];
    const leaving = router.events('A').subscribe(({ kind }) => {
      seen.push(kind);
      leaving.unsubscribe();
    });
    const staying = kinds('A');
    bind('A', 1);
    router.confirm([1]);
    expect(seen).toEqual(['open']);
    expect(staying).toEqual(['open 0', 'confirmed 0']);
  });

  test('a symbol without depth fails its listeners when it is bound, and nobody else', () => {
    const { router, kinds, bind } = open();
    const errors: unknown[] = [];
    const other = kinds('B');
    for (const reason of ['no-levels', 'no-record']) {
      router.events('A').subscribe({ error: (error: unknown) => errors.push(error) });
      const shallow = bookSymbol({ path: 'A', bookDepth: 0 });
      router.bind(1, { name: 'A' }, reason === 'no-record' ? undefined : shallow);
    }
    bind('B', 2);
    expect(errors).toEqual([expect.any(NoDepthError), expect.any(NoDepthError)]);
    expect(errors).toMatchObject([{ reason: 'no-levels' }, { reason: 'no-record' }]);
    expect(other).toEqual(['open 0']);
    expect(router.size).toBe(1);
  });

  test('new terms reach those who are bound; who has lost its depth fails', () => {
    const { router, bind } = open();
    const seen: BookEvent[] = [];
    const errors: unknown[] = [];
    router.events('A').subscribe((event) => seen.push(event));
    router.events('B').subscribe({ error: (error: unknown) => errors.push(error) });
    router.events('C').subscribe((event) => seen.push(event));
    bind('A', 1);
    bind('B', 2);
    router.setTerms(fixedTimes(1000), (name) =>
      name === 'B'
        ? bookSymbol({ path: 'B', bookDepth: 0 })
        : bookSymbol({ path: name, digits: 3 }),
    );
    expect(seen.map(({ kind }) => kind)).toEqual(['open', 'terms']);
    expect(seen[1]).toMatchObject({ specification: { name: 'A', digits: 3 } });
    expect(errors).toMatchObject([{ symbol: 'B', reason: 'no-levels' }]);
    const late: BookEvent[] = [];
    router.events('A').subscribe((event) => late.push(event));
    expect(late).toMatchObject([{ kind: 'open', specification: { digits: 3 } }]);
  });

  test('ends everybody in order, or with an error', () => {
    const first = open();
    const seen = first.kinds('A');
    first.router.complete();
    expect(seen).toEqual(['complete']);
    const second = open();
    const failed = second.kinds('A');
    second.bind('A', 1);
    second.router.failAll(new Error('over'));
    expect(failed).toEqual(['open 0', 'error Error: over']);
    expect(second.router.size).toBe(0);
    second.router.consume([bookEntry([], { id: 1 })]);
    expect(second.unknown).toEqual([1]);
  });
});
