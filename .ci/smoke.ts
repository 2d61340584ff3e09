import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The package as a user gets it: packed, unpacked beside nothing but its own dependencies,
 * imported, required, compiled against and run. Needs a build in dist/.
 */

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, unknown>;
  readonly bin: Record<string, string>;
  readonly dependencies: Record<string, string>;
}

const root = path.resolve(import.meta.dirname, '..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const entries = Object.keys(manifest.exports)
  .filter((entry) => !entry.endsWith('.json'))
  .map((entry) => manifest.name + entry.slice(1));

const run = (command: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    shell: command === 'npm' && process.platform === 'win32',
  });
  assert.equal(
    status,
    0,
    `${command} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`,
  );
  return stdout;
};

const user = fs.mkdtempSync(path.join(tmpdir(), `${manifest.name}-smoke-`));
const modules = path.join(user, 'node_modules');
const installed = path.join(modules, manifest.name);

const install = (): void => {
  fs.mkdirSync(installed, { recursive: true });
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', user];
  const archive = run('npm', pack, root).trim();
  // A relative path: tar on Windows takes `C:` for a host.
  run(
    'tar',
    ['-xzf', archive, '--strip-components=1', '-C', `node_modules/${manifest.name}`],
    user,
  );
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    fs.mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
};

const checkFiles = (): void => {
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist', 'examples/data']) {
    assert.ok(fs.existsSync(path.join(installed, name)), `${name} is not in the package`);
  }
  for (const name of ['src', 'test', 'marbles', '.ci']) {
    assert.ok(!fs.existsSync(path.join(installed, name)), `${name} does not belong in the package`);
  }
};

const checkModules = (): void => {
  const list = JSON.stringify(entries);
  const print = 'console.log(JSON.stringify(names))';
  fs.writeFileSync(
    path.join(user, 'esm.mjs'),
    `const names = {}; for (const e of ${list}) names[e] = Object.keys(await import(e)).sort(); ${print}`,
  );
  fs.writeFileSync(
    path.join(user, 'cjs.cjs'),
    `const names = {}; for (const e of ${list}) names[e] = Object.keys(require(e)).sort(); ${print}`,
  );
  const names = (file: string) =>
    JSON.parse(run(process.execPath, [file], user)) as Record<string, string[]>;
  const imported = names('esm.mjs');
  for (const entry of entries) {
    assert.notEqual(imported[entry]?.length, 0, `${entry} exports nothing`);
  }
  assert.deepEqual(names('cjs.cjs'), imported, 'import and require give the same names');
};

/** Declarations are checked too: they may lean on no types which a user does not have. */
const checkTypes = (): void => {
  const code = entries.map((entry, index) => `export * as e${index} from '${entry}';\n`).join('');
  const files = ['types.mts', 'types.cts'];
  for (const file of files) fs.writeFileSync(path.join(user, file), code);
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
  const modes = ['--module', 'nodenext', '--skipLibCheck', 'false', '--types', 'node'];
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  run(process.execPath, [tsc, ...options, ...modes, ...files], user);
};

const checkCommand = (): void => {
  const command = path.join(installed, manifest.bin[manifest.name] ?? 'no bin');
  assert.match(
    fs.readFileSync(command, 'utf8'),
    /^#!\/usr\/bin\/env node\n/,
    'bin without a shebang',
  );
  assert.match(run(process.execPath, [command, '--help'], user), /demo/);
  const lines = run(process.execPath, [command, 'demo', '--seconds', '4', '--json'], user)
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { symbol?: unknown }).symbol);
  assert.deepEqual([...new Set(lines)].sort(), ['EURUSD', 'XAUUSD'], 'symbols of the demo');
};

try {
  install();
  for (const check of [checkFiles, checkModules, checkTypes, checkCommand]) {
    check();
    console.log(`ok  ${check.name}`);
  }
} finally {
  fs.rmSync(user, { recursive: true, force: true });
}
