import { asyncScheduler, EMPTY, type Observable } from 'rxjs';
import { FeedRouter, quotes, TickRouter } from '../../../src/market/index.js';
import { MarketStreams } from '../../../src/session/market-streams.js';
import { fixedTimes } from '../../market/support/feed.js';
import type { Contender, Measure } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { markedUpAs } from '../support/feed.js';
import { symbolIds, symbolName, tickBodies } from '../support/messages.js';
import { mustGrow } from '../support/must-grow.js';
import { asOneRead, subscribeAll } from '../support/router.js';
import { timed } from '../timing.js';

const few = 10;
const many = 1000;
const ticksPerRead = 1000;

/** What followers do with the feed of a symbol; each value they get is counted. */
type Follow = (feed: FeedRouter, name: string) => Observable<unknown>;

const listening: Follow = (feed, name) => feed.events(name);

const quoting: Follow = (feed, name) => quotes(feed.events(name));

/** As `Session.quotes` of each symbol: shared, with a latest value for who comes late. */
function sessionQuoting(): Follow {
  let market: MarketStreams | undefined;
  return (feed, name) => {
    market ??= new MarketStreams({
      scheduler: asyncScheduler,
      random: () => 0,
      staleAfterMs: Infinity,
      events: (symbol) => feed.events(symbol),
      onFailure: () => undefined,
      records: () => EMPTY,
    });
    return market.quotes([name]);
  };
}

interface Followed {
  readonly feed: FeedRouter;
  /** How many there are. */
  readonly followers: number;
  /** Values that followers have got. */
  values: number;
}

/** A feed with a follower for each symbol, bound as a connection does it. */
function followedFeed(symbols: number, follow: Follow): Followed {
  const feed = new FeedRouter(() => 0);
  const followed: Followed = { feed, followers: symbols, values: 0 };
  const ids = symbolIds(symbols);
  feed.enter({
    requester: { request: () => EMPTY },
    catalogue: { specification: markedUpAs },
    times: fixedTimes(0),
  });
  for (const id of ids) {
    const name = symbolName(id);
    follow(feed, name).subscribe(() => {
      followed.values += 1;
    });
    const specification = markedUpAs(name);
    feed.bind(id, specification, specification);
  }
  feed.confirmed(ids);
  return followed;
}

interface Way {
  /** That ticks are subscribed to. */
  readonly symbols: number;
  /** That ticks come of. */
  readonly ticking?: number;
  readonly followed?: Followed;
}

/** A session's way of a tick: to those who listen to ticks, then to the feed. */
function contender(
  measure: Omit<Measure, 'unit'>,
  { symbols, ticking = symbols, followed }: Way,
  settings: Settings,
): Contender {
  const ids = symbolIds(symbols);
  const router = new TickRouter(() => undefined);
  const seen = subscribeAll(router, ids);
  const bodies = tickBodies({ ticksPerFrame: 10, ticks: ticksPerRead, ids: ids.slice(0, ticking) });
  const { frames } = asOneRead(bodies);
  const body = (): number => {
    router.consume(frames);
    followed?.feed.consume(frames);
    return followed !== undefined && followed.followers > 0 ? followed.values : seen.bids;
  };
  return timed(measure, ticksPerRead, mustGrow(measure.name, body), settings);
}

/** What followers of a symbol's feed (quotes, bars, conditions) add to the cost of a tick. */
export const followers: Subject = {
  title: `a tick with ${many} subscribers, and with followers of the feed`,
  prepare: (settings) => {
    const ratioTo = 'TickRouter alone';
    const beside = (name: string, count: number, follow: Follow): Contender =>
      contender(
        { name, ratioTo },
        { symbols: many, followed: followedFeed(count, follow) },
        settings,
      );
    const ofOne = (symbols: number): string => `quotes, ticks of one symbol, ${symbols} followed`;
    const quoted = (symbols: number): Way => ({
      symbols,
      ticking: 1,
      followed: followedFeed(symbols, quoting),
    });
    return {
      contenders: [
        contender({ name: ratioTo }, { symbols: many }, settings),
        contender(
          { name: 'and a FeedRouter that nobody follows', ratioTo, aim: { costAtMost: 1.1 } },
          { symbols: many, followed: followedFeed(0, listening) },
          settings,
        ),
        beside(`${few} of them followed, nothing made of it`, few, listening),
        beside(`all ${many} followed, nothing made of it`, many, listening),
        beside(`all ${many} followed by quotes`, many, quoting),
        beside(`all ${many} followed by quotes of a session`, many, sessionQuoting()),
        contender({ name: ofOne(few) }, quoted(few), settings),
        contender(
          { name: ofOne(many), ratioTo: ofOne(few), aim: { costAtMost: 1.5 } },
          quoted(many),
          settings,
        ),
      ],
    };
  },
};
