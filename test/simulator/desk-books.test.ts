import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  symbolSpec,
  type AccountMode,
  type Desk,
  type DeskState,
} from '../../src/simulator/index.js';
import { commands, DealAction } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';
import { TradeMirror } from '../support/trade-mirror.js';

const { withClient } = simulators();

const symbols = [
  symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1 }),
  symbolSpec({ kind: 'metal', path: 'Metals\\XAUUSD', startPrice: 1900 }),
];
const quote = { symbol: 'EURUSD', time: 1_700_000_000_000, bid: 1.1, ask: 1.1002 };
const deposit = { ticket: 1, action: 'balance', profit: 10_000 } as const;

const withDesk = async (mode: AccountMode) => {
  const account = { login: 5, password: 'Secret-55', mode, history: { deals: [deposit] } };
  const { simulator, client } = await withClient({ symbols, accounts: [account] });
  simulator.pushTick(quote);
  return { simulator, client, desk: simulator.desk() };
};

type Step = (desk: Desk, tick: (price: number) => void) => void;

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length];
const small = fc.nat({ max: 30 });
const lots = fc.integer({ min: 1, max: 300 }).map((hundredths) => hundredths / 100);
const price = fc.integer({ min: 100_000, max: 120_000 }).map((points) => points / 100_000);
const stop = fc.option(price, { nil: 0 });
const money = fc.integer({ min: -2000, max: 0 }).map((cents) => cents / 100);

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ buy: fc.boolean(), gold: fc.boolean(), lots, price, sl: stop, commission: money })
    .map(({ buy, gold, lots: volume, ...options }) => (desk: Desk) => {
      const symbol = gold ? 'XAUUSD' : 'EURUSD';
      if (buy) desk.buy(symbol, volume, options);
      else desk.sell(symbol, volume, options);
    }),
  fc
    .record({ at: small, part: fc.boolean(), price, fee: money })
    .map(({ at, part, ...options }) => (desk: Desk) => {
      const position = pick(desk.state.positions, at);
      if (position === undefined) return;
      const volume = Number(position.trade_volume) / 1e8;
      const half = Math.max(0.01, Math.round(volume * 50) / 100);
      desk.close(position.position_id, part ? { ...options, lots: half } : options);
    }),
  fc.record({ at: small, by: small }).map(({ at, by }) => (desk: Desk) => {
    const first = pick(desk.state.positions, at);
    const opposite = desk.state.positions.filter(
      (other) =>
        other.trade_symbol === first?.trade_symbol && other.trade_action !== first.trade_action,
    );
    const second = pick(opposite, by);
    if (first && second) desk.closeBy(first.position_id, second.position_id);
  }),
  fc.record({ at: small, sl: stop, tp: stop }).map(({ at, ...stops }) => (desk: Desk) => {
    const position = pick(desk.state.positions, at);
    if (position) desk.modify(position.position_id, stops);
  }),
  fc
    .record({
      type: fc.constantFrom('buy_limit', 'sell_stop', 'sell_limit'),
      lots,
      price,
      sl: stop,
    })
    .map((order) => (desk: Desk) => {
      desk.place({ ...order, symbol: 'EURUSD' });
    }),
  fc
    .record({ at: small, how: fc.nat({ max: 3 }), price })
    .map(({ at, how, price: at1 }) => (desk: Desk) => {
      const ticket = pick(desk.state.orders, at)?.trade_order;
      if (ticket === undefined) return;
      if (how === 0) desk.cancel(ticket);
      else if (how === 1) desk.modifyOrder(ticket, { price: at1 });
      else desk.fill(ticket);
    }),
  fc.record({ amount: money, credit: fc.boolean() }).map(({ amount, credit }) => (desk: Desk) => {
    desk.balance(-amount, { action: credit ? 'credit' : 'balance' });
  }),
  price.map((bid) => (_desk: Desk, tick: (price: number) => void) => tick(bid)),
);

/** What the deals say of each position: signed volume, and the open price of what is left. */
const fromDeals = ({ deals }: DeskState) => {
  const held = new Map<bigint, { units: bigint; price: number }>();
  for (const { position_id, trade_action, trade_volume, price_open } of deals) {
    if (position_id === 0n) continue;
    const { units, price: was } = held.get(position_id) ?? { units: 0n, price: 0 };
    const added = trade_action === DealAction.buy ? trade_volume : -trade_volume;
    const after = units + added;
    const grows = units * added >= 0n;
    const average = (Number(units) * was + Number(added) * price_open) / Number(after);
    const turned = !grows && units * after < 0n;
    if (after === 0n) held.delete(position_id);
    else
      held.set(position_id, { units: after, price: grows ? average : turned ? price_open : was });
  }
  return held;
};

const checkBooks = (state: DeskState) => {
  const { deals, positions, orders, closedOrders } = state;
  const sumOf = (credit: boolean) =>
    deals
      .filter(({ trade_action }) => (trade_action === DealAction.credit) === credit)
      .reduce((sum, d) => sum + d.profit + d.commission + d.storage + d.commission_fee, 0);
  expect(state.balance).toBeCloseTo(sumOf(false), 6);
  expect(state.credit).toBeCloseTo(sumOf(true), 6);
  const said = fromDeals(state);
  expect(positions.map(({ position_id }) => position_id).sort()).toEqual([...said.keys()].sort());
  for (const { position_id, trade_action, trade_volume, price_open, storage } of positions) {
    expect(trade_volume).toBeGreaterThan(0n);
    expect(said.get(position_id)?.units).toBe(trade_action === 0 ? trade_volume : -trade_volume);
    expect(price_open).toBeCloseTo(said.get(position_id)?.price ?? NaN, 5);
    expect(storage).toBe(0);
  }
  const tickets = [...orders, ...closedOrders].map(({ trade_order }) => trade_order);
  const all = [...tickets, ...deals.map(({ deal }) => deal)];
  expect(new Set(all).size).toBe(all.length);
};

/** Without the prices of now: clients have those from quotes. */
const unpriced = <T extends object>(records: Iterable<T>) =>
  [...records].map((record) => ({ ...record, price_close: 0, price_current: 0, profit: 0 }));

describe('whatever is done', () => {
  test.each(['hedging', 'netting'] as const)(
    'the books balance, and pushes lead a %s client to what it would be told if it asked',
    async (mode) => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 40, size: 'max' }), async (list) => {
          const { simulator, client, desk } = await withDesk(mode);
          const mirror = await TradeMirror.of(client);
          const seen = client.frames.length;
          for (const step of list) {
            try {
              step(desk, (bid) => simulator.pushTick({ ...quote, bid, ask: bid + 0.0002 }));
            } catch (error) {
              // Netting has nothing to close by; nothing else may fail.
              expect(error).toMatchObject({ code: 'argument', field: 'closeBy' });
            }
            checkBooks(desk.state);
          }
          const asked = await TradeMirror.of(client);
          for (const { command, body } of client.frames.slice(seen)) {
            if (command === commands.tradeUpdate.id) mirror.apply(body);
          }
          expect(mirror.money).toEqual(asked.money);
          expect(unpriced(mirror.positions.values())).toEqual(unpriced(asked.positions.values()));
          expect(unpriced(mirror.orders.values())).toEqual(unpriced(asked.orders.values()));
          expect([...mirror.deals.values()]).toEqual([...asked.deals.values()]);
          expect([...mirror.closedOrders.values()]).toEqual([...asked.closedOrders.values()]);
          expect([...asked.deals.values()]).toEqual(desk.state.deals);
          await client.close();
          await simulator.close();
        }),
        { numRuns: 40 },
      );
    },
  );
});
