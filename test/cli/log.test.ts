import { expect, test } from '@jest/globals';

import { openIo } from '../../src/cli/io.js';
import { logText, openLog } from '../../src/cli/log.js';
import { fakeEnvironment } from './support/fake-environment.js';

test('on a terminal a line is text for the eye', () => {
  const time = Date.UTC(2026, 0, 1, 14, 3, 22, 123);
  expect(logText({ level: 30, time, login: '7', state: 'bootstrapped', reason: 'key' })).toBe(
    '14:03:22.123 info  bootstrapped: key (login=7)',
  );
  expect(
    logText({ level: 40, time, state: 'disconnected', error: { message: 'no link' }, delayMs: 5 }),
  ).toBe('14:03:22.123 warn  disconnected: no link (delayMs=5)');
  expect(logText({ level: 50, time, msg: 'plain', facts: { a: 1 } })).toBe(
    '14:03:22.123 error plain (facts={"a":1})',
  );
  expect(logText({ level: 35, time, reason: 'only a reason' })).toBe(
    '14:03:22.123 info  only a reason',
  );
});

test.each([
  [true, /^\d\d:\d\d:\d\d\.\d{3} warn {2}careful \(a=1\)$/],
  [false, /^\{"level":40,"time":\d+,"a":1,"msg":"careful"\}$/],
])(
  'terminal %s decides between text and JSON; lines below the level are left out',
  (terminal, form) => {
    const environment = fakeEnvironment({ terminal });
    const logger = openLog(openIo(environment), 'warn');
    logger.info('left out');
    logger.warn({ a: 1 }, 'careful');
    expect(environment.stderr.lines).toEqual([expect.stringMatching(form)]);
    expect(environment.stdout.text).toBe('');
  },
);

test('silent is silent', () => {
  const environment = fakeEnvironment();
  openLog(openIo(environment), 'silent').fatal('no');
  expect(environment.stderr.text).toBe('');
});
