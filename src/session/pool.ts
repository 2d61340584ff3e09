import {
  BehaviorSubject,
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  from,
  map,
  merge,
  mergeMap,
  observeOn,
  of,
  queueScheduler,
  scan,
  take,
  type Observable,
  type ObservableInput,
  type Subscription,
} from 'rxjs';
import { defaultRuntime, Mt5Error } from '../connection/index.js';
import { checkConfig, ConfigError, type CheckedConfig, type SessionConfig } from './config.js';
import { PoolMember, type PooledSession } from './pool-member.js';
import {
  isSameAccount,
  poolStatus,
  type PoolAccountStatus,
  type PoolStatus,
} from './pool-status.js';
import { Session } from './session.js';

export interface PoolOptions {
  /** How many accounts may be logging in at the same time. Default 4. */
  readonly openConcurrency?: number | undefined;
}

/** What came of one account: a value of its stream, or the end of it by an error. */
export type PoolEvent<T> =
  | { readonly kind: 'value'; readonly login: bigint; readonly url: string; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly login: bigint;
      readonly url: string;
      readonly error: unknown;
    };

/** Configurations that cannot be used; each fault names its place. */
export class PoolConfigError extends Mt5Error {
  readonly code = 'pool-config';

  constructor(readonly faults: readonly string[]) {
    super(`Invalid pool: ${faults.join('; ')}`, { faults: faults.join('; ') });
  }
}

const defaultOpenConcurrency = 4;

/**
 * Many accounts in one process, each with a connection, a backoff and limits of its own: what
 * becomes of one does not touch the others.
 */
export class SessionPool<S extends PooledSession = Session> implements AsyncDisposable {
  readonly #members: readonly PoolMember<S>[];
  readonly #status: BehaviorSubject<PoolStatus>;
  readonly #opening: Subscription;
  #isClosing = false;
  #closing: Promise<void> | undefined;

  /** Use `openPool`. */
  constructor(members: readonly PoolMember<S>[], { openConcurrency }: PoolOptions = {}) {
    this.#members = members;
    const initial = members.map((member) => member.initial);
    this.#status = new BehaviorSubject(poolStatus(initial));
    changesOf(members, initial).subscribe(this.#status);
    const concurrency = openConcurrency ?? defaultOpenConcurrency;
    this.#opening = from(members)
      .pipe(mergeMap((member) => member.open(), concurrency))
      .subscribe();
  }

  /** All of them, by login; of a login that is there on several servers, the first. */
  get sessions(): ReadonlyMap<bigint, S> {
    // The last of equal keys stays: hence from the end.
    return new Map([...this.#members].reverse().map(({ login, session }) => [login, session]));
  }

  /** One of them, by its login; give the server's address where that is not enough. */
  session(login: bigint | number | string, url?: string): S | undefined {
    const number = BigInt(login);
    return this.#members.find(
      (member) => member.login === number && (url === undefined || member.url === url),
    )?.session;
  }

  /**
   * Where all accounts stand: now, and after every change. Completes when all are closed or
   * have failed for good.
   */
  get status$(): Observable<PoolStatus> {
    return this.#status.asObservable();
  }

  get status(): PoolStatus {
    return this.#status.getValue();
  }

  /**
   * Emits once, as soon as no account is on its way any more: the sessions that are usable. Those
   * that have failed for good are in `status`. An account whose server cannot be reached is on its
   * way for ever, unless its configuration has an `openTimeoutMs`; `status$` tells of the others.
   */
  ready(): Observable<readonly S[]> {
    return this.status$.pipe(
      filter(({ connecting }) => connecting === 0),
      take(1),
      map(({ accounts }) => {
        const usable = this.#members.filter((_, index) => accounts[index]?.phase === 'ready');
        return usable.map(({ session }) => session);
      }),
    );
  }

  /**
   * One stream out of one stream per account, which is started when the account is usable for the
   * first time. An account whose stream fails, or which fails for good before, says so with an
   * event of kind `failed`, and the others go on. Completes when all have completed or failed.
   *
   * @example
   * pool.merge((session) => session.ticks('EURUSD')).subscribe((event) => {
   *   if (event.kind === 'value') console.log(event.login, event.value.bid);
   * });
   */
  merge<T>(project: (session: S) => ObservableInput<T>): Observable<PoolEvent<T>> {
    const events = ({ login, url, whenReady$ }: PoolMember<S>): Observable<PoolEvent<T>> =>
      whenReady$.pipe(
        mergeMap(project),
        map((value): PoolEvent<T> => ({ kind: 'value', login, url, value })),
        catchError((error: unknown): Observable<PoolEvent<T>> => {
          return !this.#isClosing ? of({ kind: 'failed', login, url, error }) : EMPTY;
        }),
      );
    return defer(() => merge(...this.#members.map(events)));
  }

  /** Closes all sessions at once; resolves when all are gone. Calling it again is no harm. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #shutDown(): Promise<void> {
    this.#isClosing = true;
    this.#opening.unsubscribe();
    await Promise.allSettled(this.#members.map(({ session }) => session.close()));
  }
}

/** The changes of all accounts, one after the other, as pictures of the whole. */
const changesOf = <S extends PooledSession>(
  members: readonly PoolMember<S>[],
  initial: readonly PoolAccountStatus[],
): Observable<PoolStatus> => {
  const changes = members.map((member, index) =>
    member.account$.pipe(map((account) => ({ index, account }))),
  );
  return merge(...changes).pipe(
    // A change that a listener brings about comes after the one that it listens to.
    observeOn(queueScheduler),
    scan((accounts, { index, account }) => {
      const before = accounts[index];
      const isSame = before !== undefined && isSameAccount(before, account);
      return isSame ? accounts : accounts.with(index, account);
    }, initial),
    distinctUntilChanged(),
    filter((accounts) => accounts !== initial),
    map(poolStatus),
  );
};

const checked = (configs: readonly SessionConfig[]): CheckedConfig[] => {
  const faults: string[] = [];
  const accounts = configs.flatMap((config, index) => {
    try {
      return [checkConfig(config)];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults.map((fault) => `[${String(index)}] ${fault}`));
      return [];
    }
  });
  const seen = new Set<string>();
  for (const { login, url } of accounts) {
    const key = `${String(login)} ${new URL(url).href}`;
    if (seen.has(key)) faults.push(`login: got ${String(login)} twice on one server`);
    seen.add(key);
  }
  if (configs.length === 0) faults.push('got no account, expected at least one');
  if (faults.length > 0) throw new PoolConfigError(faults);
  return accounts;
};

const isCount = (value: number): boolean =>
  value === Infinity || (Number.isSafeInteger(value) && value > 0);

/**
 * Opens many accounts and holds them until `close()` (or the end of an `await using` block). They
 * are there at once and log in by and by, a few at a time; `ready()` and `status$` tell how far
 * they are. An account that cannot log in fails alone.
 *
 * A session is given up, as by `connect`, when its configuration has an `openTimeoutMs` and that
 * is over, counted from its turn to open.
 *
 * @throws PoolConfigError naming every configuration that cannot be used, and every account that
 * is there twice (same login, same server)
 *
 * @example
 * await using pool = openPool(accounts.map(({ login, password }) => ({ url, login, password })));
 * pool.status$.subscribe(({ ready, total }) => console.log(`${ready} of ${total}`));
 */
export const openPool = (
  configs: readonly SessionConfig[],
  options: PoolOptions = {},
): SessionPool => {
  const { openConcurrency = defaultOpenConcurrency } = options;
  if (!isCount(openConcurrency)) {
    const got = String(openConcurrency);
    throw new PoolConfigError([`openConcurrency: got ${got}, expected a whole number above 0`]);
  }
  const members = checked(configs).map((config) => {
    const { url, openTimeoutMs, runtime } = config;
    const { scheduler } = { ...defaultRuntime, ...runtime };
    return new PoolMember(new Session(config), { url, openTimeoutMs, scheduler });
  });
  return new SessionPool(members, { openConcurrency });
};
