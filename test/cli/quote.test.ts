import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';

import type { FeedTick } from '../../src/simulator/index.js';
import { until } from './support/fake-environment.js';
import { openMarket, type Market } from './support/market.js';

let market: Market;

beforeEach(async () => {
  market = await openMarket();
});
afterEach(async () => {
  await market.close();
});

const tick = (symbol: string, bid: number, ask: number): FeedTick => ({
  ...{ symbol, bid, ask },
  time: Date.now(),
});
const isSubscribed = (symbol = 'EURUSD') =>
  market.simulator.connections.some(({ ticks }) => ticks.includes(symbol));

describe('rxmt5 quote', () => {
  test('prints one quote of each symbol as JSON, with the statistics of the day', async () => {
    market.feed.next(tick('EURUSD', 1.1, 1.1001));
    market.feed.next(tick('XAUUSD', 2000, 2001));
    const { environment, done } = market.start(['quote', 'XAUUSD', 'EURUSD', 'XAUUSD']);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toEqual([
      expect.objectContaining({ symbol: 'XAUUSD', bid: 2000, ask: 2001, spread: 1000 }),
      expect.objectContaining({
        ...{ symbol: 'EURUSD', bid: 1.1, ask: 1.1001, spread: 10, bidHigh: 1.1, bidLow: 1.1 },
        ...{ change: expect.any(Number), delayed: false, time: expect.any(Number) },
        market: expect.stringMatching(/^(open|closed)$/),
      }),
    ]);
    await until(() => market.simulator.connections.length === 0);
  });

  test('shows a table on a terminal', async () => {
    market.feed.next(tick('EURUSD', 1.1, 1.1001));
    const { environment, done } = market.start(['quote', 'EURUSD'], { terminal: true });
    await expect(done).resolves.toBe(0);
    const [titles, row] = environment.stdout.lines;
    expect(titles).toBe(
      'symbol      bid      ask  spread  day %     high      low  market  time UTC',
    );
    expect(row).toMatch(
      /^EURUSD {2}1\.10000 {2}1\.10010 {6}10 .* 1\.10000 {2}1\.10000 {2}(open {2}|closed) {2}\d\d:\d\d:\d\d$/,
    );
  });

  test('waits for both sides, and names what has no quote by then', async () => {
    market.feed.next(tick('EURUSD', 1.1, 1.1001));
    const { environment, done } = market.start([
      ...['quote', 'EURUSD', 'XAUUSD', '--timeout', '0.8'],
    ]);
    await expect(done).resolves.toBe(1);
    expect(environment.stdout.json).toEqual([
      expect.objectContaining({ symbol: 'EURUSD', bid: 1.1 }),
      expect.objectContaining({ symbol: 'XAUUSD' }),
    ]);
    expect(environment.stderr.lines.at(-1)).toMatch(
      /^rxmt5 quote: no quote of XAUUSD within 0\.8 s/,
    );
  });

  test('a symbol that does not exist is told before anything is shown', async () => {
    const { environment, done } = market.start(['quote', 'EURUSD', 'EURUS']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toContain('No symbol named "EURUS"; did you mean EURUSD');
    expect(environment.stdout.text).toBe('');
  });

  test('says that the market is closed', async () => {
    const never = [[], [], [], [], [], [], []] as const;
    market.simulator.changeSymbol('EURUSD', { quoteSessions: never, tradeSessions: never });
    const { environment, done } = market.start(['quote', 'EURUSD', '--timeout', '0.3']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toContain('EURUSD within 0.3 s: its market is closed');
    expect(environment.stdout.json).toEqual([
      { symbol: 'EURUSD', previousClose: expect.any(Number), delayed: false, market: 'closed' },
    ]);

    const following = market.start(['quote', 'EURUSD', '--follow']);
    await until(() => following.environment.stderr.lines.length > 0);
    following.environment.signals$.next('SIGINT');
    await expect(following.done).resolves.toBe(0);
    expect(following.environment.stderr.json).toEqual([
      expect.objectContaining({ msg: 'market closed', symbol: 'EURUSD' }),
    ]);
  });

  test('--follow prints each change, and reports a gap and its end', async () => {
    const { environment, done } = market.start(['quote', 'EURUSD', '--follow']);
    await until(isSubscribed);
    market.feed.next(tick('EURUSD', 1.1, 1.1001));
    await until(() => environment.stdout.lines.length > 0);
    market.simulator.controls.drop();
    await until(() => !isSubscribed());
    await until(isSubscribed);
    market.feed.next(tick('EURUSD', 1.2, 1.2001));
    await until(() => environment.stdout.json.at(-1)?.['bid'] === 1.2);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    const said = environment.stderr.json.filter(({ symbol }) => symbol === 'EURUSD');
    const conditions = said.filter(({ msg }) => msg !== 'market closed');
    expect(conditions).toEqual([
      expect.objectContaining({ msg: 'gap', reason: 'disconnected' }),
      expect.objectContaining({ msg: 'restored', from: expect.any(String) }),
    ]);
  });

  test('--follow on a terminal keeps a table', async () => {
    const { environment, done } = market.start(['quote', 'EURUSD', '--follow'], { terminal: true });
    await until(isSubscribed);
    market.feed.next(tick('EURUSD', 1.1, 1.1001));
    await until(() => environment.stdout.text.includes('1.10010'));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    const shown = stripVTControlCharacters(environment.stdout.text);
    expect(shown).toContain('account 1001');
    expect(shown).toMatch(/\d+ quotes in 0 s, Ctrl-C ends/);
    expect(environment.stdout.text.endsWith('\x1b[?25h')).toBe(true);
  });

  test('--seconds ends it', async () => {
    const { done } = market.start(['quote', 'EURUSD', '--follow', '--seconds', '0.2']);
    await expect(done).resolves.toBe(0);
  });
});
