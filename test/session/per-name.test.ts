import { describe, expect, test } from '@jest/globals';
import { NEVER, share } from 'rxjs';
import { PerName } from '../../src/session/per-name.js';

describe('streams by name', () => {
  test('one for all who want it, and none when nobody does', () => {
    const made: string[] = [];
    const streams = new PerName((name) => {
      made.push(name);
      return NEVER.pipe(share());
    });
    const [a, b] = [streams.get('A'), streams.get('A')];
    expect(streams.size).toBe(0);
    const running = [a, b, streams.get('A')].map((stream$) => stream$.subscribe());
    streams.get('A').subscribe().unsubscribe();
    expect(streams.size).toBe(1);
    expect(made).toHaveLength(3);
    for (const each of running) each.unsubscribe();
    expect(streams.size).toBe(0);
    b.subscribe();
    expect(streams.size).toBe(1);
  });

  test('what cannot be made throws at once', () => {
    const streams = new PerName(() => {
      throw new RangeError('no name');
    });
    expect(() => streams.get('')).toThrow(RangeError);
    expect(() => streams.all(['', ''])).toThrow(RangeError);
  });
});
