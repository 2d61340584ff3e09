import type {
  AccountInfo,
  Commission,
  CommissionTier,
  LeverageRule,
  LeverageTier,
  TradeServerStatus,
  TradeSettings,
} from '../index.js';
import { money, when, words } from './account-format.js';
import { visible } from './shown-text.js';
import { none } from './text-table.js';

/** A name and what is to be said of it. */
export type Fact = readonly [name: string, value: string];

/** Facts as lines: names on the left, values below one another. */
export const factLines = (facts: readonly Fact[]): readonly string[] => {
  const size = facts.reduce((most, [name]) => Math.max(most, name.length), 0);
  return facts.map(([name, value]) => `${name.padEnd(size)}  ${visible(value)}`.trimEnd());
};

const orNone = (value: string | number | undefined): string =>
  value === undefined || value === '' ? none : words(value);

const listed = (names: readonly (string | number)[]): string =>
  names.length === 0 ? 'none' : names.map(words).join(', ');

const rightsText = ({ rights }: AccountInfo): string => {
  if (rights === undefined) return none;
  const takes = rights.names.length === 0 ? '' : ` (${listed(rights.names)})`;
  return `${rights.trade ? 'may trade' : 'may not trade'}${takes}`;
};

/** `UTC+02:00`. */
const offsetText = (offset: number | undefined): string => {
  if (offset === undefined) return none;
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const parts = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part));
  return `UTC${offset < 0 ? '-' : '+'}${parts.map((part) => part.padStart(2, '0')).join(':')}`;
};

const levelText = (level: number | undefined, { stopOutMode }: AccountInfo): string => {
  if (level === undefined) return none;
  return stopOutMode === 'percent' ? `${level} %` : String(level);
};

/** `from 5 to 10`, `from 5`, `to 10`; nothing for a step without bounds. */
const rangeText = ({ from, to }: Pick<LeverageTier, 'from' | 'to'>): string => {
  const bounds = [
    ...(from > 0 ? [`from ${from}`] : []),
    ...(Number.isFinite(to) && to > 0 ? [`to ${to}`] : []),
  ];
  return bounds.length === 0 ? '' : `${bounds.join(' ')}: `;
};

const leverageText = ({ path, mode, tiers }: LeverageRule): string => {
  const steps = tiers.map(
    (tier) =>
      `${rangeText(tier)}margin x ${tier.marginRateInitial}` +
      (tier.marginRateMaintenance === tier.marginRateInitial
        ? ''
        : `, maintenance x ${tier.marginRateMaintenance}`),
  );
  return `${path} by ${words(mode)}: ${steps.join('; ')}`;
};

const tierText = (tier: CommissionTier): string => {
  const least = tier.minimal > 0 ? `, at least ${tier.minimal}` : '';
  const most = Number.isFinite(tier.maximal) && tier.maximal > 0 ? `, at most ${tier.maximal}` : '';
  const unit = tier.currency ?? words(tier.mode);
  return `${rangeText(tier)}${tier.value} ${unit} ${words(tier.type)}${least}${most}`;
};

const commissionText = ({ path, range, charge, entry, tiers }: Commission): string => {
  const how = `${words(charge)}, ${words(entry)}, by ${words(range)}`;
  return `${path} (${how}): ${tiers.map(tierText).join('; ')}`;
};

/** The settings that are in force, by their names; those left alone are not told. */
const settingsText = ({ path, raw: _raw, ...settings }: TradeSettings): string => {
  const set = Object.entries(settings).filter(([, value]) =>
    Array.isArray(value)
      ? value.some((one) => one !== undefined)
      : (value as unknown) !== undefined,
  );
  if (set.length === 0) return `${path}: as the symbols have it`;
  return `${path}: ${set.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`;
};

/** One line for each of a list, the first of them with the name; one dash if it was not sent. */
const listFacts = <T>(
  name: string,
  list: readonly T[] | undefined,
  text: (one: T) => string,
): readonly Fact[] => {
  if (list === undefined) return [[name, none]];
  if (list.length === 0) return [[name, 'none']];
  return list.map((one, at): Fact => [at === 0 ? name : '', text(one)]);
};

const serverText = ({ server, serverBuild }: AccountInfo): string =>
  `${orNone(server)}${serverBuild === undefined ? '' : `, build ${serverBuild}`}`;

const tradeServerText = ({ connected, state, at }: TradeServerStatus): string =>
  connected ? 'connected' : `not connected (state ${state}) since ${when(at)} UTC`;

/** All that is to be told of an account. */
export const accountFacts = (
  account: AccountInfo,
  tradeServer: TradeServerStatus,
): readonly Fact[] => {
  const { currencyDigits = 2, currency = '' } = account;
  const amount = (value: number | undefined): string =>
    value === undefined ? none : `${money(value, currencyDigits)} ${currency}`.trimEnd();
  const { leverage } = account;
  return [
    ['login', String(account.login)],
    ['type', `${orNone(account.type)}, ${orNone(account.marginMode)}`],
    ['name', orNone(account.name)],
    ['server', serverText(account)],
    ['company', orNone(account.company)],
    ['balance', amount(account.balance)],
    ['credit', amount(account.credit)],
    ['fixed profit', amount(account.fixedProfit)],
    ['leverage', leverage === undefined ? none : `1:${leverage}`],
    ['margin call', levelText(account.marginCallLevel, account)],
    ['stop out', levelText(account.stopOutLevel, account)],
    ['free margin', orNone(account.marginFreeMode)],
    ['rights', rightsText(account)],
    ['permissions', account.permissions === undefined ? none : listed(account.permissions.names)],
    ['trade flags', account.tradeFlags === undefined ? none : listed(account.tradeFlags)],
    ['one-time passwords', orNone(account.otp)],
    ['trade server', tradeServerText(tradeServer)],
    ['server clock', offsetText(account.offset)],
    ['symbols', orNone(account.symbolsCount)],
    ...listFacts('trade settings', account.tradeSettings, settingsText),
    ...listFacts('leverage rules', account.leverageRules, leverageText),
    ...listFacts(
      'commissions',
      // Those of agents are not charged to the account; the official client hides them as well.
      account.commissions?.filter(({ kind }) => kind === 'ordinary'),
      commissionText,
    ),
    ...(account.missing.length === 0
      ? []
      : [['not sent', account.missing.join(', ')] as const satisfies Fact]),
  ];
};
