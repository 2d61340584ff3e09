import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  bodyLayout,
  commandById,
  commandIds,
  commandName,
  commands,
  decodeBody,
  encodeBody,
  UnknownCommandError,
  ValueError,
  type Command,
} from '../../src/wire/index.js';
import { statements, type StatedCommand } from '../support/protocol-records.js';

const stated = statements.flatMap((statement) => statement.commands);
const catalogue = Object.values(commands as Readonly<Record<string, Command>>);

describe('the catalogue', () => {
  test('has the ids that the official client accepts, ascending', () => {
    expect(commandIds).toEqual(statements[0]?.enums['allowed_command_ids']);
    expect(new Set(stated.map(({ id }) => id))).toEqual(new Set(commandIds));
  });

  test('has one entry per id, under its name in camelCase', () => {
    for (const [key, { id, name }] of Object.entries(commands)) {
      expect(key).toBe(
        name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()),
      );
      expect(commandById(id)?.name).toBe(name);
    }
    expect(catalogue).toHaveLength(commandIds.length);
  });

  test.each(stated.map((command) => [command.id, command.name, command] as const))(
    '%i is %s',
    (id, name, command: StatedCommand) => {
      const own = commandById(id);
      expect(own?.id).toBe(id);
      expect(own?.name).toBe(name);
      expect(commandName(id)).toBe(name);
      expect(own?.kind).toBe(command.kind.replace('_', '-'));
      expect(own?.request.kind === 'empty').toBe(command.request === null);
      const isUnread = command.response === null || command.response === 'ignored';
      expect(own?.reply.kind === 'empty').toBe(isUnread);
      if (command.kind !== 'unused' && command.timeout_s !== undefined) {
        expect(own?.timeoutMs ?? null).toBe(
          command.timeout_s === null ? null : command.timeout_s * 1000,
        );
      }
    },
  );

  test('knows no other id', () => {
    expect(commandById(1)).toBeUndefined();
    expect(commandById(-1)).toBeUndefined();
    expect(commandName(1)).toBe('command 1');
    expect(bodyLayout(1, 'client')).toBeUndefined();
    expect(bodyLayout(1, 'server')).toBeUndefined();
  });

  test('has a layout for either direction', () => {
    expect(bodyLayout(11, 'client')).toBe(commands.rates.request);
    expect(bodyLayout(11, 'server')).toBe(commands.rates.reply);
  });
});

describe('bodies of any command', () => {
  test('are read and written by the layout of the catalogue', () => {
    const body = Uint8Array.of(2, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0);
    expect(decodeBody(7, 'client', body)).toEqual(
      E.right({
        known: true,
        body: { complete: true, value: [7, 9], missing: [], trailing: new Uint8Array(0) },
      }),
    );
    expect(encodeBody(7, 'client', [7, 9])).toEqual(E.right(body));
  });

  test('that cannot be read or written are errors', () => {
    expect(E.isLeft(decodeBody(7, 'client', Uint8Array.of(9)))).toBe(true);
    const written = encodeBody(7, 'client', ['x']);
    expect(E.isLeft(written) && written.left).toBeInstanceOf(ValueError);
  });

  test('of an unknown command are kept as they are, in a copy', () => {
    const body = Buffer.from([1, 2, 3]);
    const read = decodeBody(999, 'server', body);
    body.fill(0);
    expect(read).toEqual(E.right({ known: false, bytes: Uint8Array.of(1, 2, 3) }));
    expect(encodeBody(999, 'server', Uint8Array.of(1, 2, 3))).toEqual(
      E.right(Uint8Array.of(1, 2, 3)),
    );
  });

  test('of an unknown command are bytes and nothing else', () => {
    const written = encodeBody(999, 'server', [1, 2, 3]);
    expect(E.isLeft(written) && written.left).toBeInstanceOf(UnknownCommandError);
    expect(E.isLeft(written) && written.left.message).toBe('Command 999 is not in the catalogue');
    expect(E.isLeft(written) && written.left.code).toBe('command-unknown');
  });

  test('that the official client does not read are reported as trailing', () => {
    const read = decodeBody(51, 'server', Uint8Array.of(1, 2));
    expect(read).toEqual(
      E.right({
        known: true,
        body: {
          complete: true,
          value: undefined,
          missing: [],
          trailing: Uint8Array.of(1, 2),
        },
      }),
    );
  });
});
