import { spawnSync } from 'node:child_process';

/**
 * `npm run check`: all that must hold before a change is merged, each once. All steps run, so
 * that one round shows everything; the exit code says whether all of them passed.
 *
 * The layers, the bans on ambient time and chance and the snippets of the documents are tests.
 * `--without-tests` leaves the tests out, for a caller that has just run them.
 */

interface Step {
  readonly name: string;
  readonly script: string;
}

const steps: readonly Step[] = [
  { name: 'types', script: 'typecheck' },
  { name: 'lint', script: 'lint' },
  { name: 'format', script: 'format:check' },
  { name: 'tests, layers, documents', script: 'test' },
  { name: 'package', script: 'test:pack' },
];

const flag = '--without-tests';
const unknown = process.argv.slice(2).filter((argument) => argument !== flag);
if (unknown.length > 0) {
  console.error(`check: unknown argument ${unknown.join(' ')}; the only one is ${flag}`);
  process.exit(2);
}

const results = steps.map(({ name, script }) => {
  if (script === 'test' && process.argv.includes(flag)) {
    return { name, passed: true, note: 'left out, the caller has run them' };
  }
  console.log(`\n--- ${name}: npm run ${script}`);
  const started = process.hrtime.bigint();
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: 'inherit',
    // On Windows npm is a command file, which only a shell can start.
    shell: process.platform === 'win32',
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { name, passed: status === 0, note: `${seconds.toFixed(1)} s` };
});

console.log('');
for (const { name, passed, note } of results) {
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name} (${note})`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
