import {
  joinServerTime,
  lotsFromVolume,
  priceFromPoints,
  SymbolDetailsFields,
  SymbolDetailsFlags,
  type ServerMs,
  type SymbolDetails,
} from '../../wire/index.js';
import type { Track } from './terms.js';

/** A value of push 17 under our own name, in our own unit. */
export type Reader = (details: SymbolDetails, digits: number) => number | bigint;

/** Fields of the record that have a bit in its mask. */
type Masked = keyof typeof SymbolDetailsFields & keyof SymbolDetails;

/** Where a value is read from, and how. */
export interface Source<Name extends string> {
  readonly name: Name;
  readonly field: Masked;
  readonly read: Reader;
}

/** A price in points. */
export const price = <Name extends string>(name: Name, field: Masked): Source<Name> => ({
  name,
  field,
  read: (details, digits) => priceFromPoints(details[field], digits),
});

/** A volume in units of 1e-8 lot, as lots. */
export const lots = <Name extends string>(name: Name, field: Masked): Source<Name> => ({
  name,
  field,
  read: (details) => lotsFromVolume(BigInt(details[field])),
});

/** A number that the wire carries multiplied. */
export const scaled = <Name extends string>(
  name: Name,
  field: Masked,
  by: number,
): Source<Name> => ({ name, field, read: (details) => Number(details[field]) / by });

/** As it is on the wire. */
export const plain = <Name extends string>(name: Name, field: Masked): Source<Name> => ({
  name,
  field,
  read: (details) => details[field],
});

/** The values that the record's mask says it has. A price of 0 is a value here. */
export const readDetails = <Name extends string>(
  sources: readonly Source<Name>[],
  details: SymbolDetails,
  digits: number,
): Readonly<Partial<Record<Name, number | bigint>>> => {
  const values: Partial<Record<Name, number | bigint>> = {};
  for (const { name, field, read } of sources) {
    if ((details.fields & SymbolDetailsFields[field]) !== 0n) values[name] = read(details, digits);
  }
  return values;
};

export const detailsTime = ({ lasttime, lasttime_msc }: SymbolDetails): ServerMs =>
  joinServerTime(lasttime, Number(lasttime_msc));

/** Another bit than that of ticks. */
export const detailsTrack = ({ flags }: SymbolDetails): Track =>
  (flags & SymbolDetailsFlags.delayed) === 0 ? 'live' : 'delayed';
