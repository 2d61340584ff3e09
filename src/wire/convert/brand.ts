declare const brand: unique symbol;

/** A type of its own for values that only look like others. Costs nothing at run time. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Milliseconds since 1970, UTC. */
export type UtcMs = Brand<number, 'UtcMs'>;

/** Milliseconds on the trade server's clock, written as if it were Unix time. */
export type ServerMs = Brand<number, 'ServerMs'>;

/** Whole seconds on the trade server's clock, written as if it were Unix time. */
export type ServerSeconds = Brand<number, 'ServerSeconds'>;

/** How far the trade server's clock is ahead of UTC, seconds. */
export type ServerOffset = Brand<number, 'ServerOffset'>;

/** A volume in units of 1e-8 lot, as it is on the wire. */
export type VolumeUnits = Brand<bigint, 'VolumeUnits'>;

/** A price multiplied by 10^digits. */
export type Points = Brand<number, 'Points'>;

/** Declares a number to be milliseconds since 1970, UTC. */
export const utcMs = (value: number): UtcMs => value as UtcMs;

/** Declares a number to be milliseconds on the trade server's clock. */
export const serverMs = (value: number): ServerMs => value as ServerMs;

/** Declares a number to be whole seconds on the trade server's clock. */
export const serverSeconds = (value: number): ServerSeconds => value as ServerSeconds;

/** Declares an integer to be a volume in units of 1e-8 lot. */
export const volumeUnits = (value: bigint): VolumeUnits => value as VolumeUnits;

/** Declares a number to be a price in points. */
export const points = (value: number): Points => value as Points;
