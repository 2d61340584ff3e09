import { expect } from '@jest/globals';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';

export interface MarbleHelpers extends RunHelpers {
  /** Virtual time, one frame per millisecond. Inside a spec the default schedulers follow it, too. */
  readonly scheduler: TestScheduler;
}

/**
 * A marble specification, ready for `test`: `test('title', marbles(({ cold }) => { ... }))`.
 *
 * Every diagram is in run mode: a character is a millisecond, `(ab)` takes as many as it has
 * characters. A spec that expects nothing fails.
 */
export const marbles = (spec: (helpers: MarbleHelpers) => void) => (): void => {
  expect.hasAssertions();
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => spec({ ...helpers, scheduler }));
};
