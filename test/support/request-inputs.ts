import {
  accountOpeningOf,
  changePasswordRequestOf,
  initRequestOf,
  loginRequestOf,
  openRealOf,
  otpSetupOf,
  ratesRequestOf,
  tradeRequestOf,
} from '../../src/wire/index.js';
import { openingInput, documentsInput, realDetailsInput } from './onboarding-inputs.js';

/** What a case of the wire vectors gives to a request builder of the official client. */
export type Input = Readonly<Record<string, unknown>>;

export const hex = (digits: unknown): Uint8Array =>
  new Uint8Array(Buffer.from(String(digits), 'hex'));
export const big = (value: unknown): bigint => BigInt(value as string | number);
export const text = (value: unknown): string => (value ?? '') as string;

const loginInput = (input: Input) => ({
  login: big(input['login'] ?? 0),
  password: text(input['password']),
  cid: hex(input['cid']),
  otp: text(input['otp']),
  session: big(input['session'] ?? 0),
  url: text(input['url']),
  utmCampaign: text(input['utm_campaign']),
  utmSource: text(input['utm_source']),
  version: (input['version'] ?? 0) as number,
});

const ids = (input: Input): unknown => input['ids'];

/** Inputs of the official client's request builders to values of our request layouts. */
export const requestValue: Readonly<Record<string, (input: Input) => unknown>> = {
  login: (input) => loginRequestOf(loginInput(input)),
  init: (input) => initRequestOf(loginInput(input)),
  change_password: (input) =>
    changePasswordRequestOf({
      newPassword: text(input['new_password']),
      oldPassword: text(input['old_password']),
      isInvestor: input['is_investor'] === true,
    }),
  rates_request: (input) =>
    ratesRequestOf({
      symbol: text(input['symbol']),
      periodMinutes: input['period'] as number,
      fromMs: input['from'] as number,
      toMs: input['to'] as number,
    }),
  trade_request: (input) =>
    tradeRequestOf(
      Object.fromEntries(
        Object.entries(input).map(([key, value]) => [
          key,
          ['trade_volume', 'trade_order', 'trade_position', 'position_by'].includes(key)
            ? big(value)
            : value,
        ]),
      ),
    ),
  subscribe_ticks: ids,
  subscribe_books: ids,
  full_symbols_request: ids,
  spreads_request: ids,
  history_request: (input) => ({ from: input['from'], to: input['to'] }),
  notify: (input) => ({ value: input['value'] }),
  otp: (input) =>
    otpSetupOf({
      cid: hex(input['cid']),
      login: big(input['login'] ?? 0),
      password: text(input['password']),
      otp: text(input['otp']),
      otpSecret: text(input['otp_secret']),
      otpSecretCheck: text(input['otp_secret_check']),
    }),
  open_demo: (input) => accountOpeningOf(openingInput(input)),
  verify_check: (input) => accountOpeningOf(openingInput(input)),
  verify_request: (input) => ({
    build: input['build'],
    cid: hex(input['cid']),
    opening: accountOpeningOf(openingInput(input)),
  }),
  open_real: (input) =>
    openRealOf(openingInput(input), realDetailsInput(input), documentsInput(input)),
};
