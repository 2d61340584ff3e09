import { openDemo as open, type AccountForm } from '../../index.js';
import { checkSecretChoice } from '../account-secrets.js';
import { optionName, type ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { UsageError, type ExitCode } from '../errors.js';
import type { Io } from '../io.js';
import { openNewAccount } from '../new-account.js';
import {
  codeDetails,
  openingOptions,
  secretDetails,
  serverFor,
  urlOption,
} from '../opening-options.js';
import { number, text } from '../options.js';
import { passwordRefusal } from '../prompt.js';

const some = (value: string, help: string) => text({ value, help }, String);

const largest = 2 ** 32 - 1;

/** Those of a form have the names of its fields. */
const formOptions = {
  firstName: some('NAME', 'first name'),
  secondName: some('NAME', 'second name'),
  email: some('ADDRESS', 'e-mail address'),
  phone: some('NUMBER', 'phone number'),
  country: some('NAME', 'country, in English'),
  group: some('GROUP', "group of accounts, from the page of the broker's web terminal"),
  deposit: number({ value: 'AMOUNT', help: 'money to begin with (default 100000)', min: 0 }),
  leverage: number({
    value: 'N',
    help: '100 for 1:100 (default 100)',
    min: 1,
    max: largest,
    whole: true,
  }),
  city: some('NAME', 'city'),
  state: some('NAME', 'state or region'),
  zipcode: some('CODE', 'postal code'),
  address: some('TEXT', 'street and number'),
  domain: some('HOST', 'host name of the page that the account is opened from'),
  agreements: number({
    value: 'MASK',
    help: 'bit mask of the documents that you accept; 1 is the terms (default 0: none)',
    min: 0,
    max: largest,
    whole: true,
  }),
};

const options = { url: urlOption, ...formOptions, ...openingOptions };

type Given = ParsedArguments<typeof options>['values'];

const needed = ['firstName', 'email', 'group'] as const;

/** @throws UsageError for what every account needs */
const formOf = (values: Given): AccountForm => {
  const missing = needed.filter((name) => values[name] === undefined).map(optionName);
  if (missing.length > 0) {
    throw new UsageError(`${missing.join(', ')}: missing, and no account is opened without`);
  }
  const { firstName = '', email = '', group = '' } = values;
  const { secondName, phone, country, deposit, leverage, agreements } = values;
  const { city, state, zipcode, address, domain } = values;
  return {
    ...{ firstName, secondName, email, group, phone, country, deposit, leverage, agreements },
    ...{ city, state, zipcode, address, domain },
  };
};

const run = async ({ values }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> => {
  checkSecretChoice(values);
  const form = formOf(values);
  const server = await serverFor(io, values);
  const confirmation = !values.noConfirmation;
  return openNewAccount(io, {
    url: server.url,
    choice: values,
    codes: values,
    nameOf: (field) => field.replaceAll(/form\.(\w+)/g, (_, key: string) => optionName(key)),
    open: (codes) => open({ ...server, form, confirmation, ...codes }),
  });
};

export const openDemo = defineCommand({
  name: 'open-demo',
  summary: 'opens a demo account, without the web terminal of the broker',
  options,
  refused: { '--password': passwordRefusal, '-p': passwordRefusal },
  details: [
    secretDetails,
    codeDetails,
    'On a terminal the steps are told as they happen, and the login comes at the end; else both are lines of JSON, {"step","…"} and at last {"step":"opened","login"}.',
  ],
  examples: [
    {
      command:
        "rxmt5 open-demo --url wss://web.example.com/terminal --first-name Ada --second-name Lovelace --email ada@example.com --phone 441632960001 --country England --group 'demo\\forex' --save ada.json",
      does: 'asks for the codes; login and passwords are in ada.json then',
    },
    {
      command:
        'rxmt5 open-demo --url ws://127.0.0.1:8444/terminal --first-name Ada --email ada@example.com --group demo --show-secrets --json',
      does: 'on a server started with: rxmt5 simulate --port 8444',
    },
  ],
  run,
});
