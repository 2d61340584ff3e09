import { expect, test } from '@jest/globals';
import { defer, firstValueFrom, of } from 'rxjs';
import {
  AccountClock,
  loadBars,
  timeframeOf,
  type BarsRequest,
  type Requester,
} from '../../../src/market/index.js';
import type { RateBar, RatesRequest } from '../../../src/wire/index.js';
import { barAt } from '../../support/bars-server.js';
import { longerBars } from '../../support/longer-bars.js';

const now = Date.parse('2024-05-15T12:00:30Z');
const times = new AccountClock({ offsetMs: 0, at: now });
/** The newest bar of the server: quotes that come late, or a clock of ours that is ahead. */
const open = now / 1000 - 30 - 900;

/** A server whose newest bar is one tick longer, and followed by another, after each reply. */
const busyServer = (count: number, { cap = Infinity, replies = 3 } = {}) => {
  const bars = Array.from({ length: count }, (_, i) => barAt(open - (count - 1 - i) * 60));
  let asked = 0;
  const request = (_command: unknown, { from, to }: RatesRequest) =>
    defer(() => {
      const reply = bars.filter(({ time }) => time >= from && time <= to).slice(0, cap);
      asked += 1;
      const last = bars.at(-1);
      if (asked < replies && last !== undefined) {
        bars[bars.length - 1] = { ...last, tick_volume: last.tick_volume + 1000 };
        bars.push(barAt(last.time + 60));
      }
      return of(reply);
    });
  return { requester: { request } as unknown as Requester, bars };
};

const wire = ({ time, tick_volume }: RateBar): string => `${time} ${tick_volume}`;

test.each<[string, number, number, string, Partial<BarsRequest>]>([
  ['all in a reply', 30, Infinity, 'M1', { from: now - 7_200_000 }],
  ['one bar only', 1, Infinity, 'M1', { from: now - 7_200_000 }],
  ['a count of them', 30, Infinity, 'M1', { count: 5 }],
  ['a server that gives two at a time', 6, 2, 'M1', { from: now - 7_200_000 }],
  ['a server that gives one at a time', 6, 1, 'M1', { from: now - 7_200_000 }],
  ['found only on an older page', 30, Infinity, 'M1', { from: now - 7_200_000, pageBars: 6 }],
  ['put together from minutes', 30, Infinity, 'M2', { from: now - 7_200_000 }],
])('a bar that grows between two requests comes as it was at its end: %s', async (...row) => {
  const [, count, cap, frame, range] = row;
  const { requester, bars } = busyServer(count, { cap, replies: 4 });
  const request = { symbol: 'EURUSD', timeframe: timeframeOf(frame), now, ...range };
  const { bars: loaded } = await firstValueFrom(loadBars(requester, request, times));
  const told = loaded.map(({ serverTime, tickVolume }) => `${serverTime} ${tickVolume}`);
  // The last one is open: it may have grown since.
  const served = longerBars(bars, frame === 'M2' ? 2 : 1).map(wire);
  const from = served.indexOf(told[0] ?? '');
  expect(told.slice(0, -1)).toEqual(served.slice(from, from + told.length - 1));
  expect(told.length).toBeGreaterThan(range.count === undefined ? count / 2 : 4);
});
