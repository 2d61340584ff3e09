import type { CorporateLink, Deal, HistoryPosition, Order, Position } from '../index.js';
import { lotsText } from '../wire/index.js';
import { money, price, when, words } from './account-format.js';
import { green, red } from './paint.js';
import { none, type Column } from './text-table.js';

/** From the left; where a terminal is narrow, those on the right are left out. */
type Columns<R> = readonly Column<R>[];

const left = <R>(title: string, cell: (row: R) => string): Column<R> => {
  return { title, align: 'left', cell };
};

const right = <R>(title: string, cell: (row: R) => string): Column<R> => {
  return { title, align: 'right', cell };
};

const gains = <R>(title: string, amount: (row: R) => number, digits: (row: R) => number) => ({
  ...right<R>(title, (row) => money(amount(row), digits(row))),
  colour: (row: R): string => (amount(row) > 0 ? green : amount(row) < 0 ? red : ''),
});

/** A mark of a program; most have none. */
const magic = (number: bigint): string => (number === 0n ? none : String(number));

const ticket = (number: bigint | undefined): string =>
  number === undefined || number === 0n ? none : String(number);

export const positionColumns: Columns<Position> = [
  right('ticket', (row) => String(row.ticket)),
  left('symbol', (row) => row.symbol),
  left('side', (row) => row.side),
  right('lots', (row) => lotsText(row.volumeUnits)),
  right('open', (row) => price(row.priceOpen, row.digits)),
  right('price', (row) => price(row.priceCurrent, row.digits)),
  gains(
    'profit',
    (row) => row.profit,
    (row) => row.currencyDigits,
  ),
  right('sl', (row) => price(row.sl, row.digits)),
  right('tp', (row) => price(row.tp, row.digits)),
  left('opened UTC', (row) => when(row.time)),
  right('swap', (row) => money(row.swap, row.currencyDigits)),
  right('commission', (row) => money(row.commission, row.currencyDigits)),
  right('magic', (row) => magic(row.magic)),
  left('comment', (row) => row.comment),
];

/** `0.3 of 0.5` where something is filled already. */
const openLots = ({ volumeCurrentUnits, volumeInitialUnits }: Order): string =>
  volumeCurrentUnits === volumeInitialUnits
    ? lotsText(volumeInitialUnits)
    : `${lotsText(volumeCurrentUnits)} of ${lotsText(volumeInitialUnits)}`;

const orderHead: Columns<Order> = [
  right('ticket', (row) => String(row.ticket)),
  left('symbol', (row) => row.symbol),
  left('type', (row) => words(row.type)),
];

const orderStops: Columns<Order> = [
  right('limit', (row) => price(row.priceTrigger, row.digits)),
  right('sl', (row) => price(row.sl, row.digits)),
  right('tp', (row) => price(row.tp, row.digits)),
];

const orderTail: Columns<Order> = [
  left('placed UTC', (row) => when(row.timeSetup)),
  left('filling', (row) => words(row.filling)),
  right('position', (row) => ticket(row.position)),
  right('magic', (row) => magic(row.magic)),
  left('comment', (row) => row.comment),
];

export const orderColumns: Columns<Order> = [
  ...orderHead,
  right('lots', openLots),
  right('at', (row) => price(row.price, row.digits)),
  right('price', (row) => price(row.priceCurrent, row.digits)),
  ...orderStops,
  left('state', (row) => words(row.state)),
  left('expires UTC', (row) => (row.time === 'gtc' ? 'gtc' : when(row.timeExpiration))),
  ...orderTail,
];

export const closedOrderColumns: Columns<Order> = [
  left('done UTC', (row) => when(row.timeDone)),
  ...orderHead,
  left('state', (row) => words(row.state)),
  right('lots', (row) => lotsText(row.volumeInitialUnits)),
  right('at', (row) => price(row.price, row.digits)),
  ...orderStops,
  ...orderTail,
];

export const dealColumns: Columns<Deal> = [
  left('time UTC', (row) => when(row.time)),
  right('ticket', (row) => String(row.ticket)),
  left('symbol', (row) => row.symbol ?? none),
  left('action', (row) => words(row.action)),
  left('entry', (row) => (row.isBalance ? none : words(row.entry))),
  right('lots', (row) => (row.isBalance ? none : lotsText(row.volumeUnits))),
  right('price', (row) => price(row.price, row.digits)),
  gains(
    'profit',
    (row) => row.profit,
    (row) => row.currencyDigits,
  ),
  right('position', (row) => ticket(row.position)),
  right('swap', (row) => money(row.swap, row.currencyDigits)),
  right('commission', (row) => money(row.commission, row.currencyDigits)),
  right('fee', (row) => money(row.fee, row.currencyDigits)),
  right('order', (row) => ticket(row.order)),
  left('reason', (row) => words(row.reason)),
  right('magic', (row) => magic(row.magic)),
  left('comment', (row) => row.comment),
];

const digitsOf = ({ deals: [first] }: HistoryPosition): number => first?.digits ?? 5;
const currencyDigitsOf = ({ deals: [first] }: HistoryPosition): number =>
  first?.currencyDigits ?? 2;

export const historyPositionColumns: Columns<HistoryPosition> = [
  right('ticket', (row) => String(row.ticket)),
  left('symbol', (row) => row.symbol ?? none),
  left('side', (row) => row.side),
  right('lots', (row) => lotsText(row.volumeUnits)),
  left('state', (row) => row.state),
  right('open', (row) => price(row.priceOpen, digitsOf(row))),
  right('close', (row) => price(row.priceClose, digitsOf(row))),
  gains('net', (row) => row.net, currencyDigitsOf),
  left('opened UTC', (row) => when(row.openTime)),
  left('closed UTC', (row) => when(row.closeTime)),
  right('profit', (row) => money(row.profit, currencyDigitsOf(row))),
  right('swap', (row) => money(row.swap, currencyDigitsOf(row))),
  right('commission', (row) => money(row.commission, currencyDigitsOf(row))),
  right('fee', (row) => money(row.fee, currencyDigitsOf(row))),
  right('deals', (row) => String(row.deals.length)),
];

export const linkColumns: Columns<CorporateLink> = [
  left('kind', (row) => words(row.kind)),
  left('title', (row) => (row.title === '' ? none : row.title)),
  left('url', (row) => row.url),
];
