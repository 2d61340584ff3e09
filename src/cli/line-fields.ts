import { commandById, commands, type Direction } from '../wire/index.js';
import { quoted } from './errors.js';
import { didYouMean } from './suggest.js';

/** The fields that lines of `decode` and `encode` share. Each reader names field, got, expected. */

export type Fields = Readonly<Record<string, unknown>>;

/** A value, short enough for a message. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'nothing' : value === null ? 'null' : 'an object';
};

const fault = (field: string, got: string, expected: string): Error =>
  new Error(`${field}: got ${got}, expected ${expected}`);

/** The object on a line; `wanted` says which fields it needs. */
export const readFields = (text: string, wanted: string): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault('line', quoted(text), `a JSON object with ${wanted}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault('line', shown(value), `a JSON object with ${wanted}`);
  }
  return value as Fields;
};

const idByName = new Map(Object.values(commands).map(({ name, id }) => [name, id]));

/** A command by number (any that fits the frame) or by its name in the catalogue. */
export const readCommand = ({ command }: Fields): number => {
  if (typeof command === 'number' && Number.isInteger(command) && command >= 0 && command < 65536) {
    return command;
  }
  const found = typeof command === 'string' ? idByName.get(command) : undefined;
  if (found !== undefined) return found;
  const near = typeof command === 'string' ? didYouMean(command, [...idByName.keys()]) : '';
  throw fault(
    'command',
    shown(command),
    `a whole number from 0 to 65535 or a name such as "tick_push"${near}`,
  );
};

export const readDirection = ({ direction }: Fields): Direction => {
  if (direction === 'client' || direction === 'server') return direction;
  throw fault('direction', shown(direction), '"client" or "server"');
};

/** Bytes as hex digits of either case. */
export const readHex = (fields: Fields, field: string): Uint8Array => {
  const hex = fields[field];
  if (typeof hex !== 'string') throw fault(field, shown(hex), 'text of hex digits');
  const stray = /[^0-9a-fA-F]/.exec(hex);
  if (stray !== null) {
    throw fault(field, `${quoted(stray[0])} at position ${stray.index + 1}`, 'hex digits only');
  }
  if (hex.length % 2 !== 0) {
    throw fault(field, `an odd number of digits (${hex.length})`, 'two for each byte');
  }
  return Buffer.from(hex, 'hex');
};

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** The first fields of every answer; an unknown command has no name. */
export const heading = (command: number, direction: Direction): Fields => {
  const name = commandById(command)?.name;
  return { command, ...(name === undefined ? {} : { name }), direction };
};
