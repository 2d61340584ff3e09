export type {
  BarCondition,
  BarSource,
  BarUpdate,
  IgnoredReason,
  IgnoredTick,
} from './bar-update.js';
export { bars } from './bars.js';
export type { BarLoader, BarsOptions, GapFill } from './options.js';
