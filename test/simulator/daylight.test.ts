import { describe, expect, test } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { BarStore } from '../../src/simulator/index.js';
import { DaylightSwitch } from '../../src/simulator/quotes/daylight-switch.js';
import { ServerClock } from '../../src/simulator/quotes/clock.js';
import { commands, type RateBar } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { withClient, start } = simulators();

const hour = 3_600_000;
/** 2026-03-29 01:00 UTC: clocks of Europe go from +2 to +3. */
const spring = Date.UTC(2026, 2, 29, 1);
/** 2026-10-25 01:00 UTC: from +3 to +2. */
const autumn = Date.UTC(2026, 9, 25, 1);

const eurusd = (time: number, bid: number) => ({ symbol: 'EURUSD', time, bid, ask: bid + 0.0001 });
const serverSeconds = (utc: number, hours: number): number => (utc + hours * hour) / 1000;

describe('a daylight change', () => {
  test('ticks and bars from then on are of the other clock, and the account says so before them', async () => {
    const { simulator, client } = await withClient({
      timezoneShiftSeconds: 7200,
      daylightChange: { at: spring, hours: 1 },
    });
    // The clock of this test is far beyond the change.
    expect((await client.ask(commands.account, undefined)).daylightmode).toBe(1);
    await client.ask(commands.ticksSubscribe, [1]);
    simulator.pushTick(eurusd(spring - 60_000, 1.1));
    simulator.pushTick(eurusd(spring, 1.2));
    const times: number[] = [];
    while (times.length < 2) {
      const ticks = await client.push(commands.tickPush);
      times.push(...ticks.map(({ tick_time }) => tick_time));
    }
    expect(times).toEqual([serverSeconds(spring - 60_000, 2), serverSeconds(spring, 3)]);
    const bars: readonly RateBar[] = await client.ask(commands.rates, {
      symbol: 'EURUSD',
      period: 1,
      from: times[0] ?? 0,
      to: times[1] ?? 0,
    });
    expect(bars.map(({ time, close }) => [time, close])).toEqual([
      [serverSeconds(spring - 60_000, 2), 1.1],
      [serverSeconds(spring, 3), 1.2],
    ]);
  });

  test('while it runs: what was gathered goes first, then the account, then the new time', async () => {
    // Nearer than the next second, so that it comes while the test waits.
    const at = Date.now() + 300;
    const { simulator, client } = await withClient({ daylightChange: { at, hours: 1 } });
    expect((await client.ask(commands.account, undefined)).daylightmode).toBe(0);
    await client.ask(commands.ticksSubscribe, [1]);
    simulator.pushTick(eurusd(at - 1, 1.1));
    // A tick of after the change brings it about, however the timers stand.
    simulator.pushTick(eurusd(at, 1.2));
    const account = await client.push(commands.accountPush);
    expect(account.daylightmode).toBe(1);
    await client.push(commands.tickPush);
    await client.push(commands.tickPush);
    const { tickPush, accountPush } = commands;
    const order = client.frames
      .map(({ command }) => command)
      .filter((command) => command === tickPush.id || command === accountPush.id);
    expect(order.indexOf(accountPush.id)).toBe(1);
    expect(order).toHaveLength(3);
    expect((await client.ask(commands.account, undefined)).daylightmode).toBe(1);
  });

  test('comes by the clock alone, too, once', () => {
    const scheduler = new VirtualTimeScheduler();
    const changes: number[] = [];
    const clock = new ServerClock(7200, 1, { at: 40 * 86_400_000, hours: 0 });
    const daylight = new DaylightSwitch(clock, scheduler, () => changes.push(scheduler.now()));
    expect(daylight.hours).toBe(1);
    scheduler.flush();
    expect(changes).toEqual([40 * 86_400_000]);
    expect(daylight.hours).toBe(0);
    daylight.pass(41 * 86_400_000);
    expect(changes).toHaveLength(1);
    daylight.close();
  });

  test('the repeated hour of autumn is counted into the bars that are there', () => {
    const clock = new ServerClock(7200, 1, { at: autumn, hours: 0 });
    const bars = new BarStore({ serverOffsetSeconds: clock.offset });
    bars.follow((utc) => clock.offsetAt(utc));
    const minute = 60_000;
    // 03:30 and 03:59 of the first pass, 03:00, 03:30 and 03:31 of the second, then 04:00.
    expect(bars.add(eurusd(autumn - 30 * minute, 1.1))).toBe(true);
    expect(bars.add(eurusd(autumn - minute, 1.2))).toBe(true);
    expect(bars.add(eurusd(autumn, 1.3))).toBe(true);
    expect(bars.add(eurusd(autumn + 30 * minute, 1.4))).toBe(true);
    expect(bars.add(eurusd(autumn + 31 * minute, 1.5))).toBe(true);
    expect(bars.add(eurusd(autumn + 60 * minute, 1.6))).toBe(true);
    // Late by an hour and more: of no bar.
    expect(bars.add(eurusd(autumn - 61 * minute, 9))).toBe(false);
    const from = serverSeconds(autumn, 2);
    const all = bars.bars('EURUSD', 1, from - 7200, from + 7200);
    expect(
      all.map((bar) => [(bar.time - from) / 60, bar.open, bar.close, bar.tick_volume]),
    ).toEqual([
      [0, 1.3, 1.3, 1],
      [30, 1.1, 1.4, 2],
      [31, 1.5, 1.5, 1],
      [59, 1.2, 1.2, 1],
      [60, 1.6, 1.6, 1],
    ]);
  });

  test.each([
    [{ at: -1, hours: 1 }, 'daylightChange.at'],
    [{ at: spring, hours: 1.5 }, 'daylightChange.hours'],
    [{ at: spring }, 'daylightChange.hours'],
    [{ at: spring, hours: 1, zone: 'EU' }, 'daylightChange.zone'],
    ['spring', 'daylightChange'],
  ])('%j is refused and the field named', async (daylightChange, field) => {
    await expect(start({ daylightChange: daylightChange as never })).rejects.toThrow(field);
  });
});
