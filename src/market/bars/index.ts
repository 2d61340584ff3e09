export { aggregate } from './aggregate.js';
export { barOf, barsOfColumns } from './bar.js';
export type { Bar } from './bar.js';
export { loadBars, loadBarsResuming, loadBarsSince } from './history.js';
export type {
  BarRepairs,
  BarsProgress,
  BarsRequest,
  BarsResult,
  BarsSinceRequest,
  ResumeOptions,
} from './history.js';
export { BarAlignmentError, BarsRangeError } from './history-errors.js';
export { barStart, nextBarStart, timeframeOf } from './timeframe.js';
export type { Timeframe } from './timeframe.js';
export { TimeframeError } from './timeframe-error.js';
export * from './live/index.js';
