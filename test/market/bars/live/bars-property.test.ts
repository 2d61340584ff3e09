import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Observable, Subject, VirtualTimeScheduler, type Subscriber } from 'rxjs';
import { RequestTimeoutError } from '../../../../src/connection/index.js';
import { barStart, timeframeOf, type Bar } from '../../../../src/market/bars/index.js';
import { bars, type BarUpdate, type GapFill } from '../../../../src/market/bars/live/index.js';
import type { FeedEvent } from '../../../../src/market/index.js';
import { bidTick, openEvent } from '../../../support/bar-feed.js';

/** A server: all its bars, by the plainest rule there is. */
class Model {
  readonly bars: Bar[] = [];

  constructor(private readonly timeframe: ReturnType<typeof timeframeOf>) {}

  tick(ms: number, points: number, lots: number): void {
    const price = (100_000 + points) / 100_000;
    const serverTime = barStart(Math.floor(ms / 1000), this.timeframe);
    const open = this.bars.at(-1);
    if (open?.serverTime === serverTime) {
      this.bars[this.bars.length - 1] = {
        ...open,
        high: Math.max(open.high, price),
        low: Math.min(open.low, price),
        close: price,
        tickVolume: open.tickVolume + 1,
        realVolume: open.realVolume + lots,
      };
    } else {
      const prices = { open: price, high: price, low: price, close: price };
      const time = serverTime * 1000;
      this.bars.push({ time, serverTime, ...prices, tickVolume: 1, realVolume: lots });
    }
  }
}

type Action =
  | {
      readonly kind: 'tick';
      readonly waitMs: number;
      readonly points: number;
      readonly lots: number;
    }
  | { readonly kind: 'lost' | 'reconnect' | 'confirmed' | 'reply' | 'fail' };

const tickAction: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('tick' as const),
  waitMs: fc.oneof(
    { weight: 8, arbitrary: fc.nat(40_000) },
    { weight: 1, arbitrary: fc.nat(600_000) },
  ),
  points: fc.integer({ min: -500, max: 500 }),
  lots: fc.nat(16).map((n) => n / 4),
});
const happening: fc.Arbitrary<Action> = fc.constantFrom(
  ...(['lost', 'reconnect', 'confirmed', 'reply', 'reply', 'fail'] as const).map((kind) => ({
    kind,
  })),
);
const actionsOf = fc.array(
  fc.oneof({ weight: 4, arbitrary: tickAction }, { weight: 1, arbitrary: happening }),
  { maxLength: 120 },
);

const optionsOf: fc.Arbitrary<PlayOptions> = fc.record({
  timeframe: fc.constantFrom('M1', 'M2', 'M5'),
  history: fc.constantFrom(0, 2, { from: 0 }),
  gapFill: fc.constantFrom('none' as const, 'forward' as const, 'backfill' as const),
});

interface PlayOptions {
  readonly timeframe: string;
  readonly history: number | { readonly from: number };
  readonly gapFill: GapFill;
}

/** One run of a script against the model; what was told, and what was expected. */
const play = (actions: readonly Action[], { timeframe: name, history, gapFill }: PlayOptions) => {
  const timeframe = timeframeOf(name);
  const model = new Model(timeframe);
  const events = new Subject<FeedEvent>();
  const scheduler = new VirtualTimeScheduler();
  const told: BarUpdate[] = [];
  const waiting: { subscriber: Subscriber<unknown>; reply: () => unknown }[] = [];
  const asked = (reply: () => unknown): Observable<never> =>
    new Observable<unknown>((subscriber) => {
      const entry = { subscriber, reply };
      waiting.push(entry);
      return () => waiting.splice(waiting.indexOf(entry), 1);
    }) as Observable<never>;
  let firstJoined: number | undefined;

  const load = {
    history: (_: unknown, { count }: { count?: number | undefined }) =>
      asked(() => ({ bars: count === undefined ? [...model.bars] : model.bars.slice(-count) })),
    since: (_: unknown, request: { fromServerSeconds: number; nowUtc: number }) =>
      asked(() => {
        firstJoined ??= Math.max(0, model.bars.length - 1);
        return model.bars.filter(
          ({ serverTime }) =>
            serverTime >= request.fromServerSeconds && serverTime * 1000 <= request.nowUtc,
        );
      }),
  };
  const options = {
    symbol: 'EURUSD',
    timeframe,
    history,
    gapFill,
    scheduler,
    random: () => 0,
    load,
  };
  const subscription = bars(events, options).subscribe((update) => told.push(update));

  let now = 60_000;
  let state: 'none' | 'open' | 'confirmed' = 'none';
  const step = (action: Action): void => {
    switch (action.kind) {
      case 'tick':
        now += action.waitMs;
        model.tick(now, action.points, action.lots);
        if (state === 'none') break;
        events.next(
          bidTick(now, action.points, {
            fields: 9,
            tick_volume: BigInt(action.lots * 1e8),
          }),
        );
        break;
      case 'lost':
        if (state !== 'none') events.next({ kind: 'lost', at: now });
        state = 'none';
        break;
      case 'reconnect':
        if (state === 'none') events.next(openEvent(now));
        if (state === 'none') state = 'open';
        break;
      case 'confirmed':
        if (state === 'open') events.next({ kind: 'confirmed', at: now });
        if (state === 'open') state = 'confirmed';
        break;
      case 'reply': {
        const [next] = waiting;
        next?.subscriber.next(next.reply());
        next?.subscriber.complete();
        break;
      }
      case 'fail':
        waiting[0]?.subscriber.error(new RequestTimeoutError(11, 1));
        scheduler.flush();
        break;
    }
  };
  actions.forEach(step);
  for (const kind of ['reconnect', 'confirmed', 'reply', 'reply', 'reply'] as const) step({ kind });
  subscription.unsubscribe();
  return { told, model: model.bars, firstJoined, waiting: waiting.length, events };
};

test('whatever is lost on the way: the closed bars are those of the server, each once', () => {
  fc.assert(
    fc.property(actionsOf, optionsOf, (actions, options) => {
      const { told, model, firstJoined = 0, waiting, events } = play(actions, options);
      const real = told.filter(({ source }) => source !== 'fill');
      const closed = real.filter((update) => update.closed).map(({ bar }) => bar);
      const expected = model.slice(0, -1);
      const first = model.findIndex(({ serverTime }) => serverTime === closed[0]?.serverTime);
      if (closed.length > 0) expect(closed).toEqual(expected.slice(first));
      if (options.history === 0) expect(closed.length).toBe(expected.length - firstJoined);
      else if (options.history === 2)
        expect(closed.length).toBeGreaterThanOrEqual(Math.min(2, expected.length));
      else expect(closed).toEqual(expected);
      if (model.length > 0) expect(real.at(-1)).toMatchObject({ bar: model.at(-1), closed: false });
      const times = told.filter((update) => update.closed).map(({ bar }) => bar.serverTime);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      expect(waiting).toBe(0);
      expect(events.observed).toBe(false);
    }),
    { numRuns: 300 },
  );
});
