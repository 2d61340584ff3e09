import { commands, type ChangePasswordRequest } from '../../wire/index.js';
import { accountRecord } from '../accounts/account-record.js';
import type { Client } from '../client.js';
import { answer, bodyOf, done, type Answer } from '../server/answer.js';
import { anyone, member, type Route, type User } from './route.js';
import type { World } from './world.js';

/** Any value but 0 is shown as "current password is wrong". */
const passwordRefused = 1;

const pushAccount = (user: User, world: World): void => {
  const { id, reply } = commands.accountPush;
  for (const client of world.clientsOf(user.account)) {
    const access = client.user?.access ?? user.access;
    client.connection.push(id, bodyOf(reply, accountRecord(user.account, access, world.facts)));
  }
};

/** A refused change is an answer of code 0, too; its body tells. */
const changePassword = (
  request: ChangePasswordRequest,
  user: User,
  _client: Client,
  world: World,
): Answer => {
  const of = request.is_investor === 0 ? 'master' : 'investor';
  const changed =
    user.access === 'master' &&
    user.account.changePassword(of, request.old_password, request.new_password);
  return answer(commands.changePassword, { result: changed ? 0 : passwordRefused }, () => {
    // The right "password must be changed" may have gone.
    if (changed) pushAccount(user, world);
  });
};

export const accountRoutes: readonly Route[] = [
  member(commands.account, (_request, { account, access }, _client, world) =>
    answer(commands.account, accountRecord(account, access, world.facts)),
  ),
  member(commands.changePassword, changePassword),
  member(commands.notify, () => done()),
  anyone(commands.corporateLinks, () => answer(commands.corporateLinks, [])),
];
