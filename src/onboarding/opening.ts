import type { Observable } from 'rxjs';
import type { Connection } from '../connection/index.js';
import type { AccountOpenBase, Command, OpenAccountResult } from '../wire/index.js';
import type { CodeChannels, CodesSource, ConfirmationNumbers } from './codes.js';
import type { OpenedAccount } from './opened-account.js';
import type { OnboardingOptions } from './options.js';

/**
 * The steps of an opening, in their order.
 *
 * `connected`: over connection 1, and over further ones after a loss. `codesRequested`: by which
 * channels the server has sent codes; by none, and it wants none. `codesWanted`: `codes` is being
 * asked. `codesChecked`: which of them are right (a channel without a code is). `opened`: the end.
 */
export type OpenAccountEvent =
  | { readonly kind: 'connected'; readonly connection: number }
  | ({ readonly kind: 'codesRequested' } & CodeChannels)
  | ({ readonly kind: 'codesWanted'; readonly attempt: number } & CodeChannels)
  | ({ readonly kind: 'codesChecked' } & CodeChannels)
  | { readonly kind: 'opened'; readonly account: OpenedAccount };

/** What the opening of a demo account and that of a real one have in common. */
export interface OpenAccountOptions extends OnboardingOptions {
  /** The codes that the server sends to e-mail address and phone, or how to get them. */
  readonly codes?: CodesSource | undefined;
  /** How often a function is asked for codes before wrong ones end it. Default 3. */
  readonly codeAttempts?: number | undefined;
  /**
   * Whether to ask the server for codes first (command 27); the groups of a web terminal tell
   * with `OpeningGroupFlags`. A server that wants none says so. Default true.
   */
  readonly confirmation?: boolean | undefined;
  /** Build of the web terminal, as command 27 has it. Default 5687. */
  readonly build?: number | undefined;
  /** How often a connection that is lost is opened again, before the request is sent. Default 3. */
  readonly maxReconnects?: number | undefined;
  /** Delay before it is, doubled each time. Default 1000 ms. */
  readonly reconnectDelayMs?: number | undefined;
}

/** What is opened: the form, and the request that opens it. */
export interface Opening {
  readonly form: (codes: ConfirmationNumbers) => AccountOpenBase;
  readonly command: Pick<Command, 'id'>;
  readonly send: (connection: Connection, form: AccountOpenBase) => Observable<OpenAccountResult>;
}
