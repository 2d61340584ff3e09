import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dealOf, positionsFrom, type HistoryPosition } from '../../../src/account/index.js';
import { DealAction, DealEntry, Reason, type Deal } from '../../../src/wire/index.js';
import { Ledger, type Side, type Step } from '../support/ledger.js';
import { dealRecord, hoursAhead } from '../support/trade-records.js';

const utc = hoursAhead(0);

const positions = (records: readonly Deal[], allDeals = true): HistoryPosition[] =>
  positionsFrom(
    records.map((raw) => dealOf(raw, utc)),
    { allDeals },
  );

const lot = 100_000_000n;

let ticket = 0n;
/** A deal of position 7, whose opening order is 7. */
const trade = (
  side: 'buy' | 'sell',
  entry: keyof typeof DealEntry & string,
  lots: number,
  price: number,
  more: Partial<Deal> = {},
): Deal => {
  ticket += 1n;
  return dealRecord({
    deal: ticket,
    trade_order: entry === 'in' ? 7n : ticket,
    position_id: 7n,
    time_create: 1000 + Number(ticket),
    trade_symbol: 'EURUSD',
    trade_action: DealAction[side],
    entry: DealEntry[entry],
    trade_volume: BigInt(Math.round(lots * 100)) * (lot / 100n),
    price_open: price,
    ...more,
  });
};

describe('a position from its deals', () => {
  test('opened and closed at once', () => {
    const open = trade('buy', 'in', 1, 1.1, { commission: -3 });
    const close = trade('sell', 'out', 1, 1.2, {
      ...{ profit: 10_000, storage: -1.25, commission: -3, commission_fee: -0.1 },
      trade_reason: Reason.take_profit,
    });
    expect(positions([open, close])).toEqual([
      {
        ticket: 7n,
        leg: 1,
        symbol: 'EURUSD',
        side: 'buy',
        volume: 1,
        volumeUnits: lot,
        volumeClosed: 1,
        volumeClosedUnits: lot,
        priceOpen: 1.1,
        priceClose: 1.2,
        openTime: open.time_create * 1000,
        closeTime: close.time_create * 1000,
        profit: 10_000,
        swap: -1.25,
        commission: -6,
        fee: -0.1,
        net: 9992.65,
        closeReason: 'take_profit',
        state: 'closed',
        complete: true,
        deals: [dealOf(open, utc), dealOf(close, utc)],
      },
    ]);
  });

  test('its prices are averages by volume', () => {
    const deals = [
      trade('sell', 'in', 1, 1.3),
      trade('sell', 'in', 3, 1.1),
      trade('buy', 'out', 1, 1),
      trade('buy', 'out', 2, 1.0003),
    ];
    expect(positions(deals)).toMatchObject([
      {
        side: 'sell',
        volume: 4,
        volumeClosed: 3,
        priceOpen: 1.15,
        priceClose: 1.0002,
        state: 'partial',
      },
    ]);
  });

  test('an average that does not come out even is rounded to 8 decimals', () => {
    const deals = [trade('buy', 'in', 1, 1), trade('buy', 'in', 2, 1.00001)];
    expect(positions(deals)).toMatchObject([{ priceOpen: 1.00000667, state: 'open' }]);
    const negative = [trade('buy', 'in', 1, -1), trade('buy', 'in', 2, -1.00001)];
    expect(positions(negative)).toMatchObject([{ priceOpen: -1.00000667 }]);
  });

  test('an open one has no close', () => {
    expect(positions([trade('buy', 'in', 0.01, 1.5)])).toMatchObject([
      {
        state: 'open',
        volumeClosed: 0,
        priceClose: undefined,
        closeTime: undefined,
        closeReason: undefined,
      },
    ]);
  });

  test('turned around it goes on as a second leg', () => {
    const open = trade('buy', 'in', 1, 1.1);
    const turn = trade('sell', 'in_out', 3, 1.2, { profit: 10_000, commission: -9 });
    const close = trade('buy', 'out', 2, 1.15, { profit: 10_000 });
    const legs = positions([open, turn, close]);
    expect(legs).toMatchObject([
      { leg: 1, side: 'buy', volume: 1, volumeClosed: 1, priceClose: 1.2, profit: 10_000 },
      { leg: 2, side: 'sell', volume: 2, volumeClosed: 2, priceOpen: 1.2, priceClose: 1.15 },
    ]);
    expect(legs.map(({ state, complete }) => [state, complete])).toEqual([
      ['closed', true],
      ['closed', true],
    ]);
    // The money of the turn is counted once.
    expect(legs.map(({ net }) => net)).toEqual([9991, 10_000]);
    expect(legs.map(({ deals }) => deals.length)).toEqual([2, 2]);
  });

  test('two closed by each other are both closed', () => {
    const deals = [
      trade('buy', 'in', 1, 1.1),
      trade('sell', 'in', 1, 1.2, { position_id: 8n, trade_order: 8n }),
      trade('sell', 'out_by', 1, 1.2, { profit: 10_000 }),
      trade('buy', 'out_by', 1, 1.2, { position_id: 8n }),
    ];
    expect(positions(deals)).toMatchObject([
      { ticket: 7n, side: 'buy', state: 'closed', profit: 10_000 },
      { ticket: 8n, side: 'sell', state: 'closed', profit: 0 },
    ]);
  });

  test.each([
    'rollover',
    'variation_margin',
    'settlement',
    'transfer',
    'sync',
    'external_service',
  ] as const)('%s changes the money, neither volume nor price', (reason) => {
    const service = { trade_reason: Reason[reason], profit: -5, storage: -2 };
    const deals = [
      trade('buy', 'in', 1, 1.1),
      trade('sell', 'out', 1, 1.5, service),
      trade('buy', 'in', 1, 1.5, service),
    ];
    expect(positions(deals)).toMatchObject([
      { state: 'open', volume: 1, volumeClosed: 0, priceOpen: 1.1, profit: -10, swap: -4 },
    ]);
  });

  test('cancelled deals and balance operations of a position bring money, too', () => {
    const deals = [
      trade('buy', 'in', 1, 1.1),
      trade('buy', 'in', 1, 1.1, { trade_action: DealAction.buy_canceled, profit: -1 }),
      trade('buy', 'in', 0, 0, { trade_action: DealAction.dividend, profit: 4 }),
    ];
    expect(positions(deals)).toMatchObject([{ volume: 1, profit: 3, state: 'open' }]);
  });

  test('without a buy or a sell there is no position', () => {
    const dividend = { trade_action: DealAction.dividend, profit: 4 };
    expect(positions([trade('buy', 'in', 0, 0, dividend)])).toEqual([]);
    expect(positions([dealRecord({ trade_action: DealAction.balance, profit: 9 })])).toEqual([]);
  });

  test('a deal with an unknown entry opens on the side of the position and closes on the other', () => {
    const deals = [
      trade('sell', 'in', 1, 1.1, { entry: 9 }),
      trade('buy', 'in', 1, 1.2, { entry: 9 }),
    ];
    expect(positions(deals)).toMatchObject([{ side: 'sell', state: 'closed' }]);
  });

  test('a number that is none is not hidden', () => {
    const deals = [trade('buy', 'in', 1, NaN, { profit: NaN, storage: 1 })];
    expect(positions(deals)).toMatchObject([
      { priceOpen: NaN, profit: NaN, net: NaN, swap: 1, volume: 1 },
    ]);
  });
});

describe('a position that is cut off', () => {
  test('only its close is known: nothing is guessed', () => {
    const close = trade('sell', 'out', 1, 1.2, { profit: 5 });
    for (const allDeals of [true, false]) {
      expect(positions([close], allDeals)).toMatchObject([
        {
          side: 'buy',
          volume: 0,
          volumeClosed: 1,
          priceOpen: undefined,
          openTime: undefined,
          priceClose: 1.2,
          profit: 5,
          state: 'unknown',
          complete: false,
        },
      ]);
    }
  });

  test('it starts with the order whose number it has: nothing is missing', () => {
    const deals = [trade('buy', 'in', 1, 1.1), trade('sell', 'out', 1, 1.2)];
    expect(positions(deals, false)).toMatchObject([{ complete: true, state: 'closed' }]);
  });

  test('it may have been added to only: what came before is not known', () => {
    const deals = [trade('buy', 'in', 1, 1.1, { trade_order: 99n }), trade('sell', 'out', 1, 1.2)];
    expect(positions(deals, false)).toMatchObject([{ complete: false, state: 'unknown' }]);
    expect(positions(deals, true)).toMatchObject([{ complete: true, state: 'closed' }]);
  });

  test('more is closed than was opened', () => {
    const deals = [trade('buy', 'in', 1, 1.1), trade('sell', 'out', 2, 1.2)];
    expect(positions(deals)).toMatchObject([{ complete: false, state: 'unknown' }]);
  });

  test('it starts with a close: what is opened later does not make up for what came before', () => {
    const deals = [trade('sell', 'out', 1, 1.2, { trade_order: 7n }), trade('buy', 'in', 2, 1.1)];
    for (const allDeals of [true, false]) {
      expect(positions(deals, allDeals)).toMatchObject([{ complete: false, state: 'unknown' }]);
    }
  });

  test('it starts with a turn: how much that closed is not known', () => {
    const deals = [trade('sell', 'in_out', 3, 1.2), trade('buy', 'out', 2, 1.1)];
    expect(positions(deals, true)).toMatchObject([
      { leg: 1, side: 'buy', volumeClosed: 0, state: 'closed', complete: false },
      { leg: 2, side: 'sell', volumeClosed: 2, state: 'unknown', complete: false },
    ]);
  });

  test('nothing but service operations is known', () => {
    const deals = [trade('sell', 'out', 1, 1.2, { trade_reason: Reason.rollover, storage: -3 })];
    expect(positions(deals, false)).toMatchObject([
      { side: 'buy', volume: 0, volumeClosed: 0, swap: -3, state: 'unknown', complete: false },
    ]);
  });
});

const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('open', 'open', 'close', 'close', 'reverse', 'close-by', 'service'),
    buy: fc.boolean(),
    pick: fc.nat(20),
    volume: fc.integer({ min: 1, max: 500 }),
    price: fc.integer({ min: 1, max: 1_000_000 }),
    money: fc.tuple(cents, cents, cents, cents),
  }),
  { maxLength: 40 },
);

const stateOf = ({ opened, closed, turned }: Side): HistoryPosition['state'] => {
  if (turned || opened === closed) return 'closed';
  return closed === 0 ? 'open' : 'partial';
};

const ledgerOf = (all: readonly Step[]): Ledger => {
  const ledger = new Ledger();
  for (const step of all) ledger.apply(step);
  return ledger;
};

const keyOf = (one: { readonly ticket: bigint; readonly leg: number }): string =>
  `${String(one.ticket)}/${String(one.leg)}`;

describe('any history', () => {
  test('gives the positions that the broker had', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ledger = ledgerOf(all);
        const found = new Map(positions(ledger.deals).map((one) => [keyOf(one), one]));
        expect(found.size).toBe(ledger.sides.length);
        for (const side of ledger.sides) {
          const [profit, swap, commission, fee] = side.money;
          expect(found.get(keyOf(side))).toMatchObject({
            side: side.buy ? 'buy' : 'sell',
            volume: side.opened / 100,
            volumeClosed: side.closed / 100,
            profit: profit / 100,
            swap: swap / 100,
            commission: commission / 100,
            fee: fee / 100,
            net: (profit + swap + commission + fee) / 100,
            state: stateOf(side),
            complete: true,
          });
          const { priceOpen = NaN, priceClose } = found.get(keyOf(side)) ?? {};
          expect(priceOpen).toBeCloseTo(side.openedValue / side.opened / 100, 7);
          if (side.closed === 0) expect(priceClose).toBeUndefined();
          else expect(priceClose).toBeCloseTo(side.closedValue / side.closed / 100, 7);
        }
      }),
    );
  });

  test('cut off at any place, what is called complete is the same as in the whole', () => {
    fc.assert(
      fc.property(steps, fc.nat(60), (all, start) => {
        const { deals } = ledgerOf(all);
        const whole = new Map(positions(deals).map((one) => [keyOf(one), one]));
        for (const one of positions(deals.slice(start), false)) {
          if (one.complete) expect(one).toEqual(whole.get(keyOf(one)));
          else if (one.leg === 1) {
            const sameDeals = whole.get(keyOf(one))?.deals.length === one.deals.length;
            expect(sameDeals && one.deals[0]?.order === one.ticket).toBe(false);
          }
        }
      }),
    );
  });
});
