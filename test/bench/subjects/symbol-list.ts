import * as E from 'fp-ts/lib/Either.js';
import {
  commands,
  decode,
  encode,
  symbolShort,
  type Layout,
  type SymbolShort,
} from '../../../src/wire/index.js';
import type { Subject } from '../subject.js';
import { blankValue } from '../support/blank.js';
import { symbolIds, symbolName } from '../support/messages.js';
import { timed } from '../timing.js';

const symbolCount = 6000;
const countBytes = 4;
const at = symbolShort.offsets;

const list: readonly SymbolShort[] = symbolIds(symbolCount).map((id, index) => ({
  ...blankValue(symbolShort),
  trade_symbol: symbolName(id),
  symbol_description: `Instrument number ${index} against the US Dollar`,
  symbol_path: `Group ${index % 40}\\Level ${index % 7}\\${symbolName(id)}`,
  digits: index % 6,
  symbol_id: id,
}));

function bodyOf(layout: Layout<readonly SymbolShort[]>): Uint8Array {
  const body = encode(layout, list);
  if (E.isLeft(body)) throw body.left;
  return body.right;
}

function readBody(layout: Layout<readonly SymbolShort[]>, body: Uint8Array): number {
  const decoded = decode(layout, body);
  if (E.isLeft(decoded)) throw decoded.left;
  return decoded.right.value.length;
}

/** Character by character, as a first program would read it. */
function naiveText(view: DataView, start: number, bytes: number): string {
  let text = '';
  for (let offset = start; offset < start + bytes; offset += 2) {
    const code = view.getUint16(offset, true);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

function naive(body: Uint8Array): number {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const symbols = [];
  for (let offset = countBytes; offset < body.length; offset += symbolShort.size) {
    symbols.push({
      trade_symbol: naiveText(view, offset + at.trade_symbol, 64),
      symbol_description: naiveText(view, offset + at.symbol_description, 128),
      digits: view.getUint32(offset + at.digits, true),
      symbol_id: view.getUint32(offset + at.symbol_id, true),
      symbol_path: naiveText(view, offset + at.symbol_path, 256),
      trade_calc_mode: view.getUint32(offset + at.trade_calc_mode, true),
      basis: naiveText(view, offset + at.basis, 64),
      sector: view.getUint16(offset + at.sector, true),
    });
  }
  return symbols.length;
}

/** Answers to commands 6 and 34 with 6,000 symbols. */
export const symbolList: Subject = {
  title: `list of ${symbolCount} symbols`,
  prepare: (settings) => {
    const { symbols, symbolsCompressed } = commands;
    const plain = bodyOf(symbols.reply);
    const packed = bodyOf(symbolsCompressed.reply);
    const ratioTo = 'plain, naive strings';
    const unit = 'ms';
    return {
      contenders: [
        timed({ name: ratioTo, unit }, 1, () => naive(plain), settings),
        timed({ name: 'plain', ratioTo, unit }, 1, () => readBody(symbols.reply, plain), settings),
        timed(
          { name: 'compressed, with inflate', ratioTo, unit },
          1,
          () => readBody(symbolsCompressed.reply, packed),
          settings,
        ),
      ],
    };
  },
};
