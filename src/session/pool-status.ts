import type { Status } from '../connection/index.js';

/**
 * Where one account of a pool stands. `waiting`: for its turn to open. `connecting`: also again,
 * after a loss. `ready`: usable. `failed`: for good. `closed`: by its user.
 */
export type AccountPhase = 'waiting' | 'connecting' | 'ready' | 'failed' | 'closed';

export interface PoolAccountStatus {
  readonly login: bigint;
  readonly url: string;
  readonly phase: AccountPhase;
  /** It is ready for nothing but a change of its password. */
  readonly passwordResetRequired: boolean;
  /** Of its connection; see `Session.status$`. */
  readonly status: Status;
  /** What it failed with for good, or what ended its last connection or attempt. */
  readonly error?: unknown;
}

/** Where all accounts of a pool stand. The four counts make up the total. */
export interface PoolStatus {
  readonly total: number;
  readonly ready: number;
  /** Those that wait for their turn included. */
  readonly connecting: number;
  readonly failed: number;
  readonly closed: number;
  /** In the order in which they were given. */
  readonly accounts: readonly PoolAccountStatus[];
  /** Of a login that is there on several servers, the first. */
  readonly byLogin: ReadonlyMap<bigint, PoolAccountStatus>;
}

/** What has been heard of a session so far. */
export interface Heard {
  readonly status: Status;
  /** Usable over the present connection. */
  readonly isReady: boolean;
  readonly passwordResetRequired?: boolean;
  /** It is being closed, or has been. */
  readonly isClosing: boolean;
  /** Nothing more comes; `failure` says why, if it was not closed in order. */
  readonly end?: { readonly failure: unknown };
}

const phaseOf = ({ status, isReady, isClosing, end }: Heard): AccountPhase => {
  if (end !== undefined) return end.failure === undefined ? 'closed' : 'failed';
  if (isClosing) return 'closed';
  if (isReady) return 'ready';
  return status.connection === 0 ? 'waiting' : 'connecting';
};

export const accountStatus = (login: bigint, url: string, heard: Heard): PoolAccountStatus => {
  const error = heard.end === undefined ? heard.status.error : heard.end.failure;
  const { status } = heard;
  const phase = phaseOf(heard);
  const passwordResetRequired = phase === 'ready' && heard.passwordResetRequired === true;
  const failure = error === undefined ? {} : { error };
  return { login, url, phase, passwordResetRequired, status, ...failure };
};

/** Whether two say the same. A status is a fresh object whenever anything of it has changed. */
export const isSameAccount = (a: PoolAccountStatus, b: PoolAccountStatus): boolean =>
  a.phase === b.phase &&
  a.passwordResetRequired === b.passwordResetRequired &&
  a.status === b.status &&
  a.error === b.error;

export const poolStatus = (accounts: readonly PoolAccountStatus[]): PoolStatus => {
  const counts = { waiting: 0, connecting: 0, ready: 0, failed: 0, closed: 0 };
  const byLogin = new Map<bigint, PoolAccountStatus>();
  for (const account of accounts) {
    counts[account.phase] += 1;
    if (!byLogin.has(account.login)) byLogin.set(account.login, account);
  }
  const { ready, waiting, failed, closed } = counts;
  const connecting = counts.connecting + waiting;
  return { total: accounts.length, ready, connecting, failed, closed, accounts, byLogin };
};
