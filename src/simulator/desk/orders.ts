import { OrderTime, OrderType, Reason, type EnumName, type Order } from '../../wire/index.js';
import * as check from '../options/checks.js';
import {
  argument,
  commentOf,
  expirationOf,
  magicOf,
  optionalArgument,
  priceOf,
  unitsOf,
} from './arguments.js';
import { DeskError } from './errors.js';
import type { DeskDealOptions, DeskOrder, DeskOrderChanges, PendingType } from './face.js';
import type { OrderChanges } from './ledger.js';
import { newOrder, reasonOf, type Stamp, type Terms } from './records.js';

const pendingTypes: readonly PendingType[] = [
  ...(['buy_limit', 'sell_limit', 'buy_stop', 'sell_stop'] as const),
  ...(['buy_stop_limit', 'sell_stop_limit'] as const),
];

/** Seconds of the server's clock for UTC milliseconds. */
export type ServerSeconds = (utcMs: number) => number;

const timeFields = (
  expiration: number | undefined,
  seconds: ServerSeconds,
): Pick<Order, 'time_expiration' | 'type_time'> => {
  const ends = expirationOf(expiration) ?? 0;
  return ends === 0
    ? { time_expiration: 0, type_time: OrderTime.gtc }
    : { time_expiration: seconds(ends), type_time: OrderTime.specified };
};

export const isStopLimit = (type: number): boolean =>
  type === OrderType.buy_stop_limit || type === OrderType.sell_stop_limit;

const checkTrigger = (type: number, trigger: number): void => {
  if (!isStopLimit(type) || trigger !== 0) return;
  throw new DeskError('argument', 'trigger', 'none', 'the limit price of a stop limit order');
};

/** A pending order without a ticket. */
export const pendingOrder = (
  terms: Terms,
  at: Stamp,
  order: DeskOrder,
  seconds: ServerSeconds,
): Order => {
  const type = OrderType[argument('type', order.type, check.oneOf(pendingTypes))];
  const units = unitsOf(order.lots);
  const price = argument('price', order.price, check.finite);
  const trigger = priceOf('trigger', order.trigger) ?? 0;
  checkTrigger(type, trigger);
  return {
    ...newOrder(terms, at),
    ...timeFields(order.expiration, seconds),
    order_type: type,
    type_reason: reasonOf(order.magic),
    price_order: price,
    price_trigger: trigger,
    price_current: price,
    price_sl: priceOf('sl', order.sl) ?? 0,
    price_tp: priceOf('tp', order.tp) ?? 0,
    volume_initial: units,
    volume_current: units,
    expert: magicOf(order.magic),
    comment: commentOf(order.comment),
  };
};

/** The fields that change of an order; what is not given stays. */
export const orderChanges = (
  order: Order,
  changes: DeskOrderChanges,
  seconds: ServerSeconds,
): OrderChanges => {
  const trigger = priceOf('trigger', changes.trigger) ?? order.price_trigger;
  checkTrigger(order.order_type, trigger);
  return {
    price_order: priceOf('price', changes.price) ?? order.price_order,
    price_trigger: trigger,
    price_sl: priceOf('sl', changes.sl) ?? order.price_sl,
    price_tp: priceOf('tp', changes.tp) ?? order.price_tp,
    ...(changes.expiration === undefined ? {} : timeFields(changes.expiration, seconds)),
  };
};

const reasons = Object.keys(Reason) as readonly EnumName<typeof Reason>[];

export interface MarketFacts {
  readonly type: 'buy' | 'sell';
  readonly units: bigint;
  /** The position it closes; 0 for none. */
  readonly position: bigint;
  readonly sl?: number | undefined;
  readonly tp?: number | undefined;
}

/** An order that is filled as soon as it is there, without a ticket. */
export const marketOrder = (
  terms: Terms,
  at: Stamp,
  facts: MarketFacts,
  options: DeskDealOptions,
): Order => {
  const reason = optionalArgument('reason', options.reason, check.oneOf(reasons));
  return {
    ...newOrder(terms, at),
    order_type: OrderType[facts.type],
    type_reason: reason === undefined ? reasonOf(options.magic) : Reason[reason],
    price_sl: priceOf('sl', facts.sl) ?? 0,
    price_tp: priceOf('tp', facts.tp) ?? 0,
    volume_initial: facts.units,
    volume_current: facts.units,
    expert: magicOf(options.magic),
    position_id: facts.position,
    comment: commentOf(options.comment),
  };
};
