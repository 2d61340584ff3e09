import * as E from 'fp-ts/lib/Either.js';
import { createCipheriv, randomBytes } from 'node:crypto';
import {
  commands,
  encode,
  Encryptor,
  sealRequest,
  tradeRequest as layout,
  type TradeRequest,
} from '../../../src/wire/index.js';
import type { Subject } from '../subject.js';
import { blankValue } from '../support/blank.js';
import { sessionKey } from '../support/messages.js';
import { timed } from '../timing.js';

const requests = 100;
const zeroIv = Buffer.alloc(16);
const at = layout.offsets;

const value = (index: number): TradeRequest => ({
  ...blankValue(layout),
  action_id: index,
  trade_action: 200,
  trade_symbol: 'EURUSD',
  trade_volume: 10_000_000n,
  digits: 5,
  price_order: 1.17345,
  price_sl: 1.17,
  price_tp: 1.18,
  price_deviation: 10,
  comment: `order ${index}`,
});

function ours(encryptor: Encryptor, request: TradeRequest, prefix: number): number {
  const payload = encode(layout, request);
  if (E.isLeft(payload)) throw payload.left;
  const frame = { prefix, command: commands.tradeRequest.id, payload: payload.right };
  return sealRequest(encryptor, frame).length;
}

/** What a first program would do: a fresh buffer, fields by hand, a cipher for each frame. */
function naive(request: TradeRequest): number {
  const body = Buffer.alloc(layout.size);
  body.writeUInt32LE(request.action_id, at.action_id);
  body.writeUInt32LE(request.trade_action, at.trade_action);
  body.write(request.trade_symbol, at.trade_symbol, 64, 'utf16le');
  body.writeBigUInt64LE(request.trade_volume, at.trade_volume);
  body.writeUInt32LE(request.digits, at.digits);
  body.writeBigUInt64LE(request.trade_order, at.trade_order);
  body.writeUInt32LE(request.trade_type, at.trade_type);
  body.writeUInt32LE(request.type_filling, at.type_filling);
  body.writeUInt32LE(request.type_time, at.type_time);
  body.writeUInt32LE(request.type_flags, at.type_flags);
  body.writeUInt32LE(request.type_reason, at.type_reason);
  body.writeDoubleLE(request.price_order, at.price_order);
  body.writeDoubleLE(request.price_trigger, at.price_trigger);
  body.writeDoubleLE(request.price_sl, at.price_sl);
  body.writeDoubleLE(request.price_tp, at.price_tp);
  body.writeUInt32LE(request.price_deviation, at.price_deviation);
  body.writeDoubleLE(request.price_top, at.price_top);
  body.writeDoubleLE(request.price_bottom, at.price_bottom);
  body.write(request.comment, at.comment, 64, 'utf16le');
  body.writeBigUInt64LE(request.trade_position, at.trade_position);
  body.writeBigUInt64LE(request.position_by, at.position_by);
  body.writeUInt32LE(request.time_expiration, at.time_expiration);

  const head = Buffer.alloc(2);
  head.writeUInt16LE(commands.tradeRequest.id, 0);
  const cipher = createCipheriv('aes-256-cbc', sessionKey, zeroIv);
  const plain = Buffer.concat([randomBytes(2), head, body]);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const outer = Buffer.alloc(8);
  outer.writeUInt32LE(encrypted.length, 0);
  outer.writeUInt32LE(1, 4);
  return Buffer.concat([outer, encrypted]).length;
}

/** A trade request as a value to the message that goes into the socket. */
export const tradeRequest: Subject = {
  title: 'encode a trade request',
  prepare: (settings) => {
    const values = Array.from({ length: requests }, (_, index) => value(index));
    const encryptor = new Encryptor(sessionKey);
    const ratioTo = 'by hand, createCipheriv per frame';
    const sum = (encoded: (request: TradeRequest, index: number) => number) => (): number => {
      let bytes = 0;
      for (let index = 0; index < requests; index += 1) {
        bytes += encoded(values[index] as TradeRequest, index);
      }
      return bytes;
    };
    return {
      contenders: [
        timed({ name: ratioTo }, requests, sum(naive), settings),
        timed(
          { name: 'encode and sealRequest', ratioTo },
          requests,
          sum((request, index) => ours(encryptor, request, index)),
          settings,
        ),
      ],
    };
  },
};
