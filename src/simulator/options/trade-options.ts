import {
  DealAction,
  DealEntry,
  OrderState,
  OrderType,
  PositionType,
  type EnumName,
} from '../../wire/index.js';
import * as check from './checks.js';

/** An open position of an account. Times are UTC milliseconds, prices real prices. */
export interface PositionOptions {
  readonly ticket: bigint | number;
  /** Name of a symbol that the simulator serves. */
  readonly symbol: string;
  readonly side: EnumName<typeof PositionType>;
  /** Lots. */
  readonly volume: number;
  /** Open price. */
  readonly price: number;
  readonly sl?: number;
  readonly tp?: number;
  /** Default: the start of the simulator. */
  readonly time?: number;
  /** Account currency. */
  readonly swap?: number;
  /** Account currency. */
  readonly commission?: number;
  /** The `expert` of the wire. */
  readonly magic?: number;
  readonly comment?: string;
}

/** An order of an account: pending, or closed in its history. */
export interface OrderOptions {
  readonly ticket: bigint | number;
  readonly symbol: string;
  readonly type: EnumName<typeof OrderType>;
  /** Lots. */
  readonly volume: number;
  /** 0 on a market order: at market. */
  readonly price: number;
  /** Limit price of a stop limit order. */
  readonly trigger?: number;
  readonly sl?: number;
  readonly tp?: number;
  /** Default: the start of the simulator. */
  readonly time?: number;
  readonly expiration?: number;
  /** When it was closed; default: `time`, and nothing for an open order. */
  readonly timeDone?: number;
  /** Default `placed`, in the history `filled`. */
  readonly state?: EnumName<typeof OrderState>;
  /** Ticket of the position that it opened or closes. */
  readonly position?: bigint | number;
  readonly magic?: number;
  readonly comment?: string;
}

/** A deal of the history. Balance operations have no symbol; their `profit` is the amount. */
export interface DealOptions {
  readonly ticket: bigint | number;
  readonly action: EnumName<typeof DealAction>;
  readonly symbol?: string;
  /** Default `in`. */
  readonly entry?: EnumName<typeof DealEntry>;
  /** Lots. */
  readonly volume?: number;
  readonly price?: number;
  readonly sl?: number;
  readonly tp?: number;
  /** Account currency, as the next three. */
  readonly profit?: number;
  readonly commission?: number;
  readonly swap?: number;
  readonly fee?: number;
  /** Default: the start of the simulator. */
  readonly time?: number;
  readonly order?: bigint | number;
  readonly position?: bigint | number;
  readonly magic?: number;
  readonly comment?: string;
}

const common = ['ticket', 'symbol', 'volume', 'price', 'sl', 'tp', 'time', 'magic', 'comment'];

const keys = <T>(...own: readonly (keyof T & string)[]): readonly (keyof T & string)[] =>
  [...common, ...own] as (keyof T & string)[];

const positionKeys = keys<PositionOptions>('side', 'swap', 'commission');
const orderKeys = keys<OrderOptions>(
  ...(['type', 'trigger', 'expiration', 'timeDone', 'state', 'position'] as const),
);
const dealKeys = keys<DealOptions>(
  ...(['action', 'entry', 'profit', 'commission', 'swap', 'fee', 'order', 'position'] as const),
);

/** Seconds on the wire are unsigned 32 bits; the server's clock may be hours ahead. */
const latestMs = (2 ** 32 - 86_400) * 1000;
const commentUnits = 32;

type Common = Pick<PositionOptions, 'time' | 'sl' | 'tp' | 'magic' | 'comment'>;

const checkCommon = (field: string, options: Common): void => {
  check.optional(`${field}.time`, options.time, check.whole(0, latestMs), 0);
  check.optional(`${field}.sl`, options.sl, check.finite, 0);
  check.optional(`${field}.tp`, options.tp, check.finite, 0);
  check.optional(`${field}.magic`, options.magic, check.whole(Number.MIN_SAFE_INTEGER), 0);
  check.optional(`${field}.comment`, options.comment, check.text(commentUnits), '');
};

const members = (enumeration: object): readonly string[] => Object.keys(enumeration);

/** Whether a symbol of that name is served. */
export type KnowsSymbol = (name: string) => boolean;

const checkSymbol = (field: string, name: unknown, known: KnowsSymbol): void => {
  check.required(field, name, {
    expected: 'the name of a symbol that is served',
    test: (value): value is string => typeof value === 'string' && known(value),
  });
};

export const checkPosition =
  (known: KnowsSymbol) =>
  (field: string, value: unknown): PositionOptions => {
    const options = check.object<PositionOptions>(field, value, positionKeys);
    check.id(`${field}.ticket`, options.ticket);
    checkSymbol(`${field}.symbol`, options.symbol, known);
    check.required(`${field}.side`, options.side, check.oneOf(members(PositionType)));
    check.required(`${field}.volume`, options.volume, check.lots);
    check.required(`${field}.price`, options.price, check.finite);
    check.optional(`${field}.swap`, options.swap, check.finite, 0);
    check.optional(`${field}.commission`, options.commission, check.finite, 0);
    checkCommon(field, options);
    return options;
  };

export const checkOrder =
  (known: KnowsSymbol) =>
  (field: string, value: unknown): OrderOptions => {
    const options = check.object<OrderOptions>(field, value, orderKeys);
    check.id(`${field}.ticket`, options.ticket);
    checkSymbol(`${field}.symbol`, options.symbol, known);
    check.required(`${field}.type`, options.type, check.oneOf(members(OrderType)));
    check.required(`${field}.volume`, options.volume, check.lots);
    check.required(`${field}.price`, options.price, check.finite);
    check.optional(`${field}.trigger`, options.trigger, check.finite, 0);
    check.optional(`${field}.expiration`, options.expiration, check.whole(0, latestMs), 0);
    check.optional(`${field}.timeDone`, options.timeDone, check.whole(0, latestMs), 0);
    check.optional(`${field}.state`, options.state, check.oneOf(members(OrderState)), 'placed');
    if (options.position !== undefined) check.id(`${field}.position`, options.position);
    checkCommon(field, options);
    return options;
  };

export const checkDeal =
  (known: KnowsSymbol) =>
  (field: string, value: unknown): DealOptions => {
    const options = check.object<DealOptions>(field, value, dealKeys);
    check.id(`${field}.ticket`, options.ticket);
    if (options.symbol !== undefined) checkSymbol(`${field}.symbol`, options.symbol, known);
    check.required(`${field}.action`, options.action, check.oneOf(members(DealAction)));
    check.optional(`${field}.entry`, options.entry, check.oneOf(members(DealEntry)), 'in');
    check.optional(`${field}.volume`, options.volume, check.lots, 0);
    for (const name of ['price', 'profit', 'commission', 'swap', 'fee'] as const) {
      check.optional(`${field}.${name}`, options[name], check.finite, 0);
    }
    if (options.order !== undefined) check.id(`${field}.order`, options.order);
    if (options.position !== undefined) check.id(`${field}.position`, options.position);
    checkCommon(field, options);
    return options;
  };
