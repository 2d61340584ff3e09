import { describe, expect, test } from '@jest/globals';
import { corporateLinks, notify } from '../../src/onboarding/index.js';
import { commands } from '../../src/wire/index.js';
import { connected } from '../connection/support/connected.js';
import { bodyOf } from '../connection/support/peer.js';
import { watch } from '../connection/support/seen.js';
import { simulators } from '../support/simulators.js';

const { withClient, start } = simulators();

test('a notice is sent, 1 unless another is given', () => {
  const { connection, peer } = connected();
  const seen = watch(notify(connection));
  peer.push(42);
  watch(notify(connection, 7));
  expect(seen.isComplete).toBe(true);
  expect(seen.values).toEqual([undefined]);
  expect(peer.requests.map(({ command, payload }) => [command, [...payload]])).toEqual([
    [42, [1, 0, 0, 0]],
    [42, [7, 0, 0, 0]],
  ]);
});

test.each([-1, 1.5, 2 ** 32, NaN])('a notice of %p is refused, and not sent', (value) => {
  const { connection, peer } = connected();
  expect(() => notify(connection, value)).toThrow('notify: value: got');
  expect(peer.requests).toEqual([]);
});

test('links are named by their kind; a kind that is not known stays a number', () => {
  const { connection, peer } = connected();
  const seen = watch(corporateLinks(connection));
  const link = (link_type: number) => ({
    ...{ link_type, title: `t${link_type}`, url: `https://example.com/${link_type}` },
    ...{ unused_value: 0, unused_bytes: new Uint8Array(256) },
  });
  peer.push(44, bodyOf(commands.corporateLinks, [link(0), link(2), link(99)]));
  expect(seen.values).toEqual([
    [
      { kind: 'custom', title: 't0', url: 'https://example.com/0', type: 0 },
      { kind: 'risk_disclosure', title: 't2', url: 'https://example.com/2', type: 2 },
      { kind: 99, title: 't99', url: 'https://example.com/99', type: 99 },
    ],
  ]);
  expect(seen.isComplete).toBe(true);
});

describe('the embedded server', () => {
  test('has the links of its options', async () => {
    const links = [
      { type: 'client_agreement', url: 'https://example.com/agreement' },
      { type: 77, title: 'Other', url: 'https://example.com/other' },
    ] as const;
    const { client } = await withClient({ links });
    expect(await client.ask(commands.corporateLinks, undefined)).toMatchObject([
      { link_type: 1, title: '', url: 'https://example.com/agreement' },
      { link_type: 77, title: 'Other', url: 'https://example.com/other' },
    ]);
  });

  test.each([
    [
      { verification: { email: 'x1' } },
      /^startSimulator: verification\.email: got a text of 2 characters/,
    ],
    [{ verification: { phone: 2 ** 32 } }, /^startSimulator: verification\.phone: got number/],
    [{ verification: { fax: 1 } }, /^startSimulator: verification\.fax: got an unknown option/],
    [{ demoAccounts: 1 }, /^startSimulator: demoAccounts: got 1, expected true or false/],
    [{ links: [{ type: 'odd', url: 'x' }] }, /^startSimulator: links\[0\]\.type: got "odd"/],
    [{ links: [{ type: 1, url: '' }] }, /^startSimulator: links\[0\]\.url: got ""/],
    [
      { links: [{ type: 1, url: 'x', title: 'x'.repeat(257) }] },
      /^startSimulator: links\[0\]\.title: /,
    ],
  ])('does not start with %j', async (options, message) => {
    await expect(start(options as never)).rejects.toThrow(message);
  });
});
