import { map, type Observable } from 'rxjs';
import type { Connection } from '../connection/index.js';
import { commands, CorporateLinkType, enumName, type EnumName } from '../wire/index.js';

/** A link to a document of the broker. */
export interface CorporateLink {
  /** What it is about; a kind that is not known stays a number. */
  readonly kind: EnumName<typeof CorporateLinkType> | number;
  /** Caption of the broker's own; only shown for the kind `custom`. */
  readonly title: string;
  readonly url: string;
  /** As the wire has it. */
  readonly type: number;
}

const largestValue = 2 ** 32 - 1;

/** The value that says that the user has accepted the risk warning. */
export const riskWarningAccepted = 1;

/**
 * Tells the server of something that the user has done (command 42). The official client sends
 * nothing but 1: the risk warning is accepted. Emits once it is taken.
 *
 * @throws RangeError for a value that the wire cannot carry
 */
export const notify = (
  requester: Pick<Connection, 'request'>,
  value: number = riskWarningAccepted,
): Observable<void> => {
  if (!Number.isInteger(value) || value < 0 || value > largestValue) {
    throw new RangeError(`notify: value: got ${String(value)}, expected 32 bits without a sign`);
  }
  return requester.request(commands.notify, { value }).pipe(map(() => undefined));
};

/** The documents that the broker points to (command 44), in its order. Emits once. */
export const corporateLinks = (
  requester: Pick<Connection, 'request'>,
): Observable<readonly CorporateLink[]> =>
  requester.request(commands.corporateLinks, undefined).pipe(
    map((links) =>
      links.map(({ link_type: type, title, url }) => ({
        ...{ kind: enumName(CorporateLinkType, type) ?? type, title, url, type },
      })),
    ),
  );
