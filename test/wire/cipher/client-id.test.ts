import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { clientId, type ClientIdSource } from '../../../src/wire/cipher/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('clientId', () => {
  // Wire vectors client_id/1 to 3.
  test.each<[string, ClientIdSource, string]>([
    [
      'plain',
      {
        platform: 'Win32',
        devicePixelRatio: 1.5,
        language: 'ru-RU',
        screenWidth: 1366,
        screenHeight: 844,
        u: '906585',
      },
      '4ae1fe1d02cf43de51b683c61c937177',
    ],
    [
      'plain2',
      {
        platform: 'Linux x86_64',
        devicePixelRatio: 1,
        language: 'ru-RU',
        screenWidth: 1920,
        screenHeight: 844,
        u: '439971',
      },
      '463ee00fc9fd60f091460a5c5cfe905f',
    ],
    [
      'no screen',
      {
        platform: 'MacIntel',
        devicePixelRatio: 2,
        language: '',
        screenWidth: null,
        screenHeight: null,
        u: '688776',
      },
      'd6581ec2ca97649dad1b083e37f2f690',
    ],
  ])('%s', (_name, source, expected) => {
    expect(hex(clientId(source))).toBe(expected);
  });

  const source: ClientIdSource = {
    platform: 'Linux',
    devicePixelRatio: 1,
    language: 'en',
    screenWidth: 800,
    screenHeight: 1280,
    u: 7,
  };

  test('puts the longer side of the screen first', () => {
    const turned = { ...source, screenWidth: 1280, screenHeight: 800 };
    const expected = createHash('sha1').update('Linux;1;en;1280x800;7').digest('hex').slice(0, 32);
    expect([hex(clientId(source)), hex(clientId(turned))]).toEqual([expected, expected]);
  });

  test('leaves the screen field empty when one side is missing', () => {
    const expected = createHash('sha1').update('Linux;1;en;;7').digest('hex').slice(0, 32);
    expect(hex(clientId({ ...source, screenHeight: null }))).toBe(expected);
  });

  test('hashes UTF-8', () => {
    const expected = createHash('sha1').update(Buffer.from('é;1;en;;7', 'utf8')).digest('hex');
    const odd = { ...source, platform: 'é', screenWidth: null };
    expect(hex(clientId(odd))).toBe(expected.slice(0, 32));
  });
});
