import * as E from 'fp-ts/lib/Either.js';
import { complete, decode, ResCode, type Command } from '../../wire/index.js';
import type { Account } from '../accounts/account.js';
import type { Access } from '../accounts/credentials.js';
import type { Client } from '../client.js';
import { refusal, type Answer } from '../server/answer.js';
import type { World } from './world.js';

/** Answers one command. */
export interface Route {
  readonly command: number;
  readonly answer: (payload: Uint8Array, client: Client, world: World) => Answer;
}

/** Who has logged in. */
export interface User {
  readonly account: Account;
  readonly access: Access;
}

const read = <Q>(command: Command<Q>, payload: Uint8Array, world: World): E.Either<Answer, Q> => {
  const decoded = decode(command.request, payload);
  const value = E.isLeft(decoded) ? decoded : complete(command.name, decoded.right);
  if (E.isRight(value)) return value;
  world.logger?.warn({ command: command.name, reason: value.left.message }, 'request refused');
  return E.left(refusal(ResCode.internal_error));
};

/** A command that may come at any time after the bootstrap. A payload that is not what the
 * layout says is refused with code 1. */
export const anyone = <Q, R>(
  command: Command<Q, R>,
  handle: (request: Q, client: Client, world: World) => Answer,
): Route => ({
  command: command.id,
  answer: (payload, client, world) => {
    const request = read(command, payload, world);
    return E.isLeft(request) ? request.left : handle(request.right, client, world);
  },
});

/** A command for those who have logged in; others are refused with code 3. */
export const member = <Q, R>(
  command: Command<Q, R>,
  handle: (request: Q, user: User, client: Client, world: World) => Answer,
): Route =>
  anyone(command, (request, client, world) =>
    client.user === undefined
      ? refusal(ResCode.invalid_account_or_password)
      : handle(request, client.user, client, world),
  );
