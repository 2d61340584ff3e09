export { type BarFileOptions, parseBars, type ParseBarsOptions, readBarFile } from './bar-file.js';
export type { BarFormat } from './bar-rows.js';
export { BarStore, type BarStoreOptions, type ChartedSymbol } from './bar-store.js';
export { catalogue } from './catalogue.js';
export { demoEnd, demoSpeed, demoStart, demoTicks, type DemoTicksOptions } from './demo-data.js';
export {
  BarFileError,
  DataFileError,
  SymbolSpecError,
  TickFileError,
  TickOrderError,
} from './errors.js';
export type { FeedTick } from './feed-tick.js';
export { generateBars, type GenerateBarsOptions } from './generate-bars.js';
export { generateSymbols, type GenerateOptions } from './generate-symbols.js';
export { mergeFeeds, mergeTicks } from './merge-feeds.js';
export { randomWalk, type RandomWalkOptions } from './random-walk.js';
export { replay, type ReplayOptions } from './replay.js';
export {
  everyDay,
  hours,
  isOpen,
  nextOpening,
  type Session,
  weekdays,
  type WeekSessions,
} from './sessions.js';
export { currencyDigits } from './symbol-classes.js';
export { type SymbolDraft, symbolSpec } from './symbol-draft.js';
export { symbolFull, symbolGroups, symbolShort } from './symbol-records.js';
export { pointOf, type SymbolKind, type SymbolSpec } from './symbol-spec.js';
export {
  parseTicks,
  type ParseTicksOptions,
  readTickFile,
  tickFile,
  type TickFileOptions,
} from './tick-file.js';
export type { TickSource } from './tick-reader.js';
export type { TickFormat } from './tick-rows.js';
