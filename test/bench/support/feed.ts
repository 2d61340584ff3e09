import { Subject } from 'rxjs';
import type { FeedEvent, SymbolSpecification } from '../../../src/market/index.js';
import { readTick, tick } from '../../../src/wire/index.js';
import { confirmed, open, specificationOf } from '../../market/support/feed.js';
import type { OneRead } from './router.js';

/** Points that the group adds to the spread: ticks are shown with a markup. */
export const markupPoints = 6;

/** A symbol of five digits, live, charted by its bid, with a markup. */
export const markedUp = specificationOf({}, { spread_diff: markupPoints, spread_diff_balance: 0 });

/** The same under another name. */
export const markedUpAs = (name: string): SymbolSpecification => ({ ...markedUp, name });

/** What a feed says before its first tick. */
export const beginning: readonly FeedEvent[] = [open(0, { specification: markedUp }), confirmed(0)];

const noBytes = Buffer.alloc(0);

/** The ticks of one read as events, in their order. */
export function tickEvents({ frames, count }: OneRead): Extract<FeedEvent, { kind: 'tick' }>[] {
  const { view, starts, ends } = frames;
  const events: Extract<FeedEvent, { kind: 'tick' }>[] = [];
  for (let frame = 0; frame < count; frame += 1) {
    const end = ends[frame] as number;
    for (let offset = starts[frame] as number; offset < end; offset += tick.size) {
      events.push({ kind: 'tick', tick: readTick(view, noBytes, offset) });
    }
  }
  return events;
}

/** One source of events for each of these symbols, by id. */
export function feedsOf(ids: readonly number[]): ReadonlyMap<number, Subject<FeedEvent>> {
  return new Map(ids.map((id) => [id, new Subject<FeedEvent>()]));
}
