import {
  accountOpenBase,
  realAccountDocumentHead,
  realAccountExtra,
  type DocumentInput,
} from '../wire/index.js';
import type { FieldChecks } from './checks.js';

/** One side of a document, such as the front of an identity card. */
export interface DocumentSide {
  /** File name, up to 260 UTF-16 units. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface IdentityDocument {
  /** What the numbers mean is for each broker to say. */
  readonly dataType: number;
  readonly documentType: number;
  readonly front: DocumentSide;
  readonly back?: DocumentSide | undefined;
}

const { fields } = realAccountDocumentHead;
const formBytes = accountOpenBase.size + realAccountExtra.size;

const lengthOf = (side: DocumentSide | undefined): number =>
  side?.bytes instanceof Uint8Array ? side.bytes.length : 0;

const checkSide = (
  field: string,
  side: DocumentSide | undefined,
  units: number,
  checks: FieldChecks,
): void => {
  if (typeof side !== 'object' || (side as unknown) === null) {
    checks.add(field, 'none', 'a name and bytes');
    return;
  }
  checks.text(`${field}.name`, side.name, units, 1);
  if (lengthOf(side) > 0) return;
  checks.add(`${field}.bytes`, 'none', 'a Uint8Array that is not empty');
};

/** Looks at each document, and at the length of the request that they come to. */
export const checkDocuments = (
  documents: readonly IdentityDocument[],
  maxBytes: number,
  checks: FieldChecks,
): void => {
  if (!Array.isArray(documents)) {
    checks.add('documents', 'none', 'an array');
    return;
  }
  let total = formBytes;
  documents.forEach((document: Partial<IdentityDocument>, index) => {
    const field = `documents[${String(index)}]`;
    if (typeof document !== 'object' || (document as unknown) === null) {
      checks.add(field, 'none', 'an object');
      return;
    }
    const { front, back } = document;
    checks.u32(`${field}.dataType`, document.dataType);
    checks.u32(`${field}.documentType`, document.documentType);
    checkSide(`${field}.front`, front, fields.front_name.units, checks);
    if (back !== undefined) checkSide(`${field}.back`, back, fields.back_name.units, checks);
    total += realAccountDocumentHead.size + lengthOf(front) + lengthOf(back);
  });
  if (total <= maxBytes) return;
  checks.add('documents', `${String(total)} bytes with the form`, `at most ${String(maxBytes)}`);
};

/** Documents that have been checked, as the wire has them. */
export const documentsOf = (documents: readonly IdentityDocument[]): DocumentInput[] =>
  documents.map(({ dataType, documentType, front, back }) => ({
    ...{ dataType, documentType },
    ...{ frontName: front.name, front: front.bytes },
    ...(back === undefined ? {} : { backName: back.name, back: back.bytes }),
  }));
