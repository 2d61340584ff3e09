import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  isOtpSecret,
  Mt5Error,
  type Limits,
  type Logger,
  type OtpSource,
  type ReconnectOptions,
  type Runtime,
  type TlsOptions,
} from '../connection/index.js';
import type { DaylightRule } from '../market/index.js';
import { describeErrors, isLoginToken } from '../wire/index.js';

/** What a session needs to know. */
export interface SessionConfig {
  /** `wss://<host of the web terminal>/terminal`, or the `url` of an embedded server. */
  readonly url: string;
  /** Account number. */
  readonly login: bigint | number | string;
  /** The password; or give `token`. */
  readonly password?: string | undefined;
  /** Login token of an earlier session, 320 hex digits, in place of the password. */
  readonly token?: string | undefined;
  /** One-time password, how to get one when the server asks, or the secret to make it from. */
  readonly otp?: OtpSource | undefined;
  /** Nothing trades unless this is true. Default false. */
  readonly trading?: boolean | undefined;
  /** A pino logger. Silent by default. */
  readonly logger?: Logger | undefined;
  /**
   * How long it may take until the session is usable. Default 30 000 ms for `openSession`;
   * `connect` waits for ever unless it is given.
   */
  readonly openTimeoutMs?: number | undefined;
  /** How long one attempt to open the socket may take. Default 15 000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a request waits for its reply, counted from sending. Default 30 000 ms. */
  readonly requestTimeoutMs?: number | undefined;
  /** Changes of subscriptions within this time become one request. Default 10 ms. */
  readonly subscribeWindowMs?: number | undefined;
  /**
   * How long a symbol whose market is open may be silent before its streams say `stale`.
   * Default 60 000 ms.
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * How the server's clock changes through the year. The server tells its present offset only;
   * UTC times of bars and deals of the other half of the year need this rule. Default `'none'`.
   */
  readonly daylight?: DaylightRule | undefined;
  /** Origin header. Default: that of the official web terminal. */
  readonly origin?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Longest frame taken, in bytes. Default 64 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /** Default: every 5000 ms, dead when the last answer is over 15 000 ms old. */
  readonly heartbeat?: { readonly intervalMs?: number; readonly limitMs?: number } | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  /** How fast requests may go out. */
  readonly limits?: Limits | undefined;
  /** 16 bytes that stay the same for one installation. Default: random. */
  readonly clientId?: Uint8Array | undefined;
  /** Time and chance, for tests. */
  readonly runtime?: Partial<Runtime> | undefined;
}

/** A configuration that cannot be used; each fault names its field. */
export class ConfigError extends Mt5Error {
  readonly code = 'config';

  constructor(readonly faults: readonly string[]) {
    super(`Invalid session configuration: ${faults.join('; ')}`, { faults: faults.join('; ') });
  }
}

const expected = (what: string, is: (u: unknown) => boolean): t.Type<unknown> =>
  new t.Type<unknown>(
    what,
    (u): u is unknown => is(u),
    (u, context) =>
      is(u) ? t.success(u) : t.failure(u, context, `expected ${what}, got ${describe(u, context)}`),
    t.identity,
  );

/** Fields whose value must not show in a message. */
const secret = /password|token|otp|key|cert/i;

const describe = (u: unknown, context: t.Context): string => {
  if (u === undefined) return 'nothing';
  if (context.some(({ key }) => secret.test(key))) return `a ${typeof u} (not shown)`;
  switch (typeof u) {
    case 'string':
      return `"${u}"`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return `${String(u)} (${typeof u})`;
    case 'object':
      return u === null ? 'null' : 'an object';
    default:
      return `a ${typeof u}`;
  }
};

const isUrl = (u: unknown): boolean => {
  if (typeof u !== 'string' || !URL.canParse(u)) return false;
  const { protocol, hostname } = new URL(u);
  return (protocol === 'ws:' || protocol === 'wss:') && hostname !== '';
};

const largestLogin = 2n ** 64n - 1n;

const loginOf = (u: unknown): bigint | undefined => {
  if (typeof u === 'number' && !Number.isSafeInteger(u)) return undefined;
  if (typeof u === 'string' && !/^\d{1,20}$/.test(u)) return undefined;
  if (typeof u !== 'bigint' && typeof u !== 'number' && typeof u !== 'string') return undefined;
  const login = BigInt(u);
  return login > 0n && login <= largestLogin ? login : undefined;
};

const wholeMs = expected(
  'a whole number of milliseconds above 0',
  (u) => Number.isSafeInteger(u) && (u as number) > 0,
);
const count = expected(
  'a whole number above 0',
  (u) => Number.isSafeInteger(u) && (u as number) > 0,
);
const attempts = expected(
  'a whole number, or Infinity',
  (u) => u === Infinity || (Number.isSafeInteger(u) && (u as number) >= 0),
);
const text = expected('text', (u) => typeof u === 'string');
const bool = expected('true or false', (u) => typeof u === 'boolean');
const record = expected('an object', (u) => typeof u === 'object' && u !== null);

const isSecretSource = (u: unknown): boolean => {
  const { secret: base32 } = (u ?? {}) as { readonly secret?: unknown };
  return typeof base32 === 'string' && isOtpSecret(base32);
};

const optional = (type: t.Type<unknown>): t.Type<unknown> =>
  new t.Type<unknown>(
    type.name,
    (u): u is unknown => u === undefined || type.is(u),
    (u, context) => (u === undefined ? t.success(u) : type.validate(u, context)),
    t.identity,
  );

/** An object of optional fields; one that it does not know is an error, so that typing slips show. */
const options = (
  name: string,
  fields: Readonly<Record<string, t.Type<unknown>>>,
): t.Type<unknown> =>
  new t.Type<unknown>(
    name,
    (u): u is unknown => typeof u === 'object' && u !== null,
    (u, context) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) {
        return t.failure(u, context, `expected ${name}, got ${describe(u, context)}`);
      }
      const unknownKeys = Object.keys(u).filter((key) => !(key in fields));
      const faults = unknownKeys.map((key) => ({
        value: undefined,
        context: [...context, { key, type: t.unknown }],
        message: `unknown option; known are ${Object.keys(fields).join(', ')}`,
      }));
      const known = t.type({ ...fields }).validate(u, context);
      const all = [...faults, ...(E.isLeft(known) ? known.left : [])];
      return all.length > 0 ? t.failures(all) : t.success(u);
    },
    t.identity,
  );

const limit = options('a rate limit', { count, perMs: optional(wholeMs), burst: optional(count) });

const configType = options('a session configuration', {
  url: expected('a ws:// or wss:// address', isUrl),
  login: expected('an account number', (u) => loginOf(u) !== undefined),
  password: optional(expected('text that is not empty', (u) => typeof u === 'string' && u !== '')),
  token: optional(expected('320 hex digits', (u) => typeof u === 'string' && isLoginToken(u))),
  otp: optional(
    expected(
      'text, a function, or { secret } of Base32',
      (u) => typeof u === 'string' || typeof u === 'function' || isSecretSource(u),
    ),
  ),
  trading: optional(bool),
  logger: optional(
    expected(
      'a pino logger',
      (u) => typeof (u as { child?: unknown } | null)?.child === 'function',
    ),
  ),
  openTimeoutMs: optional(wholeMs),
  connectTimeoutMs: optional(wholeMs),
  requestTimeoutMs: optional(wholeMs),
  subscribeWindowMs: optional(wholeMs),
  staleAfterMs: optional(wholeMs),
  daylight: optional(
    expected(
      "'us', 'eu', 'none' or a list of changes",
      (u) => u === 'us' || u === 'eu' || u === 'none' || Array.isArray(u),
    ),
  ),
  origin: optional(text),
  tls: optional(record),
  maxFrameBytes: optional(count),
  heartbeat: optional(
    options('heartbeat options', { intervalMs: optional(wholeMs), limitMs: optional(wholeMs) }),
  ),
  reconnect: optional(
    options('reconnect options', {
      delayMs: optional(wholeMs),
      maxMs: optional(wholeMs),
      maxAttempts: optional(attempts),
      resetAfterMs: optional(wholeMs),
    }),
  ),
  limits: optional(
    options('limits', {
      commands: optional(limit),
      trading: optional(limit),
      traderParams: optional(limit),
      maxQueue: optional(count),
    }),
  ),
  clientId: optional(expected('16 bytes', (u) => u instanceof Uint8Array && u.length === 16)),
  runtime: optional(record),
});

/** A configuration that has been checked, with the login as a bigint. */
export interface CheckedConfig extends Omit<SessionConfig, 'login' | 'password' | 'token'> {
  readonly login: bigint;
  /** The password, or the login token. */
  readonly secret: string;
}

const exactlyOneSecret = ({ password, token }: SessionConfig): string[] => {
  if (password === undefined && token === undefined) {
    return ['password: expected the password, or `token` in its place, got neither'];
  }
  return password !== undefined && token !== undefined
    ? ['token: expected either `password` or `token`, got both']
    : [];
};

/** Checks a configuration. @throws ConfigError naming every field that is wrong. */
export const checkConfig = (config: SessionConfig): CheckedConfig => {
  const checked = configType.decode(config);
  const faults = E.isLeft(checked) ? describeErrors(checked.left) : [];
  if (typeof config !== 'object' || (config as unknown) === null) throw new ConfigError(faults);
  const { login, password, token, ...rest } = config;
  const all = [...faults, ...exactlyOneSecret(config)];
  const number = loginOf(login);
  const secretText = password ?? token;
  if (all.length > 0 || number === undefined || secretText === undefined)
    throw new ConfigError(all);
  return { ...rest, login: number, secret: secretText };
};
