import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { symbolSpec } from '../../src/simulator/index.js';
import { openMarket, type Market } from './support/market.js';

/** Clears the screen, sets the title, breaks the line, turns the direction. */
const evil = 'a\x1b[2J\x1b]0;b\x07\nZ\r\u009b31m\u202ed';
const name = 'EV\x1b[31mIL';
const password = 'Secret-1';

let market: Market;

beforeEach(async () => {
  market = await openMarket({
    symbols: [
      symbolSpec({
        kind: 'forex',
        path: `Odd\\${name}`,
        description: evil,
        bookDepth: 5,
        startPrice: 1.1,
      }),
      symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1 }),
    ],
    accounts: [{ login: 1, password, name: evil, currency: 'U\x1b[1m' }],
    links: [{ type: 'custom', title: evil, url: `https://example.com/${evil}` }],
    company: evil,
  });
  const { simulator } = market;
  simulator.pushTick({ symbol: name, time: Date.now(), bid: 1.1, ask: 1.1002 });
  const desk = simulator.desk();
  desk.buy(name, 1, { comment: evil });
  desk.place({ type: 'buy_limit', symbol: name, lots: 1, price: 1, comment: evil });
});
afterEach(async () => {
  await market.close();
});

const oneShots = [
  ['symbols'],
  ['symbols', '--tree'],
  ['symbols', '--details'],
  ['quote', name],
  ['book', name],
  ['bars', name, 'M1'],
  ['account'],
  ['positions'],
  ['orders'],
  ['deals'],
  ['deals', '--orders'],
  ['deals', '--positions'],
  ['links'],
] as const;

describe('texts of a server that would steer a terminal', () => {
  test.each(oneShots)('%s (%#) shows them harmless', async (...argv) => {
    const { environment, done } = market.start(argv, { terminal: true });
    environment.stdout.columns = 400;
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(environment.stdout.text).not.toMatch(/^Z/mu);
    // What is told on standard error may redraw a line of its own, and nothing else.
    expect(environment.stderr.text.replaceAll('\r\x1b[K', '')).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test.each(oneShots)('%s (%#) --json escapes them', async (...argv) => {
    const { environment, done } = market.start([...argv, '--json'], { terminal: true });
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    for (const line of environment.stdout.lines)
      expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test.each([['quote', name], ['book', name], ['bars', name, 'M1'], ['account'], ['positions']])(
    '%s (%#) --follow draws them harmless',
    async (...argv) => {
      const { environment, done } = market.start([...argv, '--follow', '--seconds', '0.3'], {
        terminal: true,
      });
      await expect(done).resolves.toBe(0);
      const steering = ['\x1b[2J', '\x1b[31mIL', '\x1b[1m', '\x1b]', '\x07', '\u009b', '\u202e'];
      expect(steering.filter((part) => environment.stdout.text.includes(part))).toEqual([]);
    },
  );

  test('a message names them harmless', async () => {
    const { environment, done } = market.start(['quote', '\x1b[2Jno'], { terminal: true });
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
