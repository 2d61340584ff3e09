import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  ascii,
  bytes,
  clientId,
  commandById,
  Decryptor,
  decode,
  deobfuscate,
  encode,
  Encryptor,
  f32,
  f64,
  filetime,
  i16,
  i32,
  i64,
  i8,
  lotsFromVolume,
  openReply,
  openRequest,
  priceFromPoints,
  restBytes,
  sealReply,
  sealRequest,
  u16,
  u32,
  u64,
  u8,
  utf16,
  volumeFromLots,
  type DecodeOptions,
  type Layout,
} from '../../src/wire/index.js';
import { officialShape, vectorJson } from './official-shapes.js';
import { big, hex, requestValue, text, type Input } from './request-inputs.js';

/** One case of the wire vectors: bytes and what the official client makes of them, or the reverse. */
export interface Case {
  readonly id: string;
  readonly command: number | null;
  readonly direction: 'client' | 'server';
  readonly kind: string;
  readonly note?: string;
  readonly hex?: string;
  readonly inner?: string;
  readonly input?: Input;
  readonly expect?: unknown;
}

const ownFile = new URL('../fixtures/vectors-wire.json', import.meta.url);

export const readCases = (file: string | URL = ownFile): readonly Case[] => {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };
  return cases;
};

const toHex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

const right = <A>(result: E.Either<Error, A>): A => {
  if (E.isLeft(result)) throw result.left;
  return result.right;
};

/** What stands in front of the slash in a case's id. */
export const kindOf = (id: string): string => id.slice(0, id.indexOf('/'));

const layoutOf = (entry: Case): Layout<unknown> => {
  const command = commandById(entry.command ?? -1);
  if (command === undefined)
    throw new Error(`${entry.id}: unknown command ${String(entry.command)}`);
  return entry.direction === 'client' ? command.request : command.reply;
};

interface Slip {
  readonly kinds: readonly string[];
  readonly note: RegExp;
  readonly options: DecodeOptions;
}

/**
 * Cases that record a slip of the official client, known by their note, and the
 * option that reproduces it. Our own reading follows the layout, so a slip that
 * is not in this table makes its case fail.
 */
const slips: readonly Slip[] = [
  {
    // The misread of what follows a count of zero trade settings.
    kinds: ['account', 'account_push'],
    note: /quirk|slip|misread/i,
    options: { officialQuirks: true },
  },
];

export const slipOptions = (entry: Case): DecodeOptions =>
  slips.find(({ kinds, note }) => kinds.includes(kindOf(entry.id)) && note.test(entry.note ?? ''))
    ?.options ?? {};

/** Compressed bodies may differ in bytes, and an empty book may come with or without its count. */
const isWrittenTheSame = (entry: Case): boolean =>
  kindOf(entry.id) !== 'symbols_gzip' && !(kindOf(entry.id) === 'book' && entry.hex === '');

const runBody = (entry: Case): void => {
  const kind = kindOf(entry.id);
  const body = hex(entry.hex);
  if (kind === 'bootstrap') {
    runBootstrap(entry);
    return;
  }
  const shape = officialShape[kind];
  if (shape === undefined) throw new Error(`${entry.id}: unknown kind of body`);
  const layout = layoutOf(entry);
  const read = right(decode(layout, body, slipOptions(entry)));
  expect(read.missing).toEqual([]);
  expect(vectorJson(shape(read.value))).toEqual(entry.expect);

  const ours = right(decode(layout, body));
  if (isWrittenTheSame(entry)) {
    expect(toHex(right(encode(layout, ours.value))) + toHex(ours.trailing)).toBe(entry.hex);
  }
};

const runBootstrap = (entry: Case & { readonly request_hex?: string }): void => {
  const { token, key, key_length } = entry.expect as Record<'token' | 'key', string> & {
    key_length: number;
  };
  const read = right(decode(layoutOf(entry), hex(entry.hex)));
  const value = read.value as { token: Uint8Array; session_key: Uint8Array };
  expect(toHex(value.token)).toBe(token);
  expect(toHex(value.session_key)).toBe(key);
  expect(value.session_key).toHaveLength(key_length);
  expect(toHex(right(encode(layoutOf(entry), read.value)))).toBe(entry.hex);
  const request = commandById(0)?.request as Layout<unknown>;
  expect(toHex(right(encode(request, { token: hex(entry.input?.['token']) })))).toBe(
    entry.request_hex,
  );
};

const runPayload = (entry: Case): void => {
  const build = requestValue[kindOf(entry.id)];
  if (build === undefined || entry.input === undefined) {
    throw new Error(`${entry.id}: unknown kind of payload`);
  }
  const layout = layoutOf(entry);
  expect(toHex(right(encode(layout, build(entry.input))))).toBe(entry.hex);
  const read = right(decode(layout, hex(entry.hex)));
  expect(read.missing).toEqual([]);
  expect(read.trailing).toHaveLength(0);
  expect(toHex(right(encode(layout, read.value)))).toBe(entry.hex);
};

const runFrame = (entry: Case): void => {
  const key = hex(entry.input?.['key']);
  const inner = hex(entry.inner);
  if (kindOf(entry.id) === 'frame_client') {
    const frame = right(openRequest(new Decryptor(key), hex(entry.hex)));
    expect(frame.command).toBe(entry.command);
    expect(toHex(frame.payload)).toBe(entry.input?.['payload']);
    expect(inner.subarray(0, 2)).toEqual(hex(entry.input?.['random']));
    expect(toHex(sealRequest(new Encryptor(key), frame))).toBe(entry.hex);
  } else if (kindOf(entry.id) === 'frame_server') {
    const frame = right(openReply(new Decryptor(key), hex(entry.hex)));
    expect({ command: frame.command, code: frame.code, body: toHex(frame.body) }).toEqual(
      entry.expect,
    );
    expect(toHex(sealReply(new Encryptor(key), frame))).toBe(entry.hex);
  } else throw new Error(`${entry.id}: unknown kind of frame`);
};

const fieldOf = (type: unknown, length: unknown, size: number): Layout<unknown> => {
  const named: Readonly<Record<number, Layout<unknown>>> = {
    1: i8,
    2: i16,
    3: i32,
    4: u8,
    5: u16,
    6: u32,
    7: f32,
    8: f64,
    9: filetime,
    10: ascii((length ?? size) as number),
    11: utf16((length ?? size) as number),
    12: length === undefined ? restBytes : bytes(length as number),
    17: i64,
    18: u64,
  };
  const layout = named[type as number];
  if (layout === undefined) throw new Error(`unknown property type ${String(type)}`);
  return layout;
};

const wideTypes: readonly unknown[] = [17, 18];

const runCodec = (entry: Case): void => {
  const { prop_type: type, prop_length: length, value } = entry.input ?? {};
  const size = hex(entry.hex).length;
  const layout = fieldOf(type, length, size);
  if (kindOf(entry.id) === 'codec_parse') {
    expect(vectorJson(right(decode(layout, hex(entry.hex))).value)).toBe(entry.expect);
  } else if (kindOf(entry.id) === 'codec_serialize') {
    const ours = wideTypes.includes(type) ? big(value) : type === 12 ? hex(value) : value;
    expect(toHex(right(encode(layout, ours)))).toBe(entry.hex);
  } else throw new Error(`${entry.id}: unknown kind of codec case`);
};

const runConversion = (entry: Case): void => {
  const input = entry.input ?? {};
  switch (kindOf(entry.id)) {
    case 'price_from_points':
      expect(priceFromPoints(input['points'] as number, input['digits'] as number)).toBe(
        entry.expect,
      );
      return;
    case 'price_from_points64':
      expect(priceFromPoints(big(input['points']), input['digits'] as number)).toBe(entry.expect);
      return;
    case 'lots_from_volume':
      expect(lotsFromVolume(big(input['volume']))).toBe(entry.expect);
      return;
    case 'volume_from_lots':
      expect(String(right(volumeFromLots(input['lots'] as number)))).toBe(entry.expect);
      return;
    default:
      throw new Error(`${entry.id}: unknown kind of conversion`);
  }
};

const runDigest = (entry: Case): void => {
  if (kindOf(entry.id) !== 'client_id') throw new Error(`${entry.id}: unknown kind of digest`);
  const input = entry.input ?? {};
  const id = clientId({
    platform: text(input['platform']),
    devicePixelRatio: input['device_pixel_ratio'] as number,
    language: text(input['language']),
    screenWidth: input['screen_width'] as number | null,
    screenHeight: input['screen_height'] as number | null,
    u: text(input['u']),
  });
  expect(toHex(id)).toBe(entry.hex);
};

const runText = (entry: Case): void => {
  if (kindOf(entry.id) !== 'deobfuscate') throw new Error(`${entry.id}: unknown kind of text`);
  expect(deobfuscate(text(entry.input?.['text']))).toBe(entry.expect);
};

const runners: Readonly<Record<string, (entry: Case) => void>> = {
  body: runBody,
  payload: runPayload,
  frame: runFrame,
  codec: runCodec,
  conversion: runConversion,
  digest: runDigest,
  text: runText,
};

/** Runs a case in its direction; throws where it does not hold, and for a kind that is not known. */
export const runVector = (entry: Case): void => {
  const run = runners[entry.kind];
  if (run === undefined) throw new Error(`${entry.id}: unknown kind ${entry.kind}`);
  run(entry);
};
