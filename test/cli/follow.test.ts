import { describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';

import { withReports } from '../../src/cli/follow.js';
import { openIo } from '../../src/cli/io.js';
import { openLog } from '../../src/cli/log.js';
import type { BackfillCondition, OfSymbol } from '../../src/index.js';
import { fakeEnvironment } from './support/fake-environment.js';

const open = () => {
  const environment = fakeEnvironment();
  const logger = openLog(openIo(environment), 'warn');
  const condition$ = new Subject<OfSymbol<BackfillCondition>>();
  const values$ = Object.assign(new Subject<number>(), { condition$ });
  const seen: unknown[] = [];
  const subscription = withReports(logger, values$).subscribe({
    next: (value) => seen.push(value),
    error: (error: unknown) => seen.push((error as Error).message),
    complete: () => seen.push('complete'),
  });
  const said = () =>
    environment.stderr.json.map(({ level: _, time: __, ...facts }) => facts as unknown);
  return { condition$, values$, seen, said, subscription };
};

const symbol = 'EURUSD';

describe('withReports', () => {
  test('says each condition in a line, and live only where it was stale', () => {
    const { condition$, values$, seen, said, subscription } = open();
    condition$.next({ symbol, kind: 'live', at: 0 });
    values$.next(1);
    condition$.next({ symbol, kind: 'stale', at: 60_000, since: 1000 });
    condition$.next({ symbol: 'X', kind: 'live', at: 61_000 });
    condition$.next({ symbol, kind: 'live', at: 62_000 });
    condition$.next({ symbol, kind: 'gap', at: 63_000, from: 63_000, reason: 'disconnected' });
    const over = { symbol, at: 64_000, from: 63_000, to: 64_000 } as const;
    condition$.next({ ...over, kind: 'restored', reason: 'disconnected' });
    condition$.next({ ...over, kind: 'backfilled', count: 3 });
    const from = '1970-01-01T00:01:03Z';
    const to = '1970-01-01T00:01:04Z';
    expect(said()).toEqual([
      { msg: 'stale', symbol, since: '1970-01-01T00:00:01Z' },
      { msg: 'live again', symbol },
      { msg: 'gap', reason: 'disconnected', symbol, from },
      { msg: 'restored', symbol, from, to },
      { msg: 'backfilled', symbol, from, to, count: 3 },
    ]);
    expect(seen).toEqual([1]);
    subscription.unsubscribe();
    expect([condition$.observed, values$.observed]).toEqual([false, false]);
  });

  test('ends with the stream, not with its conditions', () => {
    const { condition$, values$, seen } = open();
    condition$.complete();
    values$.next(1);
    values$.complete();
    expect(seen).toEqual([1, 'complete']);
  });

  test.each(['complete', 'error'] as const)('leaves the conditions on %s of the stream', (how) => {
    const { condition$, values$, seen } = open();
    if (how === 'error') values$.error(new Error('lost'));
    else values$.complete();
    expect(condition$.observed).toBe(false);
    expect(seen).toEqual([how === 'error' ? 'lost' : 'complete']);
  });
});
