import type { Observable } from 'rxjs';
import { commands, openRealOf } from '../wire/index.js';
import { FieldChecks } from './checks.js';
import { checkDetails, detailsOf, type PersonalDetails } from './details.js';
import { checkDocuments, documentsOf, type IdentityDocument } from './documents.js';
import { checkForm, openingInputOf, openingOf, type AccountForm } from './form.js';
import { openAccount } from './open-account.js';
import type { OpenAccountEvent, OpenAccountOptions } from './opening.js';

export interface OpenRealOptions extends OpenAccountOptions {
  readonly form: AccountForm;
  readonly details: PersonalDetails;
  /** Default none. */
  readonly documents?: readonly IdentityDocument[] | undefined;
  /** Longest request that the server takes, in bytes. Default 16 MiB less a frame's own bytes. */
  readonly maxRequestBytes?: number | undefined;
}

/** The steps of the opening of a real account; see `OpenAccountEvent`. */
export type OpenRealEvent = OpenAccountEvent;

const defaultMaxRequestBytes = 16 * 1024 * 1024 - 64;

/**
 * Applies for a real account: as `openDemo`, with the details of the person and documents, and
 * command 39 in place of 30. It, too, is sent once at most. Fails as `openDemo` does.
 */
export const openReal = (options: OpenRealOptions): Observable<OpenRealEvent> =>
  openAccount(options, ({ runtime }) => {
    const { form, details, documents = [] } = options;
    const checks = new FieldChecks();
    checkForm(form, checks);
    checkDetails(details, runtime.scheduler.now(), checks);
    checkDocuments(documents, options.maxRequestBytes ?? defaultMaxRequestBytes, checks);
    checks.pass();
    const person = detailsOf(details);
    const files = documentsOf(documents);
    return {
      form: (codes) => openingOf(form, codes),
      command: commands.openReal,
      send: (connection, opening) => {
        // Both parts of the form hold the names; the codes are in the first.
        const request = openRealOf(openingInputOf(form), person, files);
        return connection.request(commands.openReal, { ...request, opening });
      },
    };
  });
