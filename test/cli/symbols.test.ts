import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { until } from './support/fake-environment.js';
import { openMarket, type Market } from './support/market.js';

let market: Market;

beforeEach(async () => {
  market = await openMarket();
});
afterEach(async () => {
  await market.close();
});

const lines = async (argv: readonly string[], terminal = true): Promise<readonly string[]> => {
  const { environment, done } = market.start(['symbols', ...argv], { terminal });
  await expect(done).resolves.toBe(0);
  return environment.stdout.lines;
};

describe('rxmt5 symbols', () => {
  test('prints the list as JSON lines', async () => {
    const { environment, done } = market.start(['symbols']);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toHaveLength(market.simulator.symbols.length);
    expect(environment.stdout.json[0]).toEqual({
      ...{ name: 'EURUSD', description: 'Euro vs US Dollar', digits: 5 },
      ...{ path: 'Forex\\Majors\\EURUSD', id: 1 },
    });
    expect(environment.stderr.text).toBe('');
    await until(() => market.simulator.connections.length === 0);
  });

  test('shows a table on a terminal', async () => {
    expect(await lines(['eur*'])).toEqual([
      'name      description                    path                  digits',
      'EURUSD    Euro vs US Dollar              Forex\\Majors\\EURUSD        5',
      'EURGBP    Euro vs Great Britain Pound    Forex\\Crosses\\EURGBP       5',
      'EURJPY    Euro vs Japanese Yen           Forex\\Crosses\\EURJPY       3',
      'EURUSD.m  Euro vs US Dollar, micro lots  Forex\\Micro\\EURUSD.m       5',
      '4 symbols',
    ]);
  });

  test.each([
    [
      ['EUR*', '!*JPY', '!*micro*'],
      ['EURUSD', 'EURGBP'],
    ],
    [['Metals\\*,EURUSD'], ['EURUSD', 'XAUUSD', 'XAGUSD']],
    [
      ['!Forex\\*', '!*s\\*\\*'],
      ['BTCUSD', 'ETHUSD'],
    ],
  ])('filters by masks on names or paths: %j', async (masks, names) => {
    const shown = await lines([...masks, '--json']);
    expect(shown.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(names);
  });

  test('nothing that fits is an error with near names', async () => {
    const { environment, done } = market.start(['symbols', 'EURUS']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toBe(
      'rxmt5 symbols: no symbol fits "EURUS"; did you mean EURUSD or EURUSD.m?\n',
    );
  });

  test('--tree shows folders', async () => {
    expect(await lines(['EUR*', 'XAUUSD', '--tree'])).toEqual([
      'Forex',
      '├─ Majors',
      '│  └─ EURUSD',
      '├─ Crosses',
      '│  ├─ EURGBP',
      '│  └─ EURJPY',
      '└─ Micro',
      '   └─ EURUSD.m',
      'Metals',
      '└─ Spot',
      '   └─ XAUUSD',
    ]);
    expect(await lines(['XAUUSD', '--tree'], false)).toEqual([
      '{"path":"Metals\\\\Spot","symbols":["XAUUSD"]}',
    ]);
  });

  test('--details shows the specification and the hours, in the order of the list', async () => {
    const { environment, done } = market.start(['symbols', 'XAUUSD', 'EURUSD', '--details']);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toEqual([
      expect.objectContaining({ name: 'EURUSD', contractSize: 100_000, volumeMin: 0.01 }),
      expect.objectContaining({
        ...{ name: 'XAUUSD', contractSize: 100, currencyProfit: 'USD', bookDepth: 5 },
        ...{ tradeMode: 'full', execution: 'market', delayMinutes: 0 },
        ...{ open: expect.any(Boolean), nextChange: expect.any(Number) },
      }),
    ]);
    const shown = await lines(['XAUUSD', '--details']);
    expect(shown[0]).toBe('XAUUSD: Gold vs US Dollar, troy ounce');
    expect(shown[2]).toMatch(
      /^ {2}market {10}(open|closed) until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
    expect(shown).toContain('  volume          0.01 to 100 lots, step 0.01');
  });

  test('--follow goes on with changes, those of a reconnect too', async () => {
    const { environment, done } = market.start(['symbols', 'XA*', '--follow']);
    const changes = () =>
      environment.stdout.json.map(({ change, source, name, description }) => ({
        ...{ change, source, name, description },
      }));
    await until(() => environment.stdout.lines.length === 2);
    market.simulator.changeSymbol('XAUUSD', { description: 'Gold' });
    market.simulator.changeSymbol('EURUSD', { description: 'not wanted' });
    await until(() => environment.stdout.lines.length === 3);
    market.simulator.removeSymbol('XAGUSD');
    market.simulator.controls.drop();
    await until(() => environment.stdout.lines.length === 4);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    expect(changes().slice(2)).toEqual([
      { change: 'changed', source: 'push', name: 'XAUUSD', description: 'Gold' },
      expect.objectContaining({ change: 'removed', source: 'reconcile', name: 'XAGUSD' }),
    ]);
  });

  test('--follow on a terminal shows the table, then a line for each change', async () => {
    const { environment, done } = market.start(['symbols', 'XAU*', '--follow'], { terminal: true });
    await until(() => environment.stdout.text.includes('1 symbol\n'));
    market.simulator.changeSymbol('XAUUSD', { description: 'Gold' });
    await until(() => environment.stdout.text.includes('changed'));
    environment.signals$.next('SIGTERM');
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.lines.at(-1)).toBe('changed  XAUUSD  Gold  Metals\\Spot\\XAUUSD  3');
  });
});
