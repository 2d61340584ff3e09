import * as E from 'fp-ts/lib/Either.js';
import { volumeFromLots } from '../../wire/index.js';
import { SimulatorOptionError } from '../errors.js';
import type { AccountSettings } from '../options/account-options.js';
import { checkAccountSettings } from '../options/check-settings.js';
import * as check from '../options/checks.js';
import { DeskError } from './errors.js';
import type { Ticket } from './face.js';

/** The value, or a `DeskError` that names the field. */
export const argument = <T>(field: string, value: unknown, rule: check.Check<T>): T => {
  if (rule.test(value)) return value;
  throw new DeskError('argument', field, check.show(value), rule.expected);
};

export const optionalArgument = <T>(
  field: string,
  value: unknown,
  rule: check.Check<T>,
): T | undefined => (value === undefined ? undefined : argument(field, value, rule));

export const priceOf = (field: string, value: number | undefined): number | undefined =>
  optionalArgument(field, value, check.finite);

export const ticketOf = (field: string, ticket: Ticket): bigint =>
  typeof ticket === 'bigint' ? ticket : BigInt(argument(field, ticket, check.whole(0)));

const commentUnits = 32;

export const commentOf = (value: string | undefined): string =>
  optionalArgument('comment', value, check.text(commentUnits)) ?? '';

export const magicOf = (value: number | undefined): bigint =>
  BigInt(optionalArgument('magic', value, check.whole(Number.MIN_SAFE_INTEGER)) ?? 0);

/** Seconds on the wire are unsigned 32 bits; the server's clock may be hours ahead. */
const latestMs = (2 ** 32 - 86_400) * 1000;

export const expirationOf = (value: number | undefined): number | undefined =>
  optionalArgument('expiration', value, check.whole(0, latestMs));

/** Volumes of orders are signed on the wire. */
const mostUnits = 2n ** 63n - 1n;

/** Units of 1e-8 lot, above 0. */
export const unitsOf = (lots: number): bigint => {
  const units = volumeFromLots(lots);
  if (E.isRight(units) && units.right > 0n && units.right <= mostUnits) return units.right;
  throw new DeskError('volume', 'lots', check.show(lots), check.lots.expected);
};

/** Settings without the fields that are `undefined`. */
export const settingsOf = (value: AccountSettings): AccountSettings => {
  try {
    const settings = checkAccountSettings('settings', value);
    return Object.fromEntries(Object.entries(settings).filter(([, field]) => field !== undefined));
  } catch (error) {
    if (!(error instanceof SimulatorOptionError)) throw error;
    throw new DeskError('argument', error.field, error.got, error.expected);
  }
};
