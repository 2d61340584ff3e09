export { BarColumns, readBars } from './bar-columns.js';
export { readRateBar, readSymbolShort, readTick } from './records.js';
