import { describe, expect, test } from '@jest/globals';
import { SymbolCatalogue, SymbolNotFoundError } from '../../src/market/index.js';
import { catalogue as specs, symbolFull, symbolShort } from '../../src/simulator/index.js';
import { tradeSettings } from '../support/trade-settings.js';

const none = { tradeSettings: [], offsetMs: 0 };
const names = specs.map(({ name }) => name);
const [first = ''] = names;
const list = specs.map((spec, index) => symbolShort(spec, index + 1));
const full = specs.map((spec, index) => symbolFull(spec, index + 1));

const filled = (terms = none): SymbolCatalogue => {
  const catalogue = new SymbolCatalogue(list, terms);
  catalogue.addFull(full);
  return catalogue;
};

describe('the symbols of a connection', () => {
  test('the list, by name and by id', () => {
    const catalogue = new SymbolCatalogue(list, none);
    expect(catalogue.infos.map(({ name }) => name)).toEqual(names);
    expect(catalogue.idOf(first)).toBe(1);
    expect(catalogue.idOf(first.toLowerCase())).toBeUndefined();
    expect([catalogue.has(1), catalogue.has(9999)]).toEqual([true, false]);
  });

  test('what is still to be loaded', () => {
    const catalogue = new SymbolCatalogue(list, none);
    expect(catalogue.idsToLoad([...names.slice(0, 2), 'NOPE'])).toEqual([1, 2]);
    catalogue.addFull(full.slice(0, 1));
    expect(catalogue.idsToLoad(names.slice(0, 2))).toEqual([2]);
    expect(names.slice(0, 2).map((name) => catalogue.isLoaded(name))).toEqual([true, false]);
    expect(catalogue.isLoaded('NOPE')).toBe(false);
  });

  test('without its full record a symbol has no specification, and ticks no markup', () => {
    const terms = {
      offsetMs: 5,
      tradeSettings: [tradeSettings({ symbol_path: '*', spread_diff: 9 })],
    };
    const catalogue = new SymbolCatalogue(list, terms);
    expect(catalogue.specification(first)).toBeUndefined();
    expect(catalogue.slotSymbol(first)).toMatchObject({ markup: undefined, offsetMs: 5 });
    expect(catalogue.slotSymbol('NOPE')).toBeUndefined();
    catalogue.addFull(full);
    expect(catalogue.slotSymbol(first)?.markup?.widthPoints).toBe(9);
  });

  test('new terms of the account hold at once', () => {
    const catalogue = filled();
    expect(catalogue.slotSymbol(first)).toMatchObject({ markup: undefined, offsetMs: 0 });
    const settings = tradeSettings({ symbol_path: '*', spread_diff: -3 });
    catalogue.setTerms({ tradeSettings: [settings], offsetMs: 7 });
    expect(catalogue.slotSymbol(first)).toMatchObject({
      markup: { widthPoints: -3 },
      offsetMs: 7,
    });
  });

  test('an update replaces a symbol, renames it, adds one', () => {
    const catalogue = filled();
    const [record] = full;
    if (record === undefined) throw new Error('the catalogue is empty');
    catalogue.update([{ ...record, digits: 3 }]);
    expect(catalogue.slotSymbol(first)?.digits).toBe(3);
    catalogue.update([{ ...record, trade_symbol: 'RENAMED' }]);
    expect([catalogue.idOf(first), catalogue.idOf('RENAMED')]).toEqual([undefined, 1]);
    catalogue.update([{ ...record, trade_symbol: 'NEW', symbol_id: 777 }]);
    expect(catalogue.specification('NEW')).toMatchObject({ id: 777, name: 'NEW' });
  });

  test('delayed quotes say by how much', () => {
    const catalogue = filled();
    const [record] = full;
    if (record === undefined) throw new Error('the catalogue is empty');
    const subscription = { delay: 15, status: 2, level: 0, reserved: 0 };
    catalogue.update([{ ...record, subscription }]);
    expect(catalogue.specification(first)?.delayMinutes).toBe(15);
    catalogue.update([{ ...record, subscription: { ...subscription, level: 1 } }]);
    expect(catalogue.specification(first)?.delayMinutes).toBe(0);
  });

  test('a name that is not there names those near it', () => {
    const error = filled().notFound('eurusd');
    expect(error).toBeInstanceOf(SymbolNotFoundError);
    expect(error.near[0]).toBe('EURUSD');
    expect(error.message).toBe(`No symbol named "eurusd"; did you mean ${error.near.join(', ')}?`);
    expect(filled().notFound('').message).toBe('No symbol named ""');
  });
});
