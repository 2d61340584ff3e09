import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

/** What an example prints when it is run as its first lines say. */
const output = (name: string): string[] => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join('examples', name)],
    { cwd: root, encoding: 'utf8', timeout: 30_000, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim().split('\n');
};

test('examples/watch-account.ts tells each change once, and the gap', () => {
  expect(output('watch-account.ts')).toEqual([
    ...['snapshot: (0 open)', '  live'],
    ...['push: added 1 (1 open)', 'push: added 3 (2 open)', '  gap'],
    ...['reconcile: changed 1 removed 3 (1 open)', '  backfilled', '  restored'],
  ]);
});
