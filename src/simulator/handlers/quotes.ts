import { commands } from '../../wire/index.js';
import { done } from '../server/answer.js';
import { member, type Route } from './route.js';

/** Each subscription replaces the whole list; ids of no symbol are left out. */
export const quoteRoutes: readonly Route[] = [
  member(commands.ticksSubscribe, (ids, _user, client, world) => {
    world.fanout.watch(client.subscriber, world.symbols.select(ids));
    return done();
  }),
  member(commands.bookSubscribe, (ids, _user, client, world) => {
    world.books.watch(client.bookSubscriber, world.symbols.select(ids));
    return done();
  }),
];
