import { serverMs, type RateBar } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import { BarPile } from './bar-pile.js';
import { barsReply, type BarsQuery, type BarsReply } from './bars-reply.js';
import { baseNext, baseStart, type BarsPlan } from './history-plan.js';
import type { BarRepairs, BarsProgress, BarsResult } from './history-request.js';

/** So many requests in a row may find nothing; each asks for twice the time of the one before. */
const maxEmpty = 20;
/** A request for a few bars covers at least so many periods: the market may be at rest. */
const fewestPeriods = 64;
const secondsPerMinute = 60;

/** A stretch of time that is being asked for; both ends included. */
interface Page {
  readonly start: number;
  readonly end: number;
  /** What has come of it so far, ascending. */
  readonly bars: RateBar[];
  /** Where the next request of it begins. */
  from: number;
  /** Whether the first reply may lack older bars. */
  isCut: boolean;
  /** Whether there may be bars after those. */
  isOpen: boolean;
  /** Time of a bar that is to be asked for again by itself. */
  stale: number | undefined;
}

/**
 * Pages backwards through the bars of a plan: tells what to ask for and takes the replies. Knows
 * of no connection, so it does not matter over how many of them a load goes.
 *
 * A server may limit the bars of a reply, and give the newest or the oldest of those that were
 * asked for. A reply with fewer bars than an earlier one is within that limit. Any other may be
 * cut at either end: the next page ends right before its first bar, and what is after its last
 * bar is asked for until nothing comes. Where that brings newer bars, the one before them may have
 * been open when it came: it is asked for once more.
 */
export class BarsPaging {
  readonly #plan: BarsPlan;
  readonly #times: ServerTimes;
  readonly #pile: BarPile;
  #page: Page;
  /** Periods of a page. */
  #span: number;
  /** Nothing is missing from here to the end of the plan. */
  #known: number;
  /** Most bars of a reply so far. */
  #largest = 0;
  /** A page that is over had some. */
  #hasBars = false;
  /** Pages without a bar, in a row. */
  #empty = 0;
  #requests = 0;
  #repairs: BarRepairs = { duplicates: 0, outside: 0, unordered: 0 };
  /** A reply said nothing about what was asked for. */
  #isUnanswered = false;
  #isDone: boolean;

  constructor(plan: BarsPlan, times: ServerTimes) {
    this.#plan = plan;
    this.#times = times;
    this.#pile = new BarPile(plan.timeframe, times);
    this.#span = firstSpan(plan);
    this.#known = plan.last + 1;
    this.#page = { ...this.#pageTo(plan.last), end: plan.beyond };
    this.#isDone = plan.last < plan.first;
    // Nothing is asked for, so nothing is missing.
    if (this.#isDone) this.#known = plan.first;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** What to ask for next: the same until it is answered. */
  get query(): BarsQuery {
    const { symbol, timeframe } = this.#plan;
    const { from, end, stale } = this.#page;
    return { symbol, period: timeframe.baseMinutes, from: stale ?? from, to: stale ?? end };
  }

  /** Takes the reply to `query`. @throws BarAlignmentError, and then nothing of it is taken. */
  accept(records: readonly RateBar[]): void {
    const reply = barsReply(records, this.query);
    const mayBeCut = records.length >= this.#largest;
    this.#largest = Math.max(this.#largest, records.length);
    this.#count(reply);

    const page = this.#page;
    const { stale } = page;
    if (stale === undefined) this.#append(page, reply.bars, mayBeCut);
    else {
      page.stale = undefined;
      const [bar] = reply.bars;
      const at = page.bars.findLastIndex(({ time }) => time === stale);
      if (bar !== undefined && at >= 0) page.bars[at] = bar;
    }
    if (page.stale === undefined && !page.isOpen) this.#close(page);
  }

  #append(page: Page, bars: readonly RateBar[], mayBeCut: boolean): void {
    const { timeframe } = this.#plan;
    if (page.from === page.start) page.isCut = mayBeCut;
    const last = bars.at(-1);
    // What lies before a bar of a later page is closed.
    if (last !== undefined && !this.#hasBars) page.stale = page.bars.at(-1)?.time;
    for (const bar of bars) page.bars.push(bar);
    if (last !== undefined) page.from = baseNext(last.time, timeframe.baseMinutes);
    page.isOpen =
      last !== undefined && mayBeCut && page.from <= Math.min(page.end, this.#plan.last);
  }

  get progress(): BarsProgress {
    const { first, last, count } = this.#plan;
    const loaded = Math.min(this.#pile.size, this.#most);
    const ofRange = (last + 1 - this.#known) / (last + 1 - first);
    const ofCount = count === undefined ? 0 : loaded / count;
    return {
      loaded,
      from: this.#utc(this.#known),
      to: this.#utc(last),
      requests: this.#requests,
      fraction: this.#isDone ? 1 : Math.max(ofRange, ofCount),
    };
  }

  get result(): BarsResult {
    const bars = this.#pile.newest(this.#most);
    return {
      bars,
      complete: this.#isComplete,
      oldest: bars[0]?.time,
      requests: this.#requests,
      repairs: this.#repairs,
    };
  }

  get #most(): number {
    return this.#plan.count ?? this.#plan.maxBars;
  }

  get #isComplete(): boolean {
    const { first, count } = this.#plan;
    if (this.#isUnanswered) return false;
    if (count !== undefined && this.#pile.size >= count) return true;
    return this.#known <= first && this.#pile.size <= this.#most;
  }

  #count({ bars, duplicates, outside, isUnordered }: BarsReply): void {
    this.#requests += 1;
    this.#repairs = {
      duplicates: this.#repairs.duplicates + duplicates,
      outside: this.#repairs.outside + outside,
      unordered: this.#repairs.unordered + (isUnordered ? 1 : 0),
    };
    if (outside > 0 && bars.length === 0) this.#isUnanswered = true;
  }

  /** The page is over; goes on with the one before it, if there is a need. */
  #close({ start, bars, isCut }: Page): void {
    const { first, count, maxBars, pageBars, timeframe } = this.#plan;
    const oldest = isCut ? bars[0]?.time : undefined;
    this.#known = oldest ?? start;
    this.#pile.add(bars, this.#known);
    this.#hasBars ||= bars.length > 0;
    this.#empty = bars.length === 0 ? this.#empty + 1 : 0;
    this.#span = this.#empty > 0 ? this.#span * 2 : Math.min(this.#span * 2, pageBars);

    const end = baseStart(this.#known - 1, timeframe.baseMinutes);
    if (end < first) this.#known = first;
    const isEnough = count === undefined ? this.#pile.size > maxBars : this.#pile.size >= count;
    this.#isDone = isEnough || end < first || this.#empty >= maxEmpty;
    if (!this.#isDone) this.#page = this.#pageTo(end);
  }

  #pageTo(end: number): Page {
    const { first, timeframe } = this.#plan;
    const { baseMinutes } = timeframe;
    const earliest = Math.max(first, end - (this.#span - 1) * baseMinutes * secondsPerMinute);
    const start = Math.max(first, baseStart(earliest, baseMinutes));
    return { start, end, bars: [], from: start, isCut: true, isOpen: true, stale: undefined };
  }

  #utc(seconds: number): number {
    return this.#times.toUtc(serverMs(seconds * 1000));
  }
}

/** A whole page for a range; for a count twice its periods, as the official client does. */
const firstSpan = ({ count, timeframe, pageBars }: BarsPlan): number => {
  if (count === undefined) return pageBars;
  const periods = 2 * count * Math.ceil(timeframe.minutes / timeframe.baseMinutes);
  return Math.min(pageBars, Math.max(fewestPeriods, periods));
};
