import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRight } from 'fp-ts/lib/Either.js';
import { FieldChecks } from '../../src/onboarding/checks.js';
import { checkDetails, detailsOf } from '../../src/onboarding/details.js';
import { checkDocuments, documentsOf } from '../../src/onboarding/documents.js';
import { checkForm, openingInputOf, openingOf } from '../../src/onboarding/form.js';
import {
  OnboardingFormError,
  type AccountForm,
  type FormFault,
  type IdentityDocument,
} from '../../src/onboarding/index.js';
import { accountOpenBase, commands, decode, encode, openRealOf } from '../../src/wire/index.js';
import { form } from './support/requests.js';

const noCodes = { email: 0, phone: 0 };

const faultsOf = (check: (checks: FieldChecks) => void): readonly FormFault[] => {
  const checks = new FieldChecks();
  check(checks);
  try {
    checks.pass();
  } catch (error) {
    if (error instanceof OnboardingFormError) return error.faults;
    throw error;
  }
  return [];
};

const formFaults = (changes: object): readonly FormFault[] =>
  faultsOf((checks) => {
    checkForm({ ...form, ...changes }, checks);
  });

/** The most that each field holds, in UTF-16 units. */
const limits = {
  ...{ firstName: 64, secondName: 64, email: 64, group: 64, phone: 32, phonePassword: 32 },
  ...{ country: 32, city: 32, state: 32, zipcode: 16, address: 128, domain: 64 },
  ...{ utmCampaign: 32, utmSource: 32 },
} as const;

/** A text of so many units that an e-mail field takes, too. */
const sized = (units: number): string => 'a@'.padEnd(units, 'b');

describe('a form', () => {
  test('that is whole has no fault', () => {
    expect(formFaults({})).toEqual([]);
    expect(formFaults({ secondName: undefined, phone: undefined, deposit: 0 })).toEqual([]);
  });

  test.each(Object.entries(limits))('%s holds %i units, and not one more', (name, units) => {
    expect(formFaults({ [name]: sized(units) })).toEqual([]);
    const [fault, ...others] = formFaults({ [name]: sized(units + 1) });
    expect(fault).toEqual({
      ...{ field: `form.${name}`, got: `${units + 1} UTF-16 units`, expected: `at most ${units}` },
    });
    expect(others).toEqual([]);
  });

  test('counts a character beyond the first plane as the two units that it takes', () => {
    expect(formFaults({ zipcode: '\u{1f600}'.repeat(8) })).toEqual([]);
    expect(formFaults({ zipcode: '\u{1f600}'.repeat(9) })).toMatchObject([
      { field: 'form.zipcode', got: '18 UTF-16 units' },
    ]);
  });

  test('holds both names together, with the space between them', () => {
    const names = { firstName: 'a'.repeat(64), secondName: 'b'.repeat(64) };
    expect(formFaults({ ...names, secondName: 'b'.repeat(63) })).toEqual([]);
    expect(formFaults(names)).toMatchObject([{ got: '129 UTF-16 units' }]);
  });

  test.each([
    ['firstName', '', 'form.firstName'],
    ['email', '', 'form.email'],
    ['group', undefined, 'form.group'],
    ['phone', 42, 'form.phone'],
    ['city', 'Lon\0don', 'form.city'],
    ['email', 'ada', 'form.email'],
    ['email', '@example.com', 'form.email'],
    ['email', 'ada@', 'form.email'],
    ['email', 'ada @example.com', 'form.email'],
    ['email', 'a@b@c', 'form.email'],
    ['deposit', -1, 'form.deposit'],
    ['deposit', NaN, 'form.deposit'],
    ['deposit', '5000', 'form.deposit'],
    ['leverage', 1.5, 'form.leverage'],
    ['leverage', 2 ** 32, 'form.leverage'],
    ['agreements', -1, 'form.agreements'],
  ])('with %s of %p names the field', (name, value, field) => {
    expect(formFaults({ [name]: value }).map((fault) => fault.field)).toEqual([field]);
  });

  test('tells all its faults at once, and shows no value', () => {
    const faults = formFaults({ phonePassword: 'sesame'.repeat(6), email: 'secret', leverage: -1 });
    expect(faults.map(({ field }) => field)).toEqual([
      ...['form.phonePassword', 'form.email', 'form.leverage'],
    ]);
    const error = new OnboardingFormError(faults);
    expect(error.message).toBe(
      'Cannot be sent: form.phonePassword: got 36 UTF-16 units, expected at most 32; ' +
        'form.email: got a text of another shape, expected an address such as name@example.com; ' +
        'form.leverage: got -1, expected a whole number from 0 to 4294967295',
    );
  });

  test('that is none', () => {
    const none = (value: unknown) =>
      faultsOf((checks) => {
        checkForm(value as AccountForm, checks);
      });
    expect(none(undefined)).toMatchObject([{ field: 'form' }]);
    expect(none(null)).toMatchObject([{ field: 'form' }]);
  });

  test('goes over the wire whole, or is a fault: nothing is ever cut', () => {
    const text = (name: keyof typeof limits) =>
      fc.string({ unit: 'grapheme', maxLength: limits[name] + 4 });
    const texts = fc.record({
      ...{ firstName: text('firstName'), secondName: text('secondName'), city: text('city') },
      ...{ zipcode: text('zipcode'), phone: text('phone'), address: text('address') },
    });
    fc.assert(
      fc.property(texts, (given) => {
        const filled = { ...form, ...given };
        if (formFaults(given).length > 0) return;
        const bytes = encode(accountOpenBase, openingOf(filled, { email: 1, phone: 2 }));
        if (!isRight(bytes)) throw bytes.left;
        const back = decode(accountOpenBase, bytes.right);
        if (!isRight(back)) throw back.left;
        expect(back.right.value).toMatchObject({
          full_name: `${given.firstName} ${given.secondName}`,
          ...{ first_name: given.firstName, second_name: given.secondName, city: given.city },
          ...{ zipcode: given.zipcode, phone: given.phone, address: given.address },
          ...{ email_confirm_code: 1, phone_confirm_code: 2 },
        });
      }),
    );
  });

  test('has a fault exactly where a text does not fit its field', () => {
    const name = fc.constantFrom(...(Object.keys(limits) as (keyof typeof limits)[]));
    fc.assert(
      fc.property(name, fc.integer({ min: 3, max: 200 }), (field, units) => {
        const fits = units <= limits[field];
        const faults = formFaults({ [field]: sized(units) });
        expect(faults.map((fault) => fault.field)).toEqual(fits ? [] : [`form.${field}`]);
      }),
    );
  });

  test('takes the defaults of the official client where numbers are absent', () => {
    const { deposit: _deposit, leverage: _leverage, ...rest } = form;
    expect(openingOf(rest, noCodes)).toMatchObject({
      ...{ deposit: 100_000, leverage: 100, agreements: 0, city: '', utm_source: '' },
    });
  });
});

describe('the details of a person', () => {
  const now = Date.UTC(2026, 0, 15, 12);
  const faults = (changes: object): readonly FormFault[] =>
    faultsOf((checks) => {
      checkDetails({ birthDate: '1985-12-31', ...changes }, now, checks);
    });

  test.each(['1900-01-01', '1984-02-29', '2026-01-15', 0, Date.UTC(1950, 5, 1)])(
    'may be of one born on %p',
    (birthDate) => {
      expect(faults({ birthDate })).toEqual([]);
    },
  );

  test.each([
    '1899-12-31',
    '2026-01-16',
    '1985-02-29',
    '1985-13-01',
    '31.12.1985',
    '1985-12-31T00:00:00Z',
    '',
    NaN,
    0.5,
    Date.UTC(1985, 11, 31, 1),
    undefined,
    Date.UTC(1850, 0, 1),
    now + 1,
  ])('may not be of one born on %p', (birthDate) => {
    expect(faults({ birthDate })).toMatchObject([{ field: 'details.birthDate' }]);
  });

  test.each([
    ['middleName', 64],
    ['language', 64],
    ['citizenship', 32],
    ['taxId', 64],
  ])('%s holds %i units', (name, units) => {
    expect(faults({ [name]: 'a'.repeat(units) })).toEqual([]);
    expect(faults({ [name]: 'a'.repeat(units + 1) })).toEqual([
      {
        field: `details.${name}`,
        got: `${units + 1} UTF-16 units`,
        expected: `at most ${units}`,
      },
    ]);
  });

  test.each([
    ['employment', -1],
    ['gender', 'f'],
    ['experienceFx', 2 ** 32],
    ['annualIncome', -1n],
    ['netWorth', 0.5],
    ['annualDeposit', 2n ** 64n],
  ])('%s may not be %p', (name, value) => {
    expect(faults({ [name]: value })).toMatchObject([{ field: `details.${name}` }]);
  });

  test('that are none', () => {
    const none = faultsOf((checks) => {
      checkDetails(undefined as never, now, checks);
    });
    expect(none).toMatchObject([{ field: 'details' }]);
  });

  test('are as the wire has them, 0 where they are absent', () => {
    expect(detailsOf({ birthDate: '1970-01-02', annualIncome: 5, netWorth: 7n })).toMatchObject({
      ...{ birthDate: 86_400_000, annualIncome: 5n, netWorth: 7n, annualDeposit: 0n },
      ...{ gender: 0, experienceStocks: 0, language: '' },
    });
  });
});

describe('documents', () => {
  const side = (length = 3, name = 'front.png') => ({ name, bytes: new Uint8Array(length) });
  const document: IdentityDocument = { dataType: 1, documentType: 2, front: side() };
  const faults = (documents: readonly unknown[], maxBytes = 1e6): readonly FormFault[] =>
    faultsOf((checks) => {
      checkDocuments(documents as IdentityDocument[], maxBytes, checks);
    });

  test('may be none, one or more', () => {
    expect(faults([])).toEqual([]);
    expect(faults([document, { ...document, back: side(4, 'back.png') }])).toEqual([]);
  });

  test.each([
    [{ ...document, dataType: -1 }, 'documents[0].dataType'],
    [{ ...document, documentType: undefined }, 'documents[0].documentType'],
    [{ ...document, front: undefined }, 'documents[0].front'],
    [{ ...document, front: side(0) }, 'documents[0].front.bytes'],
    [{ ...document, front: { name: 'a', bytes: 'text' } }, 'documents[0].front.bytes'],
    [{ ...document, front: side(3, '') }, 'documents[0].front.name'],
    [{ ...document, front: side(3, 'n'.repeat(261)) }, 'documents[0].front.name'],
    [{ ...document, back: side(3, 'n'.repeat(261)) }, 'documents[0].back.name'],
    [{ ...document, back: null }, 'documents[0].back'],
    [null, 'documents[0]'],
    ['passport', 'documents[0]'],
  ])('name the field that is wrong: %#', (wrong, field) => {
    expect(faults([wrong]).map((fault) => fault.field)).toEqual([field]);
  });

  test('that are none', () => {
    expect(faults({} as never)).toMatchObject([{ field: 'documents' }]);
  });

  test('are as long as the request that they make', () => {
    const documents = [document, { ...document, back: side(1000, 'back.png') }];
    const details = detailsOf({ birthDate: 0 });
    const opening = openingOf(form, noCodes);
    const request = {
      ...openRealOf(openingInputOf(form), details, documentsOf(documents)),
      opening,
    };
    const bytes = encode(commands.openReal.request, request);
    if (!isRight(bytes)) throw bytes.left;
    const { length } = bytes.right;
    expect(faults(documents, length)).toEqual([]);
    expect(faults(documents, length - 1)).toEqual([
      {
        ...{ field: 'documents', got: `${length} bytes with the form` },
        expected: `at most ${length - 1}`,
      },
    ]);
  });
});
