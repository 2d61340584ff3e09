import { commands, type ChangePasswordRequest, type NotifyRequest } from '../../wire/index.js';
import { accountRecord } from '../accounts/account-record.js';
import type { Account } from '../accounts/account.js';
import type { Client } from '../client.js';
import { answer, bodyOf, done, type Answer } from '../server/answer.js';
import { anyone, member, type Route, type User } from './route.js';
import type { World } from './world.js';

/** Any value but 0 is shown as "current password is wrong". */
const passwordRefused = 1;
const riskAccepted = 1;

/** Sends the account as it is now to everybody who has logged in to it (push 14). */
export const pushAccount = (account: Account, world: World): void => {
  const { id, reply } = commands.accountPush;
  for (const { connection, user } of world.clientsOf(account)) {
    if (user === undefined) continue;
    connection.push(id, bodyOf(reply, accountRecord(account, user.access, world.facts)));
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
    if (changed) pushAccount(user.account, world);
  });
};

/** 1 accepts the risk warning. */
const notify = (request: NotifyRequest, user: User, _client: Client, world: World): Answer =>
  done(() => {
    if (request.value === riskAccepted && user.account.acceptRisk()) {
      pushAccount(user.account, world);
    }
  });

const unusedBytes = 256;

const corporateLinks = (_request: undefined, _client: Client, world: World): Answer =>
  answer(
    commands.corporateLinks,
    world.onboarding.links.map(({ type, title, url }) => ({
      ...{ link_type: type, title, url },
      ...{ unused_value: 0, unused_bytes: new Uint8Array(unusedBytes) },
    })),
  );

export const accountRoutes: readonly Route[] = [
  member(commands.account, (_request, { account, access }, _client, world) =>
    answer(commands.account, accountRecord(account, access, world.facts)),
  ),
  member(commands.changePassword, changePassword),
  member(commands.notify, notify),
  anyone(commands.corporateLinks, corporateLinks),
];
