import * as E from 'fp-ts/lib/Either.js';
import { volumeFromLots } from '../../wire/index.js';

/** Units of 1e-8 lot. Options have been checked, so that a volume always fits. */
export const unitsOf = (lots: number): bigint => {
  const units = volumeFromLots(lots);
  if (E.isLeft(units)) throw units.left;
  return units.right;
};
