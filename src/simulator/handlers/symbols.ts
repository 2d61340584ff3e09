import { commands } from '../../wire/index.js';
import { spreadRecord } from '../options/margin-spread-options.js';
import { answer, prepared } from '../server/answer.js';
import { member, type Route } from './route.js';

export const symbolRoutes: readonly Route[] = [
  member(commands.symbolGroups, (_request, _user, _client, world) =>
    prepared(world.symbols.groups()),
  ),
  member(commands.symbols, (_request, _user, _client, world) => prepared(world.symbols.list())),
  member(commands.symbolsCompressed, (_request, _user, _client, world) =>
    prepared(world.symbols.compressedList()),
  ),
  member(commands.symbolsFull, (ids, _user, _client, world) => prepared(world.symbols.full(ids))),
  member(commands.spreads, (ids, _user, _client, world) => {
    const names = new Set(world.symbols.select(ids).map(({ name }) => name));
    const spreads = world.marginSpreads
      .filter(({ legsA, legsB }) => [...legsA, ...legsB].some(({ symbol }) => names.has(symbol)))
      .map(spreadRecord);
    const block = { skipped: 0, spread_count: spreads.length, spreads };
    return answer(commands.spreads, spreads.length === 0 ? [] : [block]);
  }),
];
