import {
  accountOpenBase,
  realAccountDocumentHead,
  realAccountExtra,
  verifyCodePrefix,
} from '../records/onboarding.js';
import { corporateLink } from '../records/session.js';
import type { ValueOf } from '../schema/layout.js';
import { counted, untilEnd } from '../schema/list.js';
import { bytesBy } from '../schema/parts.js';
import { u32 } from '../schema/scalars.js';
import { struct } from '../schema/struct.js';

/** Answer to command 44. */
export const corporateLinks = counted(u32, corporateLink);

/** Command 27: build and client id, then the form. */
export const verifyCodes = struct('verify_codes', verifyCodePrefix, {
  opening: accountOpenBase,
});
export type VerifyCodes = ValueOf<typeof verifyCodes>;

export const document = struct('real_account_document', realAccountDocumentHead, {
  front: bytesBy('front_length'),
  back: bytesBy('back_length'),
});
export type Document = ValueOf<typeof document>;

/** Command 39: both parts of the form, then the documents without a count. */
export const openReal = struct('open_real', undefined, {
  opening: accountOpenBase,
  extra: realAccountExtra,
  documents: untilEnd(document),
});
export type OpenReal = ValueOf<typeof openReal>;
