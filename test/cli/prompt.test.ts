import { describe, expect, test } from '@jest/globals';

import { Subject } from 'rxjs';

import { UsageError } from '../../src/cli/errors.js';
import { openIo } from '../../src/cli/io.js';
import { askHidden, askShown, password } from '../../src/cli/prompt.js';
import { fakeEnvironment, Keyboard } from './support/fake-environment.js';

const ask = (keys: readonly string[]) => {
  const keyboard = new Keyboard();
  const environment = fakeEnvironment({ stdin: keyboard, terminal: true });
  const answer = password(openIo(environment), '1001');
  for (const key of keys) keyboard.write(key);
  return { keyboard, environment, answer };
};

describe('password', () => {
  test('comes from the environment, and then nobody is asked', async () => {
    const environment = fakeEnvironment({ env: { RXMT5_PASSWORD: 'from the environment' } });
    await expect(password(openIo(environment), '1001')).resolves.toBe('from the environment');
    expect(environment.stderr.text).toBe('');
  });

  test('is asked for on a terminal, on standard error, and never shown', async () => {
    const { keyboard, environment, answer } = ask(['pä', 'ss w\x7f', '€rd\r']);
    await expect(answer).resolves.toBe('päss €rd');
    expect(environment.stderr.text).toBe('Password of account 1001: \n');
    expect(environment.stdout.text).toBe('');
    expect(keyboard.modes).toEqual([true, false]);
    expect(keyboard.isPaused()).toBe(true);
  });

  test.each([
    ['Ctrl-C', '\x03', 'interrupted'],
    ['Ctrl-D', '\x04', 'no answer'],
  ])('%s leaves the question and the terminal as it was', async (_, key, message) => {
    const { keyboard, answer } = ask([key]);
    await expect(answer).rejects.toThrow(message);
    expect(keyboard.modes).toEqual([true, false]);
  });

  test.each(['value', 'error'])('a stop that comes as %s leaves the question too', async (how) => {
    const keyboard = new Keyboard();
    const environment = fakeEnvironment({ stdin: keyboard, terminal: true });
    const stop$ = new Subject<void>();
    const answer = askHidden(openIo(environment), 'Code: ', stop$);
    keyboard.write('12');
    if (how === 'value') stop$.next();
    else stop$.error(new Error('gone'));
    await expect(answer).rejects.toThrow('no answer');
    expect(keyboard.modes).toEqual([true, false]);
    expect(stop$.observed).toBe(false);
  });

  test('cannot be asked for without a terminal', async () => {
    const environment = fakeEnvironment({ env: { RXMT5_PASSWORD: '' } });
    const answer = password(openIo(environment), '1001');
    await expect(answer).rejects.toBeInstanceOf(UsageError);
    await expect(answer).rejects.toThrow('set RXMT5_PASSWORD');
  });
});

describe('askShown', () => {
  test('shows what is typed, on standard error only', async () => {
    const keyboard = new Keyboard();
    const environment = fakeEnvironment({ stdin: keyboard, terminal: true });
    const answer = askShown(openIo(environment), 'Code: ');
    keyboard.write('12\x7f34\r');
    await expect(answer).resolves.toBe('134');
    expect(environment.stderr.text).toContain('Code: ');
    expect(environment.stderr.text).toContain('4');
    expect(environment.stderr.text.endsWith('\n')).toBe(true);
    expect(environment.stdout.text).toBe('');
    expect(keyboard.modes).toEqual([true, false]);
  });

  test('takes a line of what is no terminal, and does not show it', async () => {
    const environment = fakeEnvironment({ stdin: '1234\n5678\n' });
    await expect(askShown(openIo(environment), 'Code: ')).resolves.toBe('1234');
    expect(environment.stderr.text).toBe('Code: \n');
  });

  test('rejects where there is no line', async () => {
    const environment = fakeEnvironment({ stdin: '' });
    await expect(askShown(openIo(environment), 'Code: ')).rejects.toThrow('no answer');
  });
});
