import path from 'node:path';
import type { DocumentSide, IdentityDocument } from '../index.js';
import { UsageError } from './errors.js';
import { readOptionFile } from './files.js';
import { BadValueError, several } from './options.js';

/** A document as it is named on the command line. */
export interface DocumentFiles {
  readonly dataType: number;
  readonly documentType: number;
  readonly front: string;
  readonly back: string | undefined;
}

const form = /^(?:(\d{1,10}):)?(\d{1,10})=([^,]+)(?:,([^,]+))?$/;

const readDocument = (given: string): DocumentFiles => {
  const [, data = '0', type = '', front = '', back] = form.exec(given) ?? [];
  if (front === '') {
    throw new BadValueError(
      JSON.stringify(given),
      'TYPE=FRONT or TYPE=FRONT,BACK, the type a number',
    );
  }
  return { dataType: Number(data), documentType: Number(type), front, back };
};

export const documentOption = several(
  {
    value: '[DATA:]TYPE=FRONT[,BACK]',
    help: 'a document: its type (and data type) as numbers, which each broker has his own of, and files of its sides',
  },
  readDocument,
);

const side = async (file: string): Promise<DocumentSide> => {
  const bytes = await readOptionFile('--document', file);
  if (bytes.length === 0) throw new UsageError(`--document: ${file} is empty`);
  return { name: path.basename(file), bytes };
};

/** @throws UsageError for a file that is empty or cannot be read */
export const readDocuments = (all: readonly DocumentFiles[]): Promise<IdentityDocument[]> =>
  Promise.all(
    all.map(async ({ dataType, documentType, front, back }) => ({
      ...{ dataType, documentType },
      front: await side(front),
      back: back === undefined ? undefined : await side(back),
    })),
  );
