import { describe, expect, test } from '@jest/globals';
import {
  BehaviorSubject,
  concat,
  distinctUntilChanged,
  filter,
  ignoreElements,
  map,
  NEVER,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { SocketError, StateMachine, type Status } from '../../src/connection/index.js';
import { PoolMember, type PooledSession } from '../../src/session/pool-member.js';
import { SessionPool, type PoolEvent } from '../../src/session/pool.js';
import type { PoolStatus } from '../../src/session/pool-status.js';
import { marbles } from '../support/marbles.js';

const lost = new SocketError('lost', 'connection dropped', 1006);
const fatal = new SocketError('fatal', 'policy', 1008);
const url = 'wss://broker.example/terminal';

/**
 * A session whose life is told by a marble: c connecting, a authenticated, r ready, d lost,
 * f failed for good.
 */
class FakeSession implements PooledSession {
  runs = 0;
  readonly #state: StateMachine;
  readonly #script: Observable<string>;
  readonly #ready = new BehaviorSubject(false);
  #isOver = false;

  constructor(
    readonly login: bigint,
    script: Observable<string>,
    scheduler: SchedulerLike,
  ) {
    this.#script = script;
    this.#state = new StateMachine({
      scheduler,
      onIllegal: (error) => {
        throw error;
      },
    });
  }

  get status(): Status {
    return this.#state.status;
  }
  get status$(): Observable<Status> {
    return this.#state.status$;
  }
  get ready$(): Observable<unknown> {
    return this.#ready.pipe(filter((isReady) => isReady));
  }

  run(): Observable<never> {
    this.runs += 1;
    const steps = this.#script.pipe(
      tap((step) => this.#step(step)),
      ignoreElements(),
    );
    return concat(steps, NEVER);
  }

  close(): Promise<void> {
    if (!this.#isOver) this.#step('x');
    return Promise.resolve();
  }

  #step(step: string): void {
    if (this.#isOver) return;
    const { connection } = this.status;
    if (step === 'c') this.#state.enter('connecting', 'c', { connection: connection + 1 });
    if (step === 'a') {
      this.#state.enter('bootstrapped', 'b');
      this.#state.enter('authenticated', 'a');
    }
    if (step === 'r') this.#ready.next(true);
    if (step === 'd') {
      this.#ready.next(false);
      this.#state.enter('disconnected', 'd', { error: lost });
    }
    if (step === 'f') this.#end(fatal);
    if (step === 'x') this.#end(undefined);
  }

  #end(error: Error | undefined): void {
    this.#isOver = true;
    if (error === undefined) this.#state.enter('closing', 'x');
    this.#state.enter('disconnected', 'x', error === undefined ? {} : { error });
    this.#state.complete();
    this.#ready.error(new Error('Session is closed', { cause: error }));
  }
}

/** A pool of sessions, one per script, with logins from 1 on. */
const poolOf = (
  scheduler: SchedulerLike,
  scripts: readonly Observable<string>[],
  options: { openConcurrency?: number; openTimeoutMs?: number } = {},
) => {
  const sessions = scripts.map((script, n) => new FakeSession(BigInt(n + 1), script, scheduler));
  const { openTimeoutMs } = options;
  const pool = new SessionPool(
    sessions.map((session) => new PoolMember(session, { url, openTimeoutMs, scheduler })),
    options,
  );
  return { pool, sessions, counts: pool.status$.pipe(map(letter), distinctUntilChanged()) };
};

/** Letters for the counts of ready, connecting, failed and closed accounts. */
const letters: Readonly<Record<string, string>> = {
  ...{ '0200': 'a', '1100': 'b', '2000': 'c', '1010': 'd', '0110': 'e', '0002': 'f', '0020': 'g' },
  ...{ '0101': 'h', '1001': 'i', '0011': 'j' },
};
const letter = ({ total, ready, connecting, failed, closed }: PoolStatus): string => {
  expect(ready + connecting + failed + closed).toBe(total);
  const counts = [ready, connecting, failed, closed].join('');
  return letters[counts] ?? counts;
};

const at = (scheduler: SchedulerLike, ms: number, work: () => void): void => {
  scheduler.schedule(work, ms);
};

describe('the status of a pool', () => {
  test(
    'counts the accounts, through losses and reconnections',
    marbles(({ cold, expectObservable, scheduler }) => {
      const scripts = [cold('c-(ar)-----d-c(ar)'), cold('c----(ar)')];
      const { counts } = poolOf(scheduler, scripts);
      const unsub = '   ------------------------!';
      const expected = 'a-b--c-----b--c';
      expectObservable(counts, unsub).toBe(expected);
    }),
  );

  test(
    'has the failure of one among the others',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { pool, counts } = poolOf(scheduler, [cold('c-f'), cold('c---(ar)')]);
      const unsub = '   ---------!';
      const expected = 'a-e-d';
      expectObservable(counts, unsub).toBe(expected);
      scheduler.flush();
      expect(pool.status.byLogin.get(1n)).toMatchObject({ phase: 'failed', error: fatal });
      expect(pool.status.byLogin.get(2n)).not.toHaveProperty('error');
    }),
  );

  test(
    'is the present one for who comes later, and ends with the last account',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { pool, counts } = poolOf(scheduler, [cold('c(ar)'), cold('c(ar)')]);
      at(scheduler, 8, () => void pool.close());
      expectObservable(counts).toBe('                   a(bc)---(if|)');
      expectObservable(counts, '-----^-------').toBe('  -----c--(if|)');
    }),
  );

  test(
    'ends when all have failed',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { counts } = poolOf(scheduler, [cold('c--f'), cold('c-----f')]);
      expectObservable(counts).toBe('a--e--(g|)');
    }),
  );

  test(
    'has an account that takes too long among those that failed, and closes it',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { pool, counts } = poolOf(scheduler, [cold('c-d-c'), cold('c---(ar)')], {
        openTimeoutMs: 9,
      });
      expectObservable(counts, '20ms !').toBe('a---b----d');
      scheduler.flush();
      expect(pool.status.accounts[0]).toMatchObject({
        ...{ phase: 'failed', status: { state: 'disconnected' } },
        error: { code: 'open-timeout', cause: lost },
      });
      expect(scheduler.actions).toEqual([]);
    }),
  );

  test(
    'leaves nothing behind in who is no longer interested',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { pool, counts } = poolOf(scheduler, [cold('c-(ar)'), cold('c----(ar)')]);
      expectObservable(counts, '---!').toBe('a-b');
      scheduler.flush();
      // The pool itself goes on.
      expect(pool.status.ready).toBe(2);
    }),
  );
});

describe('opening', () => {
  test(
    'is for a few at a time: the next begins when one is ready',
    marbles(({ cold, expectSubscriptions, scheduler }) => {
      const scripts = ['c--(ar)', 'c-----(ar)', 'c-(ar)', 'c(ar)'].map((script) => cold(script));
      poolOf(scheduler, scripts, { openConcurrency: 2 });
      const subs = ['^', '^', '---^', '-----^'];
      scripts.forEach((script, n) => {
        expectSubscriptions(script.subscriptions).toBe(subs[n] ?? '');
      });
    }),
  );

  test(
    'is not held up by an account whose attempt has failed',
    marbles(({ cold, expectSubscriptions, scheduler }) => {
      const scripts = ['c-d------c(ar)', 'c-f', 'c(ar)'].map((script) => cold(script));
      const { pool } = poolOf(scheduler, scripts, { openConcurrency: 1 });
      const subs = ['^', '--^', '----^'];
      scripts.forEach((script, n) => {
        expectSubscriptions(script.subscriptions).toBe(subs[n] ?? '');
      });
      scheduler.flush();
      expect(pool.status).toMatchObject({ ready: 2, failed: 1 });
    }),
  );

  test(
    'is left out for an account that was closed before its turn',
    marbles(({ cold, expectSubscriptions, scheduler }) => {
      const scripts = ['c----(ar)', 'c(ar)', 'c(ar)'].map((script) => cold(script));
      const { sessions } = poolOf(scheduler, scripts, { openConcurrency: 1 });
      at(scheduler, 2, () => void sessions[1]?.close());
      const subs = [['^'], [], ['-----^']];
      scripts.forEach((script, n) => {
        expectSubscriptions(script.subscriptions).toBe(subs[n] ?? []);
      });
    }),
  );

  test(
    'ends with the pool: who waits is not opened any more',
    marbles(({ cold, expectSubscriptions, scheduler }) => {
      const scripts = ['c----(ar)', 'c(ar)'].map((script) => cold(script));
      const { pool, sessions } = poolOf(scheduler, scripts, { openConcurrency: 1 });
      at(scheduler, 2, () => void pool.close());
      expectSubscriptions(scripts[1]!.subscriptions).toBe([]);
      scheduler.flush();
      expect(sessions.map(({ runs }) => runs)).toEqual([1, 0]);
    }),
  );
});

describe('ready', () => {
  test(
    'waits for the last account, and has those that are usable',
    marbles(({ cold, expectObservable, scheduler }) => {
      const { pool } = poolOf(scheduler, [cold('c(ar)'), cold('c--f'), cold('c----(ar)')]);
      const logins = pool
        .ready()
        .pipe(map((sessions) => sessions.map(({ login }) => login).join()));
      expectObservable(logins).toBe('-----(x|)', { x: '1,3' });
    }),
  );
});

describe('merge', () => {
  const shown = (event: PoolEvent<string | undefined>): string =>
    event.kind === 'value' ? (event.value ?? '') : `${String(event.login)}: ${String(event.error)}`;

  test(
    'begins with each account when it is ready, and outlives its reconnections',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const streams = [cold('-a-----a----a'), cold('-b---b')];
      const { pool } = poolOf(scheduler, [cold('c-(ar)d-c(ar)'), cold('c---(ar)')]);
      const merged = pool.merge(({ login }) => streams[Number(login) - 1]!).pipe(map(shown));
      const unsub = '   ------------!';
      const expected = '---a-b---(ab)';
      expectObservable(merged, unsub).toBe(expected);
      expectSubscriptions(streams[0]!.subscriptions).toBe('--^---------!');
      expectSubscriptions(streams[1]!.subscriptions).toBe('----^-------!');
    }),
  );

  test(
    'tells the failure of a stream, of an account and of the function, and goes on',
    marbles(({ cold, expectObservable, scheduler }) => {
      const failing = cold('-a-#', undefined, new Error('of the stream'));
      const { pool } = poolOf(scheduler, [
        ...[cold('c(ar)'), cold('c-----f'), cold('c(ar)'), cold('c--------(ar)')],
      ]);
      const merged = pool.merge(({ login }) => {
        if (login === 3n) throw new Error('of the function');
        return login === 1n ? failing : cold('-d-|');
      });
      const values = {
        ...{ a: 'a', d: 'd', s: '1: Error: of the stream', f: '3: Error: of the function' },
        x: `2: ${String(fatal)}`,
      };
      //                f at 1, in the same moment as the others are ready
      const expected = '-fa-s-x---d-|';
      expectObservable(merged.pipe(map(shown))).toBe(expected, values);
    }),
  );

  test(
    'completes with the pool, and calls no close a failure',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const stream = cold('-a--a--a');
      const { pool } = poolOf(scheduler, [cold('c----(ar)'), cold('c')]);
      at(scheduler, 3, () => void pool.close());
      expectObservable(pool.merge(() => stream)).toBe('---|');
      expectSubscriptions(stream.subscriptions).toBe([]);
    }),
  );
});
