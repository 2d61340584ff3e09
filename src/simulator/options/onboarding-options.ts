import { CorporateLinkType, type EnumName } from '../../wire/index.js';
import { SimulatorOptionError } from '../errors.js';
import * as check from './checks.js';

/**
 * Codes that a new account has to be confirmed with, by the channel that they go by. They are
 * not sent anywhere: who opens an account is expected to know them.
 */
export interface VerificationOptions {
  /** Digits, or the number that they make. */
  readonly email?: string | number;
  readonly phone?: string | number;
}

/** A link to a document of the broker, as command 44 shows it. */
export interface LinkOptions {
  readonly type: EnumName<typeof CorporateLinkType> | number;
  /** Caption of a link of type `custom`. */
  readonly title?: string;
  readonly url: string;
}

/** How accounts are opened, and what is said to those who want one. */
export interface OnboardingSettings {
  /** As the numbers that go over the wire; a channel without a code is absent. */
  readonly codes: { readonly email?: number; readonly phone?: number };
  readonly openDemo: boolean;
  readonly links: readonly {
    readonly type: number;
    readonly title: string;
    readonly url: string;
  }[];
}

const largestCode = 2 ** 32 - 1;
const linkTextUnits = 256;

const codeRule: check.Check<string | number> = {
  expected: `up to ten digits, or a whole number from 0 to ${String(largestCode)}`,
  test: (value): value is string | number => {
    const isNumber = typeof value === 'number' || /^\d{1,10}$/.test(String(value));
    return isNumber && check.whole(0, largestCode).test(Number(value));
  },
  secret: true,
};

const codesOf = (value: unknown): OnboardingSettings['codes'] => {
  if (value === undefined) return {};
  const channels = ['email', 'phone'] as const;
  const options = check.object<VerificationOptions>('verification', value, channels);
  const given = channels.flatMap((channel) => {
    const code = check.optional(`verification.${channel}`, options[channel], codeRule, undefined);
    return code === undefined ? [] : [[channel, Number(code)] as const];
  });
  return Object.fromEntries(given);
};

const linkOf = (field: string, value: unknown): OnboardingSettings['links'][number] => {
  const link = check.object<LinkOptions>(field, value, ['type', 'title', 'url']);
  const names = Object.keys(CorporateLinkType) as EnumName<typeof CorporateLinkType>[];
  const isNumber = check.whole(0, largestCode).test(link.type);
  if (!isNumber && !names.includes(link.type)) {
    const expected = `${names.join(' | ')}, or an unsigned integer of 32 bits`;
    throw new SimulatorOptionError(`${field}.type`, check.show(link.type), expected);
  }
  return {
    type: typeof link.type === 'number' ? link.type : CorporateLinkType[link.type],
    title: check.optional(`${field}.title`, link.title, check.text(linkTextUnits), ''),
    url: check.required(`${field}.url`, link.url, check.text(linkTextUnits, 1)),
  };
};

/** Checks the options of the opening of accounts. Throws a `SimulatorOptionError`. */
export const onboardingOf = (options: {
  readonly verification?: unknown;
  readonly demoAccounts?: unknown;
  readonly links?: unknown;
}): OnboardingSettings => ({
  codes: codesOf(options.verification),
  openDemo: check.optional('demoAccounts', options.demoAccounts, check.flag, true),
  links: check.list('links', options.links, linkOf),
});
