import { Cursor, symbolTradeSettings, type SymbolTradeSettings } from '../../src/wire/index.js';

/** Trade settings of zeros, with these fields set. */
export const tradeSettings = (fields: Partial<SymbolTradeSettings>): SymbolTradeSettings => ({
  ...symbolTradeSettings.read(new Cursor(new Uint8Array(symbolTradeSettings.size))),
  ...fields,
});
