import {
  ClientError,
  commands,
  ResCode,
  type AccountOpenBase,
  type OpenReal,
  type OtpSetup,
  type VerifyCodes,
} from '../../wire/index.js';
import type { Client } from '../client.js';
import type { AccountOptions } from '../options/account-options.js';
import { answer, done, refusal, type Answer } from '../server/answer.js';
import { pushAccount } from './account.js';
import { anyone, type Route } from './route.js';
import type { World } from './world.js';

/** A public server is not to be filled with accounts. */
const maxAccounts = 10_000;
const openingRefused = 1;
const demoDisabled = 1025;

const letters = 'abcdefghijkmnpqrstuvwxyz';

/** A password by the rules of command 24: letters of both cases, digits, and another character. */
const password = (world: World): string => {
  const bytes = world.chance.bytes(10);
  const letter = (byte: number): string => letters.charAt(byte % letters.length);
  const [first = 0, ...rest] = bytes;
  return `${letter(first).toUpperCase()}${rest.map(letter).join('')}#${String(10 + (first % 90))}`;
};

/** Connections over which codes were asked for: only there they are right. */
const asked = new WeakSet<Client>();

/** The frame code of a form that is refused. */
const fault = ({ email, phone }: AccountOpenBase): number | undefined => {
  if (!email.includes('@')) return ResCode.invalid_email;
  return /\p{L}/u.test(phone) ? ResCode.invalid_phone : undefined;
};

/** By channel, whether its code is right, or none is needed. */
const rightCodes = (
  form: AccountOpenBase,
  client: Client,
  { onboarding: { codes } }: World,
): { readonly email: boolean; readonly phone: boolean } => {
  const isRight = (wanted: number | undefined, given: number): boolean =>
    wanted === undefined || (asked.has(client) && wanted === given);
  return {
    email: isRight(codes.email, form.email_confirm_code),
    phone: isRight(codes.phone, form.phone_confirm_code),
  };
};

/** No e-mail and no message is ever sent: whose account it is knows the codes. */
const sendCodes = ({ opening }: VerifyCodes, client: Client, world: World): Answer => {
  const code = fault(opening);
  if (code !== undefined) return refusal(code);
  asked.add(client);
  const { codes } = world.onboarding;
  return answer(commands.verifyCodesRequest, {
    email: codes.email === undefined ? 0 : 1,
    phone: codes.phone === undefined ? 0 : 1,
  });
};

const checkCodes = (form: AccountOpenBase, client: Client, world: World): Answer => {
  const { email, phone } = rightCodes(form, client, world);
  return answer(commands.verifyCodesSubmit, { email: Number(email), phone: Number(phone) });
};

type AccountKind = NonNullable<AccountOptions['type']>;

/** Why there is no account, as a code of the result. */
const obstacle = (
  form: AccountOpenBase,
  type: AccountKind,
  client: Client,
  world: World,
): number | undefined => {
  if (type === 'demo' && !world.onboarding.openDemo) return demoDisabled;
  const { email, phone } = rightCodes(form, client, world);
  if (!email || !phone) return ClientError.invalid_verification_code;
  return world.accounts.all().length >= maxAccounts ? openingRefused : undefined;
};

const open = (form: AccountOpenBase, type: AccountKind, client: Client, world: World): Answer => {
  const refused = fault(form);
  if (refused !== undefined) return refusal(refused);
  const code = obstacle(form, type, client, world);
  if (code !== undefined) {
    world.logger?.info({ type, code }, 'no account opened');
    return answer(commands.openDemo, { code, login: 0n, password: '', investor_password: '' });
  }
  const given = { password: password(world), investorPassword: password(world) };
  const account = world.accounts.open({
    ...given,
    type,
    name: form.full_name.trim() === '' ? 'Demo Account' : form.full_name,
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

const openReal = ({ opening, documents }: OpenReal, client: Client, world: World): Answer => {
  const bytes = documents.reduce((sum, { front, back }) => sum + front.length + back.length, 0);
  world.logger?.info({ documents: documents.length, bytes }, 'documents received');
  return open(opening, 'real', client, world);
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
  if (!switched) return refusal(ResCode.invalid_otp);
  return done(() => {
    pushAccount(account, world);
  });
};

export const onboardingRoutes: readonly Route[] = [
  anyone(commands.verifyCodesRequest, sendCodes),
  anyone(commands.verifyCodesSubmit, checkCodes),
  anyone(commands.openDemo, (form, client, world) => open(form, 'demo', client, world)),
  anyone(commands.openReal, openReal),
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
