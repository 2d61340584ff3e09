import { Mt5Error } from '../../connection/index.js';
import { nearNames } from '../near-names.js';
import { longestMinutes, minutesOfName, nativeNames } from './timeframe-names.js';

/** No timeframe has this name. `near` holds names that look like it; none is chosen for you. */
export class TimeframeError extends Mt5Error {
  readonly code = 'timeframe';
  readonly timeframe: string;
  readonly near: readonly string[];

  constructor(got: unknown) {
    const timeframe = typeof got === 'string' ? got : String(got);
    const near = nearTimeframes(timeframe);
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
    const expected = `${nativeNames.join(', ')}, or M<minutes> or H<hours> up to ${longestMinutes} minutes`;
    super(`timeframe: got "${timeframe}", expected ${expected}${hint}`, {
      timeframe,
      near: near.join(', '),
    });
    this.timeframe = timeframe;
    this.near = near;
  }
}

/** `m5`, ` M5`, `M05`, `5m` and `5min` are M5; the rest by how alike the names look. */
const nearTimeframes = (name: string): string[] => {
  const text = name.trim().toUpperCase();
  const found = /^(?:(MN|[MHDW])0*([1-9]\d{0,4})|0*([1-9]\d{0,4})\s*(MN|MIN|MO|[MHDW]))$/.exec(
    text,
  );
  const unit = (found?.[1] ?? found?.[4])?.replace('MIN', 'M').replace('MO', 'MN');
  const spelt = `${unit ?? ''}${found?.[2] ?? found?.[3] ?? ''}`;
  if (minutesOfName(spelt) !== undefined) return [spelt];
  return nearNames(name, nativeNames, 3);
};
