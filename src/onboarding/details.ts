import { realAccountExtra, type RealAccountDetails } from '../wire/index.js';
import type { FieldChecks } from './checks.js';

/**
 * Who wants a real account. What the numbers of the lists mean is for each broker to say; 0
 * where they are absent. Texts are lengths in UTF-16 units; what is too long is an error.
 */
export interface PersonalDetails {
  /** A day, as `1985-12-31`, or midnight UTC of it in milliseconds. From 1900 to today. */
  readonly birthDate: string | number;
  /** Up to 64, as are `language` and `taxId`. */
  readonly middleName?: string | undefined;
  readonly language?: string | undefined;
  /** Up to 32. */
  readonly citizenship?: string | undefined;
  readonly taxId?: string | undefined;
  readonly gender?: number | undefined;
  readonly employment?: number | undefined;
  readonly industry?: number | undefined;
  readonly education?: number | undefined;
  readonly wealth?: number | undefined;
  /** Whole amounts, as are the next two. */
  readonly annualIncome?: bigint | number | undefined;
  readonly netWorth?: bigint | number | undefined;
  readonly annualDeposit?: bigint | number | undefined;
  readonly experienceFx?: number | undefined;
  readonly experienceCfd?: number | undefined;
  readonly experienceFutures?: number | undefined;
  readonly experienceStocks?: number | undefined;
}

const { fields } = realAccountExtra;

const texts = {
  middleName: fields.middle_name.units,
  language: fields.language.units,
  citizenship: fields.citizenship.units,
  taxId: fields.tax_id.units,
} as const;

const choices = [
  ...(['gender', 'employment', 'industry', 'education', 'wealth'] as const),
  ...(['experienceFx', 'experienceCfd', 'experienceFutures', 'experienceStocks'] as const),
] as const;

const amounts = ['annualIncome', 'netWorth', 'annualDeposit'] as const;

const largestU64 = 2n ** 64n - 1n;
const dayMs = 86_400_000;
const earliestBirth = Date.UTC(1900, 0, 1);
const dayShape = /^\d{4}-\d{2}-\d{2}$/;

/** Midnight of a day that there is, or undefined. */
const dayOf = (birthDate: unknown): number | undefined => {
  // Another hour may be midnight of the day before or after, somewhere else.
  if (typeof birthDate === 'number') return birthDate % dayMs === 0 ? birthDate : undefined;
  if (typeof birthDate !== 'string' || !dayShape.test(birthDate)) return undefined;
  const ms = Date.parse(`${birthDate}T00:00:00Z`);
  // The 30th of February would be a day of March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(birthDate) ? ms : undefined;
};

const checkBirthDate = (birthDate: unknown, now: number, checks: FieldChecks): void => {
  const day = dayOf(birthDate);
  if (day !== undefined && day >= earliestBirth && day <= now) return;
  const got = day === undefined ? 'no day of the calendar' : 'a day out of range';
  checks.add('details.birthDate', got, 'a day from 1900-01-01 to today, such as 1985-12-31');
};

const isAmount = (amount: unknown): amount is bigint | number => {
  if (typeof amount !== 'bigint' && !Number.isSafeInteger(amount)) return false;
  const exact = BigInt(amount as bigint | number);
  return exact >= 0n && exact <= largestU64;
};

/** Looks at all details that the server would not see as they were meant. */
export const checkDetails = (details: PersonalDetails, now: number, checks: FieldChecks): void => {
  if (typeof details !== 'object' || (details as unknown) === null) {
    checks.add('details', 'none', 'an object');
    return;
  }
  checkBirthDate(details.birthDate, now, checks);
  for (const [name, units] of Object.entries(texts) as [keyof typeof texts, number][]) {
    if (details[name] !== undefined) checks.text(`details.${name}`, details[name], units);
  }
  for (const name of choices) {
    if (details[name] !== undefined) checks.u32(`details.${name}`, details[name]);
  }
  for (const name of amounts) {
    const { [name]: amount = 0 } = details;
    if (isAmount(amount)) continue;
    checks.add(`details.${name}`, String(amount), 'a whole number of unsigned 64 bits');
  }
};

/** Details that have been checked, as the wire has them. */
export const detailsOf = (details: PersonalDetails): RealAccountDetails => {
  const choice = (name: (typeof choices)[number]): number => details[name] ?? 0;
  const amount = (name: (typeof amounts)[number]): bigint => BigInt(details[name] ?? 0);
  return {
    middleName: details.middleName,
    birthDate: dayOf(details.birthDate) ?? 0,
    gender: choice('gender'),
    language: details.language ?? '',
    citizenship: details.citizenship ?? '',
    taxId: details.taxId ?? '',
    employment: choice('employment'),
    industry: choice('industry'),
    education: choice('education'),
    wealth: choice('wealth'),
    annualIncome: amount('annualIncome'),
    netWorth: amount('netWorth'),
    annualDeposit: amount('annualDeposit'),
    experienceFx: choice('experienceFx'),
    experienceCfd: choice('experienceCfd'),
    experienceFutures: choice('experienceFutures'),
    experienceStocks: choice('experienceStocks'),
  };
};
