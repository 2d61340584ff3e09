import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { keepSecrets } from '../../src/cli/account-secrets.js';
import { openIo } from '../../src/cli/io.js';
import { SecretFile } from '../../src/cli/secret-file.js';
import { OpenedAccount } from '../../src/index.js';
import { fakeEnvironment } from './support/fake-environment.js';

const account = new OpenedAccount({ login: 7n, password: 'pw-7', investor_password: 'inv-7' });
const open = () => Promise.resolve(account);
const diskFull = () => Promise.reject(new Error('ENOSPC: no space left on device'));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-secrets-'));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('passwords that cannot be kept', () => {
  test('in the file: the account is named, and the file is gone', async () => {
    jest.spyOn(SecretFile.prototype, 'write').mockImplementation(diskFull);
    const environment = fakeEnvironment();
    const choice = { showSecrets: false, save: path.join(folder, 'a.json'), json: false };
    await expect(keepSecrets(openIo(environment), choice, 'ws://x', open)).rejects.toThrow(
      'account 7 is open, but its passwords are lost: ENOSPC',
    );
    expect(readdirSync(folder)).toEqual([]);
    expect(environment.stdout.text + environment.stderr.text).not.toContain('pw-7');
  });

  test('in the file, but shown: they are not lost', async () => {
    jest.spyOn(SecretFile.prototype, 'write').mockImplementation(diskFull);
    const environment = fakeEnvironment();
    const choice = { showSecrets: true, save: path.join(folder, 'a.json'), json: false };
    await keepSecrets(openIo(environment), choice, 'ws://x', open);
    expect(environment.stdout.text).toContain('pw-7');
  });

  test('shown to a reader that has left', async () => {
    const environment = fakeEnvironment();
    const io = openIo(environment);
    environment.stdout.failure = Object.assign(new Error('gone'), { code: 'EPIPE' });
    io.out.write('something');
    await new Promise((resolve) => setImmediate(resolve));
    const choice = { showSecrets: true, save: undefined, json: false };
    await expect(keepSecrets(io, choice, 'ws://x', open)).rejects.toThrow(
      'account 7 is open, but its passwords are lost: nobody was there to read them',
    );
  });
});
