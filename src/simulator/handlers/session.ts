import { commands, ResCode, type BootstrapRequest, type LoginRequest } from '../../wire/index.js';
import type { Account } from '../accounts/account.js';
import type { Access } from '../accounts/credentials.js';
import type { Client } from '../client.js';
import { answer, bodyOf, done, refusal, type Answer } from '../server/answer.js';
import { anyone, type Route } from './route.js';
import type { World } from './world.js';

const connectionTokenBytes = 64;
const loginTokenBytes = 160;

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Hands out a session key, under the key of the bootstrap; everything after goes by the new one. */
const bootstrap = (request: BootstrapRequest, client: Client, world: World): Answer => {
  if (client.connection.hasSessionKey) return refusal(ResCode.internal_error);
  client.resumed = world.tokens.has(request.token);
  const token = world.chance.bytes(connectionTokenBytes);
  const key = world.chance.bytes(world.keyBytes);
  world.tokens.add(token);
  return answer(commands.bootstrap, { skipped: new Uint8Array(2), token, session_key: key }, () =>
    client.connection.useKey(key),
  );
};

/** Who the credentials belong to. A token stands for a login that had its one-time password. */
const identify = (
  request: LoginRequest,
  world: World,
): { readonly account: Account; readonly access: Access } | number => {
  const account = world.accounts.find(request.login);
  const byToken = !isBlank(request.login_token);
  const access = byToken
    ? account?.credentials.byToken(request.login_token)
    : account?.credentials.byPassword(request.password);
  if (account === undefined || access === undefined || account.state === 'disabled') {
    return ResCode.invalid_account_or_password;
  }
  const verdict = byToken ? 'passed' : account.checkOtp(request.otp, world.scheduler.now());
  switch (verdict) {
    case 'passed':
      return { account, access };
    case 'wanted':
      return ResCode.otp_required_or_wrong;
    case 'wrong':
      return account.wrongOtpCode;
    case 'set-up-required':
      return ResCode.otp_must_be_enabled;
  }
};

const pushStatus = (client: Client, world: World): void => {
  const { id, reply } = commands.loginStatusPush;
  client.connection.push(id, bodyOf(reply, { state: world.status.state }));
};

const login = (request: LoginRequest, client: Client, world: World): Answer => {
  const logger = world.logger?.child({
    connection: client.connection.id,
    login: String(request.login),
  });
  const refuse = (code: number): Answer => {
    logger?.info({ code }, 'login refused');
    return refusal(code);
  };
  if (client.user !== undefined) return refuse(ResCode.internal_error);
  if (world.status.state !== 0) return refuse(ResCode.trade_server_not_available);
  const user = identify(request, world);
  if (typeof user === 'number') return refuse(user);

  const { account, access } = user;
  const token = world.chance.bytes(loginTokenBytes);
  account.credentials.remember(token, access);
  if (request.session === 0n || request.session !== account.session) {
    account.session = world.chance.u64();
  }
  client.user = user;
  logger?.info({ access }, 'logged in');
  return answer(commands.login, { login_token: token, session: account.session }, () =>
    pushStatus(client, world),
  );
};

/** The socket stays open; the client may log in again. */
const logout = (_request: undefined, client: Client, world: World): Answer => {
  client.user = undefined;
  world.books.watch(client.bookSubscriber, []);
  world.fanout.watch(client.subscriber, []);
  return done();
};

export const sessionRoutes: readonly Route[] = [
  anyone(commands.bootstrap, bootstrap),
  anyone(commands.login, login),
  anyone(commands.logout, logout),
  anyone(commands.ping, () => done()),
];
