import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { filter, firstValueFrom, lastValueFrom, NEVER, take, timeout, toArray } from 'rxjs';
import {
  AuthenticationError,
  openPool,
  PoolConfigError,
  SocketError,
  type PoolStatus,
  type SessionConfig,
  type SessionPool,
} from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { Cleanup, configFor } from '../support/session.js';

const cleanup = new Cleanup();
const pools: SessionPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  await cleanup.run();
});

const pooled = (...args: Parameters<typeof openPool>): SessionPool => {
  const pool = openPool(...args);
  pools.push(pool);
  return pool;
};

const accounts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ login: n + 1, password: `Pass-000${n}` }));

const configs = (simulator: Simulator): SessionConfig[] =>
  simulator.accounts.map(({ login, password }) => configFor(simulator, { login, password }));

const until = (pool: SessionPool, fits: (status: PoolStatus) => boolean): Promise<PoolStatus> =>
  firstValueFrom(pool.status$.pipe(filter(fits), timeout(5000)));

const quiet = { feed: NEVER };

describe('a pool', () => {
  test('opens all its accounts, and closes them', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(8) });
    const pool = pooled(configs(simulator));
    expect(pool.status).toMatchObject({ total: 8, ready: 0, connecting: 8, failed: 0, closed: 0 });
    const sessions = await firstValueFrom(pool.ready());
    expect(sessions.map(({ login }) => login)).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
    expect(pool.status).toMatchObject({ total: 8, ready: 8, connecting: 0 });
    expect([...pool.sessions.keys()].sort()).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
    expect(pool.session(3)).toBe(sessions[2]);
    expect(pool.session('3', simulator.url)).toBe(sessions[2]);
    expect(pool.session(3, 'ws://other.example/terminal')).toBeUndefined();
    expect(pool.status.byLogin.get(3n)).toMatchObject({
      ...{ login: 3n, url: simulator.url, phase: 'ready', status: { state: 'authenticated' } },
    });

    const last = lastValueFrom(pool.status$);
    await pool.close();
    expect(await last).toMatchObject({ ready: 0, connecting: 0, failed: 0, closed: 8 });
    expect(simulator.connections).toEqual([]);
    await pool.close();
  });

  test('logs in so many at a time', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(9) });
    simulator.controls.delayReplies(10);
    let most = 0;
    const pool = pooled(configs(simulator), { openConcurrency: 3 });
    pool.status$.subscribe(({ accounts: all }) => {
      most = Math.max(most, all.filter(({ phase }) => phase === 'connecting').length);
    });
    expect(await firstValueFrom(pool.ready())).toHaveLength(9);
    expect(most).toBe(3);
  });

  test('keeps the failure of one account from the others', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(3) });
    const [first, second, third] = configs(simulator);
    if (!first || !second || !third) throw new Error('three accounts');
    const pool = pooled([first, { ...second, password: 'wrong' }, third], { openConcurrency: 1 });
    const ready = await firstValueFrom(pool.ready());
    expect(ready.map(({ login }) => login)).toEqual([1n, 3n]);
    expect(pool.status).toMatchObject({ total: 3, ready: 2, connecting: 0, failed: 1 });
    expect(pool.status.byLogin.get(2n)).toMatchObject({ phase: 'failed' });
    expect(pool.status.byLogin.get(2n)?.error).toBeInstanceOf(AuthenticationError);

    const events = await lastValueFrom(
      pool.merge((session) => session.symbol('EURUSD')).pipe(toArray()),
    );
    expect(events.filter(({ kind }) => kind === 'value').map(({ login }) => login)).toEqual([
      ...[1n, 3n],
    ]);
    expect(events.filter(({ kind }) => kind === 'failed')).toMatchObject([
      { login: 2n, error: { code: 'authentication', reason: 'badCredentials' } },
    ]);
  });

  test('brings the streams of its accounts together, through the loss of one', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(2) });
    const pool = pooled(configs(simulator));
    await firstValueFrom(pool.ready());
    const ticks: bigint[] = [];
    pool
      .merge((session) => session.ticks('EURUSD'))
      .subscribe((event) => {
        if (event.kind === 'value') ticks.push(event.login);
      });
    const held = (count: number): boolean =>
      simulator.connections.filter(({ ticks: names }) => names.includes('EURUSD')).length === count;
    const settle = async (count: number): Promise<void> => {
      while (!held(count)) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await settle(2);
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    while (ticks.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([...ticks].sort()).toEqual([1n, 2n]);

    const [connection] = simulator.connections;
    simulator.controls.drop(connection?.id);
    await until(pool, ({ ready }) => ready === 1);
    expect(pool.status).toMatchObject({ ready: 1, connecting: 1, failed: 0 });
    await until(pool, ({ ready }) => ready === 2);
    await settle(2);
    ticks.length = 0;
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now() + 1000, bid: 1.2, ask: 1.3 });
    while (new Set(ticks).size < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('gives up an account that takes longer than its configuration allows', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(2) });
    const [first, second] = configs(simulator);
    if (!first || !second) throw new Error('two accounts');
    const gone = await cleanup.simulator({ ...quiet, accounts: accounts(1) });
    await gone.close();
    const pool = pooled([{ ...first, url: gone.url, openTimeoutMs: 100 }, second]);
    const status = await until(pool, ({ ready, failed }) => ready + failed === 2);
    expect(status.accounts.map(({ phase }) => phase)).toEqual(['failed', 'ready']);
    expect(status.accounts[0]?.error).toMatchObject({ code: 'open-timeout' });
    expect((status.accounts[0]?.error as Error).cause).toBeInstanceOf(SocketError);
  });

  test('may have one login on two servers', async () => {
    const servers = [
      await cleanup.simulator({ ...quiet, accounts: accounts(1) }),
      await cleanup.simulator({ ...quiet, accounts: accounts(1) }),
    ] as const;
    const pool = pooled(servers.flatMap(configs));
    const [first, second] = await firstValueFrom(pool.ready());
    expect(pool.status.total).toBe(2);
    expect(pool.sessions.get(1n)).toBe(first);
    expect(pool.session(1, servers[1].url)).toBe(second);
    expect(pool.status.byLogin.get(1n)?.url).toBe(servers[0].url);
  });

  test('is not disturbed by an account that its user closes', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(2) });
    const pool = pooled(configs(simulator));
    await firstValueFrom(pool.ready());
    await pool.session(1)?.close();
    expect(pool.status).toMatchObject({ total: 2, ready: 1, closed: 1, failed: 0 });
    const events = pool.merge((session) => session.symbols()).pipe(take(2), toArray());
    expect(await firstValueFrom(events)).toMatchObject([
      { kind: 'failed', login: 1n, error: { code: 'session-closed' } },
      { kind: 'value', login: 2n },
    ]);
  });

  test('is closed by the end of its block', async () => {
    const simulator = await cleanup.simulator({ ...quiet, accounts: accounts(2) });
    {
      await using pool = openPool(configs(simulator));
      await firstValueFrom(pool.ready());
      expect(simulator.connections).toHaveLength(2);
    }
    expect(simulator.connections).toEqual([]);
  });
});

describe('a pool that cannot be', () => {
  const config = { url: 'ws://127.0.0.1:1/terminal', login: 1, password: 'hunter-2' } as const;
  const error = (...args: Parameters<typeof openPool>): unknown => {
    try {
      pooled(...args);
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  };

  test.each<readonly [string, readonly SessionConfig[], RegExp]>([
    ['no account', [], /got no account, expected at least one/],
    ['one twice', [config, { ...config, login: '1' }], /login: got 1 twice on one server/],
    [
      'one twice, spelt otherwise',
      [config, { ...config, url: 'WS://127.0.0.1:1/terminal' }],
      /twice/,
    ],
    ['a login that is none', [config, { ...config, login: 0 }], /\[1\] login: /],
    ['no password', [{ ...config, password: undefined }], /\[0\] password: /],
  ])('%s', (_, given, message) => {
    const thrown = error(given);
    expect(thrown).toBeInstanceOf(PoolConfigError);
    expect(thrown).toMatchObject({ code: 'pool-config', message: expect.stringMatching(message) });
    expect(inspect(thrown)).not.toContain('hunter');
  });

  test('names every fault of every configuration', () => {
    const thrown = error([
      { ...config, login: 0 },
      { ...config, requestTimeoutMs: -1 },
      { ...config, url: 'http://x' },
    ]);
    expect((thrown as PoolConfigError).faults.map((fault) => fault.split(':')[0])).toEqual([
      ...['[0] login', '[1] requestTimeoutMs', '[2] url'],
    ]);
  });

  test.each([0, -1, 1.5, NaN])('with room for %p to log in', (openConcurrency) => {
    expect(error([config], { openConcurrency })).toBeInstanceOf(PoolConfigError);
  });
});
