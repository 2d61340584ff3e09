import type { Logger } from 'pino';
import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import { catalogue, generateSymbols, type FeedTick, type SymbolSpec } from '../data/index.js';
import { SimulatorOptionError } from '../errors.js';
import { defaultAccount, type AccountOptions } from './account-options.js';
import { checkAccount } from './check-account.js';
import * as check from './checks.js';
import { onboardingOf, type OnboardingSettings } from './onboarding-options.js';
import { checkMarginSpread, type MarginSpreadOptions } from './margin-spread-options.js';
import type { SimulatorOptions } from './simulator-options.js';

/** The options with every default filled in. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly tls: SimulatorOptions['tls'];
  readonly accounts: readonly AccountOptions[];
  readonly onboarding: OnboardingSettings;
  readonly symbols: readonly SymbolSpec[];
  readonly feed: Observable<FeedTick> | undefined;
  readonly bars: SimulatorOptions['bars'];
  readonly keyBytes: number;
  readonly echo: boolean;
  readonly snapshots: boolean;
  readonly timezoneShiftSeconds: number;
  readonly daylightHours: number;
  readonly daylightChange: SimulatorOptions['daylightChange'];
  readonly marginSpreads: readonly MarginSpreadOptions[];
  readonly serverName: string;
  readonly company: string;
  readonly maxConnections: number;
  readonly maxFrameBytes: number;
  readonly maxBufferedBytes: number;
  readonly logger: Logger | undefined;
  readonly random: (() => number) | undefined;
  readonly scheduler: SchedulerLike;
}

const optionKeys = [
  ...(['host', 'port', 'path', 'tls', 'accounts', 'symbols', 'extraSymbols', 'feed'] as const),
  ...(['bars', 'keyBits', 'echo', 'snapshots', 'timezoneShiftSeconds', 'daylightHours'] as const),
  ...(['daylightChange', 'marginSpreads'] as const),
  ...(['serverName', 'company', 'maxConnections', 'maxFrameBytes', 'maxBufferedBytes'] as const),
  ...(['verification', 'demoAccounts', 'links', 'logger', 'random', 'scheduler'] as const),
] as const;

const mebibyte = 1024 * 1024;
/** From UTC-12 to UTC+14. */
const zones = { least: -12 * 3600, most: 14 * 3600 } as const;
/** Generated symbols are the same in every run. */
const extraSeed = 1;
const mostExtraSymbols = 100_000;
const nameUnits = 32;
const pathUnits = 128;

const zoneRule: check.Check<number> = {
  expected: `whole minutes, in seconds, from ${String(zones.least)} to ${String(zones.most)}`,
  test: (value): value is number =>
    check.whole(zones.least, zones.most).test(value) && value % 60 === 0,
};

const pathRule: check.Check<string> = {
  expected: "a text that begins with '/', without '?' or '#'",
  test: (value): value is string => typeof value === 'string' && /^\/[^?#\s]*$/.test(value),
};

const daylightRule = check.whole(-2, 2);

const daylightChangeOf = (value: unknown): SimulatorOptions['daylightChange'] => {
  if (value === undefined) return undefined;
  const field = 'daylightChange';
  const change = check.object<NonNullable<SimulatorOptions['daylightChange']>>(field, value, [
    'at',
    'hours',
  ]);
  check.required(`${field}.at`, change.at, check.whole(0));
  check.required(`${field}.hours`, change.hours, daylightRule);
  return change;
};

const isPem = (value: unknown): boolean =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;

const pemRule: check.Check<string> = {
  expected: 'a PEM text or its bytes',
  test: (value): value is string => isPem(value),
  secret: true,
};

const tlsOf = (value: unknown): SimulatorOptions['tls'] => {
  if (value === undefined) return undefined;
  const tls = check.object<NonNullable<SimulatorOptions['tls']>>('tls', value, ['cert', 'key']);
  check.required('tls.cert', tls.cert, pemRule);
  check.required('tls.key', tls.key, pemRule);
  return tls;
};

const symbolOf = (field: string, value: unknown): SymbolSpec => {
  const symbol = value as SymbolSpec | null;
  if (typeof symbol !== 'object' || symbol === null) {
    throw new SimulatorOptionError(field, check.show(value), 'a symbol made by symbolSpec');
  }
  check.required(`${field}.name`, symbol.name, check.text(nameUnits, 1));
  check.required(`${field}.path`, symbol.path, check.text(pathUnits, 1));
  check.required(`${field}.digits`, symbol.digits, check.whole(0, 8));
  return symbol;
};

const unique = <T>(field: string, items: readonly T[], keyOf: (item: T) => string): void => {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) {
      throw new SimulatorOptionError(
        `${field}[${String(index)}]`,
        key,
        'one that is not there yet',
      );
    }
    seen.add(key);
  });
};

const symbolsOf = (options: SimulatorOptions): readonly SymbolSpec[] => {
  const given =
    options.symbols === undefined ? catalogue : check.list('symbols', options.symbols, symbolOf);
  const count = check.optional(
    'extraSymbols',
    options.extraSymbols,
    check.whole(0, mostExtraSymbols),
    0,
  );
  const symbols = count === 0 ? given : [...given, ...generateSymbols(count, { seed: extraSeed })];
  unique('symbols', symbols, ({ name }) => name);
  return symbols;
};

const accountsOf = (value: unknown, symbols: readonly SymbolSpec[]): readonly AccountOptions[] => {
  if (value === undefined) return [defaultAccount];
  const names = new Set(symbols.map(({ name }) => name));
  const accounts = check.list(
    'accounts',
    value,
    checkAccount((name) => names.has(name)),
  );
  if (accounts.length === 0) {
    throw new SimulatorOptionError('accounts', 'an empty list', 'at least one account');
  }
  unique('accounts', accounts, ({ login }) => `login ${String(login)}`);
  return accounts;
};

/** Checks the options and fills in the defaults. Throws a `SimulatorOptionError`. */
export const settingsOf = (value: unknown): Settings => {
  const options = check.object<SimulatorOptions>('options', value, optionKeys);
  const { optional, whole, text, flag } = check;
  const symbols = symbolsOf(options);
  return {
    host: optional('host', options.host, text(255, 1), '127.0.0.1'),
    port: optional('port', options.port, whole(0, 65_535), 0),
    path: optional('path', options.path, pathRule, '/terminal'),
    tls: tlsOf(options.tls),
    symbols,
    accounts: accountsOf(options.accounts, symbols),
    onboarding: onboardingOf(options),
    feed: optional<Observable<FeedTick>, undefined>(
      'feed',
      options.feed,
      check.having('an Observable of ticks', 'subscribe', 'pipe'),
      undefined,
    ),
    bars: optional('bars', options.bars, check.having('a BarStore', 'add', 'bars'), undefined),
    keyBytes: optional('keyBits', options.keyBits, check.oneOf([128, 192, 256]), 256) / 8,
    echo: optional('echo', options.echo, flag, false),
    snapshots: optional('snapshots', options.snapshots, flag, true),
    timezoneShiftSeconds: optional(
      'timezoneShiftSeconds',
      options.timezoneShiftSeconds,
      zoneRule,
      7200,
    ),
    daylightHours: optional('daylightHours', options.daylightHours, daylightRule, 0),
    daylightChange: daylightChangeOf(options.daylightChange),
    marginSpreads: check.list('marginSpreads', options.marginSpreads, checkMarginSpread),
    serverName: optional('serverName', options.serverName, text(64), 'Simulator-Demo'),
    company: optional('company', options.company, text(128), 'Simulated Markets Ltd'),
    maxConnections: optional('maxConnections', options.maxConnections, whole(1), 1000),
    maxFrameBytes: optional(
      'maxFrameBytes',
      options.maxFrameBytes,
      whole(1024, 64 * mebibyte),
      16 * mebibyte,
    ),
    maxBufferedBytes: optional(
      'maxBufferedBytes',
      options.maxBufferedBytes,
      whole(0),
      4 * mebibyte,
    ),
    logger: optional<Logger, undefined>(
      'logger',
      options.logger,
      check.having('a pino logger', 'child', 'debug', 'info', 'warn', 'error'),
      undefined,
    ),
    random: optional('random', options.random, check.callable, undefined),
    scheduler: optional<SchedulerLike, SchedulerLike>(
      'scheduler',
      options.scheduler,
      check.having('an rxjs scheduler', 'now', 'schedule'),
      asyncScheduler,
    ),
  };
};
