import { commands, periodMinutes, type RatesRequest } from '../../wire/index.js';
import type { Client } from '../client.js';
import { answer, type Answer } from '../server/answer.js';
import { member, type Route, type User } from './route.js';
import type { World } from './world.js';

/** `from` and `to` are bar times of the server's clock, both included. */
const rates = (request: RatesRequest, _user: User, _client: Client, world: World): Answer => {
  const minutes = periodMinutes(request.period);
  const known = world.symbols.byName(request.symbol) !== undefined;
  const bars =
    minutes === undefined || !known
      ? []
      : world.bars.bars(request.symbol, minutes, request.from, request.to);
  return answer(commands.rates, bars);
};

export const barRoutes: readonly Route[] = [member(commands.rates, rates)];
