import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { AccountForm, PersonalDetails } from '../index.js';
import { describeErrors } from '../wire/index.js';
import { messageOf, UsageError } from './errors.js';
import { didYouMean } from './suggest.js';

/** What a file says of who wants a real account. */
export interface FormFile {
  readonly form: AccountForm;
  readonly details: PersonalDetails;
}

/** Of what kind a value is; the value itself may be private, and is never shown. */
const kindOf = (u: unknown): string => {
  if (u === undefined) return 'nothing';
  if (u === null) return 'null';
  return Array.isArray(u) ? 'a list' : typeof u === 'object' ? 'an object' : `a ${typeof u}`;
};

const field = (name: string, read: (u: unknown) => unknown): t.Type<unknown> =>
  new t.Type<unknown>(
    name,
    (u): u is unknown => read(u) !== undefined,
    (u, context) => {
      const value = read(u);
      return value === undefined
        ? t.failure(u, context, `got ${kindOf(u)}, expected ${name}`)
        : t.success(value);
    },
    t.identity,
  );

const text = field('a text', (u) => (typeof u === 'string' ? u : undefined));
const number = field('a number', (u) => (typeof u === 'number' ? u : undefined));
const date = field('a day such as "1985-12-31"', (u) => (typeof u === 'string' ? u : undefined));
const amount = field('a whole number, or its digits as a text', (u) => {
  const isWhole = typeof u === 'string' ? /^\d{1,20}$/.test(u) : Number.isSafeInteger(u);
  return isWhole ? BigInt(u as string | number) : undefined;
});

type Members = Readonly<Record<string, t.Type<unknown>>>;

const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u);

/** An object with these fields and no others, so that typing slips show. Tells every fault. */
const object = (name: string, needed: readonly string[], members: Members): t.Type<unknown> =>
  new t.Type<unknown>(
    name,
    isObject,
    (u, context) => {
      if (!isObject(u)) return t.failure(u, context, `got ${kindOf(u)}, expected ${name}`);
      const keys = Object.keys(members);
      const odd = Object.keys(u).filter((key) => !Object.hasOwn(members, key));
      const faults: t.ValidationError[] = odd.map((key) => ({
        value: u[key],
        context: [...context, { key, type: t.unknown }],
        message: `no such field${didYouMean(key, keys)}`,
      }));
      const values: Record<string, unknown> = {};
      for (const [key, type] of Object.entries(members)) {
        if (u[key] === undefined && !needed.includes(key)) continue;
        const value = type.validate(u[key], [...context, { key, type }]);
        if (E.isLeft(value)) faults.push(...value.left);
        else values[key] = value.right;
      }
      return faults.length > 0 ? t.failures(faults) : t.success(values);
    },
    t.identity,
  );

const all = (type: t.Type<unknown>, ...names: readonly string[]): Members =>
  Object.fromEntries(names.map((name) => [name, type]));

const form = object('an object', ['firstName', 'email', 'group'], {
  ...all(text, 'firstName', 'secondName', 'email', 'group', 'phone', 'country', 'city', 'state'),
  ...all(text, 'phonePassword', 'zipcode', 'address', 'domain', 'utmCampaign', 'utmSource'),
  ...all(number, 'deposit', 'leverage', 'agreements'),
});

const details = object('an object', ['birthDate'], {
  birthDate: date,
  ...all(text, 'middleName', 'language', 'citizenship', 'taxId'),
  ...all(number, 'gender', 'employment', 'industry', 'education', 'wealth'),
  ...all(number, 'experienceFx', 'experienceCfd', 'experienceFutures', 'experienceStocks'),
  ...all(amount, 'annualIncome', 'netWorth', 'annualDeposit'),
});

const formFile = object('an object with form and details', ['form', 'details'], { form, details });

/**
 * Reads a file of JSON, `{"form":{…},"details":{…}}`, with the fields of the library's options.
 * What is in the fields is checked by the library.
 *
 * @throws UsageError naming every field that is missing, unknown, or of another kind
 */
export const readForm = (file: string, content: string): FormFile => {
  const faulty = (what: string): UsageError => new UsageError(`--form ${file}: ${what}`);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    // The message of the parser may show some of the text.
    const at = /position \d+(?: \(.*\))?/.exec(messageOf(error))?.[0];
    throw faulty(`no JSON${at === undefined ? '' : `, at ${at}`}`);
  }
  const read = formFile.decode(json);
  if (E.isLeft(read)) throw faulty(describeErrors(read.left).join('; '));
  return read.right as FormFile;
};
