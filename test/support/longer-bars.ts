import type { RateBar } from '../../src/wire/index.js';

/** Bars of so many minutes of the server's clock, put together by the plainest rule there is. */
export const longerBars = (minuteBars: readonly RateBar[], minutes: number): RateBar[] => {
  const bars: RateBar[] = [];
  for (const bar of minuteBars) {
    const time = bar.time - (bar.time % (minutes * 60));
    const open = bars.at(-1);
    if (open?.time !== time) bars.push({ ...bar, time });
    else {
      bars[bars.length - 1] = {
        ...open,
        high: Math.max(open.high, bar.high),
        low: Math.min(open.low, bar.low),
        close: bar.close,
        tick_volume: open.tick_volume + bar.tick_volume,
        real_volume: open.real_volume + bar.real_volume,
      };
    }
  }
  return bars;
};
