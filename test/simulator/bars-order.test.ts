import { expect, test } from '@jest/globals';

import { commands } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { withClient } = simulators();

test('bars and ticks are in step: a tick that is in a reply was sent before it', async () => {
  const { simulator, client } = await withClient({});
  const { name: symbol, id } = simulator.symbols[0]!;
  client.send(commands.ticksSubscribe.id, Uint8Array.of(1, 0, 0, 0, id & 0xff, id >> 8, 0, 0));
  await client.next(commands.ticksSubscribe.id);
  const time = 1_700_000_000_000;
  // In the turn of the request itself, so that the tick is gathered still when it is answered.
  simulator.requests$.subscribe(({ command }) => {
    if (command === commands.rates.id) simulator.pushTick({ symbol, time, bid: 1.25, ask: 1.3 });
  });
  const to = 2 ** 31 - 1;
  const bars = await client.ask(commands.rates, { symbol, period: 1, from: 0, to });
  const count = bars.at(-1)?.tick_volume;
  const ids = client.frames.map(({ command }) => command);
  expect(count).toBe(1);
  expect(ids.lastIndexOf(commands.tickPush.id)).toBeGreaterThan(0);
  expect(ids.lastIndexOf(commands.tickPush.id)).toBeLessThan(ids.indexOf(commands.rates.id));
});
