import type { Observable } from 'rxjs';
import { commands } from '../wire/index.js';
import { FieldChecks } from './checks.js';
import { checkForm, openingOf, type AccountForm } from './form.js';
import { openAccount } from './open-account.js';
import type { OpenAccountEvent, OpenAccountOptions } from './opening.js';

export interface OpenDemoOptions extends OpenAccountOptions {
  readonly form: AccountForm;
}

/** The steps of the opening of a demo account; see `OpenAccountEvent`. */
export type OpenDemoEvent = OpenAccountEvent;

/**
 * Opens a demo account. Cold: each subscription opens one; the steps are its values, and it
 * completes after `opened`. As the official client does it: command 27 asks for confirmation
 * codes, 40 checks them, 30 opens. Command 30 is sent once at most. Until it is, a lost
 * connection is opened again and 27 repeated over it; codes that were given stay given.
 *
 * Fails with `OnboardingFormError` (nothing was sent), `AccountOpeningError` (there is no
 * account), `OnboardingUnknownError` (there may be one), or an error of the connection.
 *
 * @example
 * openDemo({
 *   url,
 *   form: { firstName: 'Ada', secondName: 'Lovelace', email: 'ada@example.com', group: 'demo' },
 *   codes: ({ email }) => (email ? askUser('Code of the mail') : {}),
 * }).subscribe((step) => {
 *   if (step.kind === 'opened') keep(step.account.login, step.account.password);
 * });
 */
export const openDemo = (options: OpenDemoOptions): Observable<OpenDemoEvent> =>
  openAccount(options, () => {
    const { form } = options;
    const checks = new FieldChecks();
    checkForm(form, checks);
    checks.pass();
    return {
      form: (codes) => openingOf(form, codes),
      command: commands.openDemo,
      send: (connection, request) => connection.request(commands.openDemo, request),
    };
  });
