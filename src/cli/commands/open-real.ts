import { openReal as open } from '../../index.js';
import { checkSecretChoice } from '../account-secrets.js';
import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { documentOption, readDocuments, type DocumentFiles } from '../document-option.js';
import { UsageError, type ExitCode } from '../errors.js';
import { readOptionFile } from '../files.js';
import { readForm } from '../form-file.js';
import type { Io } from '../io.js';
import { openNewAccount } from '../new-account.js';
import {
  codeDetails,
  openingOptions,
  secretDetails,
  serverFor,
  urlOption,
} from '../opening-options.js';
import { text } from '../options.js';
import { passwordRefusal } from '../prompt.js';

const options = {
  url: urlOption,
  form: text({ value: 'FILE', help: 'who wants the account, as JSON (see below)' }, String),
  document: documentOption,
  ...openingOptions,
};

/** `--form FILE: form.email`, `--document ID.jpg: front.bytes`, as the user gave them. */
const nameIn =
  (form: string, documents: readonly DocumentFiles[]) =>
  (field: string): string => {
    const [, at, rest = ''] = /^documents\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
    const document = at === undefined ? undefined : documents[Number(at)];
    if (document !== undefined) return `--document ${document.front}: ${rest}`;
    return field === 'documents' ? '--document' : `--form ${form}: ${field}`;
  };

const run = async ({ values }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> => {
  checkSecretChoice(values);
  const { form: file } = values;
  if (file === undefined) throw new UsageError('--form is missing: the file with the form');
  const { form, details } = readForm(file, (await readOptionFile('--form', file)).toString());
  const documents = await readDocuments(values.document);
  const server = await serverFor(io, values);
  const confirmation = !values.noConfirmation;
  return openNewAccount(io, {
    url: server.url,
    choice: values,
    codes: values,
    nameOf: nameIn(file, values.document),
    open: (codes) => open({ ...server, form, details, documents, confirmation, ...codes }),
  });
};

export const openReal = defineCommand({
  name: 'open-real',
  summary: 'applies for a real account, with a form and documents',
  options,
  refused: { '--password': passwordRefusal, '-p': passwordRefusal },
  details: [
    'The form is JSON: {"form": {"firstName": "Ada", "email": "ada@example.com", "group": "real"}, "details": {"birthDate": "1985-12-31"}}. These fields have to be there.',
    'Others of form, texts: secondName, phone, phonePassword, country, city, state, zipcode, address, domain, utmCampaign, utmSource; numbers: deposit, leverage, agreements (bit mask of accepted documents, 1 is the terms).',
    'Others of details, texts: middleName, language, citizenship, taxId; numbers, whose meaning is for each broker to say: gender, employment, industry, education, wealth, experienceFx, experienceCfd, experienceFutures, experienceStocks; whole amounts: annualIncome, netWorth, annualDeposit.',
    secretDetails,
    codeDetails,
  ],
  examples: [
    {
      command:
        'rxmt5 open-real --url wss://web.example.com/terminal --form ada.json --document 1=front.jpg,back.jpg 2=bill.pdf --save ada-account.json',
      does: 'an identity card of two sides and a bill; asks for the codes',
    },
  ],
  run,
});
