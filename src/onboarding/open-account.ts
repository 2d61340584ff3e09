import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  of,
  tap,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import {
  CommandRefusedError,
  ConnectionClosedError,
  HandshakeError,
  SocketError,
  type Connection,
} from '../connection/index.js';
import { retryBackoff } from '../operators/index.js';
import { commands } from '../wire/index.js';
import { codesFrom, noCodes, type CodeChannels } from './codes.js';
import {
  AccountOpeningError,
  OnboardingUnknownError,
  openingError,
  wrongCodeResult,
} from './errors.js';
import { FieldChecks } from './checks.js';
import { isUnknown, overLink, type Link } from './link.js';
import { OpenedAccount } from './opened-account.js';
import type { OpenAccountEvent, OpenAccountOptions, Opening } from './opening.js';
import { surroundingsOf, type Surroundings } from './options.js';

/** The build of the web terminal in which the protocol was observed. */
const defaultBuild = 5687;
const defaultCodeAttempts = 3;
const defaultReconnects = 3;
const defaultReconnectDelayMs = 1000;
const noChannels: CodeChannels = { email: false, phone: false };

/** A link that is gone, and may be opened again. */
const isLoss = (error: unknown): boolean =>
  error instanceof ConnectionClosedError ||
  error instanceof HandshakeError ||
  (error instanceof SocketError && error.kind !== 'fatal');

const named = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) =>
    throwError(() =>
      error instanceof CommandRefusedError ? openingError(error.resCode, error) : (error as Error),
    ),
  );

/** One opening: where it stands, over all the connections that it takes. */
class AccountOpener {
  readonly #options: OpenAccountOptions;
  readonly #surroundings: Surroundings;
  readonly #opening: Opening;
  readonly #link: Link;
  #present: Connection | undefined;
  #connections = 0;
  /** The connection that codes were asked for over. */
  #askedOver: Connection | undefined;
  #channels = noChannels;
  #codes = noCodes;
  #attempt = 0;
  #isOpen = false;

  constructor(
    options: OpenAccountOptions,
    surroundings: Surroundings,
    opening: Opening,
    link: Link,
  ) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#opening = opening;
    this.#link = link;
  }

  run(): Observable<OpenAccountEvent> {
    const requested$ = this.#overLink((connection) => this.#request(connection));
    return concat(requested$, this.#untilOpen());
  }

  /** As often as codes are wrong and may be given again. */
  #untilOpen(): Observable<OpenAccountEvent> {
    const submitted$ = this.#overLink((connection) =>
      concat(
        this.#request(connection),
        defer(() => this.#check(connection)),
      ),
    );
    return concat(
      defer(() => this.#wantCodes()),
      submitted$,
      defer(() => (this.#isOpen ? EMPTY : this.#untilOpen())),
    );
  }

  /** Over the present connection or the next; a loss on the way is followed by another try. */
  #overLink(
    work: (connection: Connection) => Observable<OpenAccountEvent>,
  ): Observable<OpenAccountEvent> {
    const { runtime, logger } = this.#surroundings;
    const { maxReconnects, reconnectDelayMs } = this.#options;
    return this.#link
      .use((connection) => concat(this.#announce(connection), work(connection)))
      .pipe(
        retryBackoff({
          delayMs: reconnectDelayMs ?? defaultReconnectDelayMs,
          maxAttempts: maxReconnects ?? defaultReconnects,
          resetAfterMs: Infinity,
          // A server that cannot be reached at all is for the user to know at once.
          isFatal: (error) => this.#connections === 0 || !isLoss(error),
          onAttempt: ({ attempt }) => {
            logger.warn({ attempt: attempt + 1 }, 'connection lost, connecting again');
          },
          random: runtime.random,
          scheduler: runtime.scheduler,
        }),
      );
  }

  #announce(connection: Connection): Observable<OpenAccountEvent> {
    if (connection === this.#present) return EMPTY;
    this.#present = connection;
    this.#connections += 1;
    return of({ kind: 'connected', connection: this.#connections });
  }

  /** Command 27, once over each connection. */
  #request(connection: Connection): Observable<OpenAccountEvent> {
    const { confirmation = true, build = defaultBuild } = this.#options;
    if (!confirmation || this.#askedOver === connection) return EMPTY;
    const opening = this.#opening.form(noCodes);
    const request = { build, cid: this.#surroundings.clientId, opening };
    return connection.request(commands.verifyCodesRequest, request).pipe(
      named(),
      map(({ email, phone }): OpenAccountEvent => {
        this.#askedOver = connection;
        this.#channels = { email: email !== 0, phone: phone !== 0 };
        return { kind: 'codesRequested', ...this.#channels };
      }),
    );
  }

  get #areCodesWanted(): boolean {
    return this.#channels.email || this.#channels.phone;
  }

  #wantCodes(): Observable<OpenAccountEvent> {
    if (!this.#areCodesWanted) return EMPTY;
    this.#attempt += 1;
    const question = { ...this.#channels, attempt: this.#attempt };
    return concat(
      of<OpenAccountEvent>({ kind: 'codesWanted', ...question }),
      codesFrom(this.#options.codes, question).pipe(
        tap((codes) => {
          this.#codes = codes;
        }),
        ignoreElements(),
      ),
    );
  }

  /** Command 40 if there are codes, and then the opening if they are right. */
  #check(connection: Connection): Observable<OpenAccountEvent> {
    if (!this.#areCodesWanted) return this.#open(connection);
    const form = this.#opening.form(this.#codes);
    let isRight = false;
    const checked$ = connection.request(commands.verifyCodesSubmit, form).pipe(
      named(),
      map(({ email, phone }): OpenAccountEvent => {
        isRight = email !== 0 && phone !== 0;
        return { kind: 'codesChecked', email: email !== 0, phone: phone !== 0 };
      }),
    );
    return concat(
      checked$,
      defer(() => (isRight ? this.#open(connection) : this.#wrongCodes())),
    );
  }

  /** Codes that do not come from a function stay as they are. */
  #wrongCodes(): Observable<never> {
    const { codes, codeAttempts = defaultCodeAttempts } = this.#options;
    const most = typeof codes === 'function' ? codeAttempts : 1;
    if (this.#attempt < most) return EMPTY;
    return throwError(() => new AccountOpeningError('wrongCode', wrongCodeResult));
  }

  /** Command 30 or 39: once. What may have been sent is not sent again. */
  #open(connection: Connection): Observable<OpenAccountEvent> {
    const { command, form, send } = this.#opening;
    return send(connection, form(this.#codes)).pipe(
      named(),
      catchError((error: unknown) =>
        throwError(() =>
          isUnknown(error) ? new OnboardingUnknownError(command.id, error) : (error as Error),
        ),
      ),
      map((result): OpenAccountEvent => {
        if (result.code !== 0) throw openingError(result.code);
        this.#isOpen = true;
        this.#surroundings.logger.info({ login: String(result.login) }, 'account opened');
        return { kind: 'opened', account: new OpenedAccount(result) };
      }),
    );
  }
}

/** The build is 16 bits with a sign on the wire. */
const largestBuild = 2 ** 15 - 1;
/** More would be a loop, not a number of tries. */
const mostTries = 1000;

/** @throws OnboardingFormError */
const checkOptions = (options: OpenAccountOptions): void => {
  const checks = new FieldChecks();
  checks.whole('build', options.build ?? defaultBuild, 0, largestBuild);
  checks.whole('codeAttempts', options.codeAttempts ?? defaultCodeAttempts, 1, mostTries);
  checks.whole('maxReconnects', options.maxReconnects ?? defaultReconnects, 0, mostTries);
  checks.u32('reconnectDelayMs', options.reconnectDelayMs ?? defaultReconnectDelayMs);
  checks.pass();
};

/** The whole flow over brief connections. `prepare` checks the form, and throws what is wrong. */
export const openAccount = (
  options: OpenAccountOptions,
  prepare: (surroundings: Surroundings) => Opening,
): Observable<OpenAccountEvent> =>
  defer(() => {
    checkOptions(options);
    const surroundings = surroundingsOf(options);
    const opening = prepare(surroundings);
    return overLink(
      () => surroundings.brief,
      (link) => new AccountOpener(options, surroundings, opening, link).run(),
    );
  });
