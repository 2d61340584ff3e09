import { describe, expect, test } from '@jest/globals';
import { catalogue, isOpen, symbolGroups } from '../../../src/simulator/data/index.js';
import { TradeCalcMode, TradeExemode } from '../../../src/wire/index.js';

const spec = (name: string) => catalogue.find((symbol) => symbol.name === name)!;

describe('the catalogue', () => {
  test('has the usual instruments, each once', () => {
    const names = catalogue.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD', 'USDCHF', 'USDCAD', 'XAUUSD', 'XAGUSD'],
        ...['US500.cash', 'GER40.cash', 'AAPL.NAS', 'Si-12.29', 'BTCUSD', 'EURUSD.m'],
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test('has all execution modes and many ways to calculate', () => {
    const modes = new Set(catalogue.map(({ exeMode }) => exeMode));
    expect([...modes].sort()).toEqual(Object.values(TradeExemode));
    expect(new Set(catalogue.map(({ calcMode }) => calcMode))).toEqual(
      new Set([
        ...[TradeCalcMode.forex, TradeCalcMode.cfd, TradeCalcMode.cfd_index],
        ...[TradeCalcMode.cfd_leverage, TradeCalcMode.exchange_stocks],
        TradeCalcMode.exchange_futures,
      ]),
    );
  });

  test('has depth of market, delayed quotes and an expiration, for some', () => {
    expect(catalogue.some(({ bookDepth }) => bookDepth > 0)).toBe(true);
    expect(catalogue.some(({ bookDepth }) => bookDepth === 0)).toBe(true);
    expect(catalogue.filter(({ delayMinutes }) => delayMinutes > 0)).toHaveLength(1);
    expect(new Date(spec('Si-12.29').timeExpiration * 1000).toISOString()).toBe(
      '2029-12-20T00:00:00.000Z',
    );
  });

  test('carries the recorded prices exactly: gold has three decimals', () => {
    expect(spec('XAUUSD').digits).toBe(3);
    expect(spec('EURUSD').digits).toBe(5);
  });

  test('start prices are on the tick grid', () => {
    for (const { name, startPrice, tickSize } of catalogue) {
      const ticks = startPrice / tickSize;
      expect([name, Math.abs(ticks - Math.round(ticks)) < 1e-6]).toEqual([name, true]);
    }
  });

  test('forex rests at weekends, crypto does not, a share has its hours', () => {
    const saturday = Date.UTC(2014, 4, 10, 12) / 1000;
    const wednesday = Date.UTC(2014, 4, 7, 20) / 1000;
    const open = (name: string, time: number) => isOpen(spec(name).quoteSessions, time);
    expect([open('EURUSD', saturday), open('EURUSD', wednesday)]).toEqual([false, true]);
    expect([open('BTCUSD', saturday), open('BTCUSD', wednesday)]).toEqual([true, true]);
    expect([open('AAPL.NAS', wednesday), open('AAPL.NAS', wednesday - 28_800)]).toEqual([
      true,
      false,
    ]);
  });

  test('groups are the paths without the names', () => {
    const groups = symbolGroups(catalogue);
    expect(groups).toContain('Forex\\Majors');
    for (const { path, name } of catalogue) {
      expect(groups).toContain(path.slice(0, -name.length - 1));
    }
    expect(new Set(groups).size).toBe(groups.length);
  });
});
