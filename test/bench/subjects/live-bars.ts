import { asyncScheduler, Observable, of } from 'rxjs';
import {
  bars,
  timeframeOf,
  type Bar,
  type BarLoader,
  type FeedEvent,
} from '../../../src/market/index.js';
import { priceFromPoints, type Tick } from '../../../src/wire/index.js';
import { Random } from '../../wire/support/random.js';
import { wireTick } from '../../support/tick-bytes.js';
import type { Subject } from '../subject.js';
import { beginning, markedUp } from '../support/feed.js';
import { timed } from '../timing.js';

const ticksPerMinute = 60;
const minutes = 200;
const start = 1_790_000_040;
const { digits } = markedUp;

function ticks(): Tick[] {
  const random = new Random(5);
  return Array.from({ length: ticksPerMinute * minutes }, (_, second) => {
    const bid = random.between(100_000, 110_000);
    return wireTick({ tick_time: start + second, bid, ask: bid + 12 });
  });
}

/** The server has the bar that is open when the first tick comes. */
const openBar: Bar = {
  time: start * 1000,
  ...{ open: 1, high: 1, low: 1, close: 1 },
  ...{ tickVolume: 1, realVolume: 0, serverTime: start },
};
const load: BarLoader = { history: () => of({ bars: [] }), since: () => of([openBar]) };

interface PlainBar {
  readonly time: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  ticks: number;
}

/** What a first program would do: one bar that is changed, and a copy of it for the listener. */
function plainBars(list: readonly Tick[]): number {
  let bar: PlainBar | undefined;
  let closes = 0;
  const tell = (shown: Readonly<PlainBar>): void => {
    closes += shown.close;
  };
  for (const { tick_time, bid } of list) {
    const time = tick_time - (tick_time % 60);
    const price = priceFromPoints(bid, digits);
    if (bar?.time !== time) {
      if (bar !== undefined) tell({ ...bar });
      bar = { time, open: price, high: price, low: price, close: price, ticks: 1 };
    } else {
      bar.high = Math.max(bar.high, price);
      bar.low = Math.min(bar.low, price);
      bar.close = price;
      bar.ticks += 1;
    }
    tell({ ...bar });
  }
  return closes;
}

/** Ticks to updates of the bar that they belong to: one a second, so that each minute closes one. */
export const liveBars: Subject = {
  title: 'a tick to an update of an M1 bar',
  prepare: (settings) => {
    const list = ticks();
    const events: readonly FeedEvent[] = [
      ...beginning,
      ...list.map((tick): FeedEvent => ({ kind: 'tick', tick })),
    ];
    const events$ = new Observable<FeedEvent>((subscriber) => {
      for (const event of events) subscriber.next(event);
    });
    const ratioTo = 'plain loop, one bar changed and copied';
    const run = (closeByClock: boolean) => (): number => {
      let closes = 0;
      bars(events$, {
        ...{ symbol: 'EURUSD', timeframe: timeframeOf('M1'), load, closeByClock },
        scheduler: asyncScheduler,
      })
        .subscribe(({ bar }) => {
          closes += bar.close;
        })
        .unsubscribe();
      return closes;
    };
    return {
      contenders: [
        timed({ name: ratioTo }, list.length, () => plainBars(list), settings),
        timed({ name: 'bars', ratioTo }, list.length, run(false), settings),
        timed({ name: 'bars, closed by the clock too', ratioTo }, list.length, run(true), settings),
      ],
    };
  },
};
