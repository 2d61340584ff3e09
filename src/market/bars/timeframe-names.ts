import { nativePeriods } from '../../wire/index.js';

/** Names of the native periods, shortest first. */
export const nativeNames: readonly string[] = [
  ...['M1', 'M5', 'M15', 'M30', 'H1', 'H4', 'D1', 'W1', 'MN1'],
];

/** A month, the longest period of the server. */
export const longestMinutes = 43_200;
const hourMinutes = 60;

/** Minutes of a name, or `undefined` for what is none. */
export const minutesOfName = (name: string): number | undefined => {
  const native = nativeNames.indexOf(name);
  if (native >= 0) return nativePeriods[native];
  const found = /^([MH])([1-9]\d{0,4})$/.exec(name);
  if (found === null) return undefined;
  const minutes = Number(found[2]) * (found[1] === 'H' ? hourMinutes : 1);
  return minutes <= longestMinutes ? minutes : undefined;
};

/** The one name of a length. */
export const nameOfMinutes = (minutes: number): string => {
  const native = nativePeriods.findIndex((period) => period === minutes);
  const byHours = minutes % hourMinutes === 0;
  return nativeNames[native] ?? (byHours ? `H${minutes / hourMinutes}` : `M${minutes}`);
};
