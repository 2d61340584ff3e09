import { commands, ResCode, type AccountOpenBase, type OtpSetup } from '../../wire/index.js';
import type { Client } from '../client.js';
import type { AccountOptions } from '../options/account-options.js';
import { answer, done, refusal, type Answer } from '../server/answer.js';
import { anyone, type Route } from './route.js';
import type { World } from './world.js';

/** A public server is not to be filled with accounts. */
const maxAccounts = 10_000;
const openingRefused = 1;

const letters = 'abcdefghijkmnpqrstuvwxyz';

/** A password by the rules of command 24: letters of both cases, digits, and another character. */
const password = (world: World): string => {
  const bytes = world.chance.bytes(10);
  const letter = (byte: number): string => letters.charAt(byte % letters.length);
  const [first = 0, ...rest] = bytes;
  return `${letter(first).toUpperCase()}${rest.map(letter).join('')}#${String(10 + (first % 90))}`;
};

const open = (
  form: AccountOpenBase,
  type: NonNullable<AccountOptions['type']>,
  world: World,
): Answer => {
  if (world.accounts.all().length >= maxAccounts) {
    const none = { code: openingRefused, login: 0n, password: '', investor_password: '' };
    return answer(commands.openDemo, none);
  }
  const given = { password: password(world), investorPassword: password(world) };
  const account = world.accounts.open({
    ...given,
    type,
    name: form.full_name === '' ? 'Demo Account' : form.full_name,
    balance: Number.isFinite(form.deposit) ? form.deposit : 0,
    leverage: Math.max(1, form.leverage),
  });
  world.logger?.info({ login: String(account.login), type }, 'account opened');
  return answer(commands.openDemo, {
    code: 0,
    login: account.login,
    password: given.password,
    investor_password: given.investorPassword,
  });
};

/** Switches one-time passwords on with a secret and its first code, off with a code. */
const setUpOtp = (request: OtpSetup, _client: Client, world: World): Answer => {
  const account = world.accounts.find(request.login);
  const { login_token: token } = request;
  const access =
    token === undefined
      ? account?.credentials.byPassword(request.password)
      : account?.credentials.byToken(token);
  if (account === undefined || access !== 'master' || account.state === 'disabled') {
    return refusal(ResCode.invalid_account_or_password);
  }
  const now = world.scheduler.now();
  const switched =
    request.otp_secret === ''
      ? account.switchOtpOff(request.otp, now)
      : account.switchOtpOn(request.otp_secret, request.otp_secret_check, now);
  return switched ? done() : refusal(ResCode.invalid_otp);
};

export const onboardingRoutes: readonly Route[] = [
  // No e-mail and no message is ever sent, so no code is asked for, and any code is right.
  anyone(commands.verifyCodesRequest, () =>
    answer(commands.verifyCodesRequest, { email: 0, phone: 0 }),
  ),
  anyone(commands.verifyCodesSubmit, () =>
    answer(commands.verifyCodesSubmit, { email: 1, phone: 1 }),
  ),
  anyone(commands.openDemo, (form, _client, world) => open(form, 'demo', world)),
  anyone(commands.openReal, ({ opening }, _client, world) => open(opening, 'real', world)),
  anyone(commands.otpSetup, setUpOtp),
  {
    // Nothing of it is needed, and clients differ in how much they send.
    command: commands.initSession.id,
    answer: () => done(),
  },
  anyone(commands.traderParams, () =>
    answer(commands.traderParams, { trader_country: 'GB', trader_currency: 'USD' }),
  ),
];
