import { describe, expect, test } from '@jest/globals';
import { applyMarkup, markupOf } from '../../src/market/index.js';

const base = { point: 0.00001, digits: 5 };

describe('spread markup', () => {
  test('the examples of the official client', () => {
    const wider = markupOf({ ...base, spreadDiff: 4, spreadDiffBalance: 1 });
    const narrower = markupOf({ ...base, spreadDiff: -4, spreadDiffBalance: 0 });
    if (wider === undefined || narrower === undefined) throw new Error('no markup');
    expect(applyMarkup(wider, 1.3, 1.3001)).toEqual({ bid: 1.29999, ask: 1.30013 });
    expect(applyMarkup(narrower, 1.3, 1.3001)).toEqual({ bid: 1.30002, ask: 1.30008 });
  });

  test('an odd difference is halved towards zero', () => {
    const markup = markupOf({ ...base, spreadDiff: 3, spreadDiffBalance: 0 });
    if (markup === undefined) throw new Error('no markup');
    expect(applyMarkup(markup, 1.3, 1.3001)).toEqual({ bid: 1.29998, ask: 1.30011 });
  });

  test('none for a difference of zero', () => {
    expect(markupOf({ ...base, spreadDiff: 0, spreadDiffBalance: 5 })).toBeUndefined();
  });

  test('a pair with a side missing stays as it is', () => {
    const markup = markupOf({ ...base, spreadDiff: 4, spreadDiffBalance: 0 });
    if (markup === undefined) throw new Error('no markup');
    expect(applyMarkup(markup, 0, 1.3)).toEqual({ bid: 0, ask: 1.3 });
    expect(applyMarkup(markup, 1.3, 0)).toEqual({ bid: 1.3, ask: 0 });
  });

  test('prices that it would turn over are not shown', () => {
    const markup = markupOf({ ...base, spreadDiff: -20, spreadDiffBalance: 0 });
    if (markup === undefined) throw new Error('no markup');
    expect(applyMarkup(markup, 1.3, 1.3001)).toBeUndefined();
  });
});
