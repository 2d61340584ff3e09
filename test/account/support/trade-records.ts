import type { ServerTimes } from '../../../src/market/index.js';
import {
  Cursor,
  deal,
  order,
  position,
  serverMs,
  utcMs,
  type Deal,
  type FixedLayout,
  type Order,
  type Position,
} from '../../../src/wire/index.js';

const zero = <T>(layout: FixedLayout<T>): T => layout.read(new Cursor(new Uint8Array(layout.size)));

/** A deal of zeros in a currency of two decimals, with these fields set. */
export const dealRecord = (fields: Partial<Deal> = {}): Deal => ({
  ...zero(deal),
  digits: 5,
  digits_currency: 2,
  ...fields,
});

/** An order of zeros, with these fields set. */
export const orderRecord = (fields: Partial<Order> = {}): Order => ({
  ...zero(order),
  digits: 5,
  digits_currency: 2,
  ...fields,
});

/** A position of zeros, with these fields set. */
export const positionRecord = (fields: Partial<Position> = {}): Position => ({
  ...zero(position),
  digits: 5,
  digits_currency: 2,
  ...fields,
});

/** A server whose clock is always this many hours ahead of UTC. */
export const hoursAhead = (hours: number): ServerTimes => ({
  offsetAt: () => hours * 3_600_000,
  toUtc: (server) => utcMs(server - hours * 3_600_000),
  fromUtc: (utc) => serverMs(utc + hours * 3_600_000),
});
