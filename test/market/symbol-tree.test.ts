import { describe, expect, test } from '@jest/globals';
import { symbolTree } from '../../src/market/index.js';

describe('symbolTree', () => {
  test('folders in the order of the server, symbols where their paths say', () => {
    const tree = symbolTree(
      ['Metals', 'Forex\\Majors', 'Empty\\Deep'],
      [
        { name: 'EURUSD', path: 'Forex\\Majors\\EURUSD' },
        { name: 'XAUUSD', path: 'Metals\\XAUUSD' },
        { name: 'LOOSE', path: 'LOOSE' },
        { name: 'USDTRY', path: 'Forex\\Exotic\\USDTRY' },
      ],
    );
    expect(tree).toEqual({
      name: '',
      path: '',
      symbols: ['LOOSE'],
      folders: [
        { name: 'Metals', path: 'Metals', folders: [], symbols: ['XAUUSD'] },
        {
          name: 'Forex',
          path: 'Forex',
          symbols: [],
          folders: [
            { name: 'Majors', path: 'Forex\\Majors', folders: [], symbols: ['EURUSD'] },
            { name: 'Exotic', path: 'Forex\\Exotic', folders: [], symbols: ['USDTRY'] },
          ],
        },
        {
          name: 'Empty',
          path: 'Empty',
          symbols: [],
          folders: [{ name: 'Deep', path: 'Empty\\Deep', folders: [], symbols: [] }],
        },
      ],
    });
  });

  test('names that objects have anyway are folders like any other', () => {
    const tree = symbolTree(['__proto__\\constructor'], []);
    expect(tree.folders[0]?.folders[0]?.path).toBe('__proto__\\constructor');
  });
});
