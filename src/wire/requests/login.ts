import type { InitRequest, LoginRequest } from '../records/session.js';
import { clipText } from '../schema/strings.js';

/** What a login may carry; texts are cut to their fields as the official client does. */
export interface LoginInput {
  readonly login: bigint;
  /** The password, or the 320 hex digits of a login token. */
  readonly password: string;
  /** Client id: any 16 bytes that stay the same for one installation. */
  readonly cid: Uint8Array;
  readonly otp?: string | undefined;
  /** Session number of an earlier login of the same account. */
  readonly session?: bigint | undefined;
  /** Host name of the page that referred the user. */
  readonly url?: string | undefined;
  readonly utmCampaign?: string | undefined;
  readonly utmSource?: string | undefined;
  readonly version?: number | undefined;
}

export const loginTokenBytes = 160;

const urlUnits = 128;

/** Whether a secret is the hex form of a login token rather than a password. */
export const isLoginToken = (secret: string): boolean =>
  secret.length === loginTokenBytes * 2 && /^[0-9a-fA-F]*$/.test(secret);

/** Splits a secret into the two fields it may stand in; the other one stays empty. */
export const credentialFields = (
  secret: string,
): { readonly password: string; readonly token: Uint8Array | undefined } =>
  isLoginToken(secret)
    ? { password: '', token: new Uint8Array(Buffer.from(secret, 'hex')) }
    : { password: clipText(secret, 32), token: undefined };

const head = (input: Partial<LoginInput> & Pick<LoginInput, 'cid'>): InitRequest => {
  const url = input.url ?? '';
  return {
    version: input.version ?? 0,
    password: credentialFields(input.password ?? '').password,
    otp: clipText(input.otp ?? '', 64),
    cid: input.cid,
    utm_campaign: clipText(input.utmCampaign ?? '', 32),
    utm_source: clipText(input.utmSource ?? '', 32),
    lead_cookie_id: 0n,
    lead_affiliate_site: '',
    url_length: Math.min(url.length, urlUnits),
    url: clipText(url, urlUnits),
    login: input.login ?? 0n,
  };
};

/** Request of command 28. */
export const loginRequestOf = (input: LoginInput): LoginRequest => ({
  ...head(input),
  login_token: credentialFields(input.password).token ?? new Uint8Array(loginTokenBytes),
  session: input.session ?? 0n,
});

/** Request of command 29; the official client fills in nothing but the client id. */
export const initRequestOf = (input: Partial<LoginInput> & Pick<LoginInput, 'cid'>): InitRequest =>
  head(input);
