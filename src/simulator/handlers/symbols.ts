import { commands } from '../../wire/index.js';
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
  // No symbol offsets the margin of another.
  member(commands.spreads, () => answer(commands.spreads, [])),
];
