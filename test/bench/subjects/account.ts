import {
  initialAccountState,
  reduceAccountFrame,
  type AccountEvent,
  type AccountState,
} from '../../../src/account/index.js';
import type { Deal, DealUpdate, Position } from '../../../src/wire/index.js';
import { deal, dealUpdate, events, noDeal, position } from '../../account/support/trades.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { mustGrow } from '../support/must-grow.js';
import { ServedAccount } from '../support/served-account.js';
import { timed } from '../timing.js';

const dealsPerRun = 200;
const lot = 100_000_000n;
const firstDeal = 1_000_000;

/** Partial deals on one position after the other: each changes a volume and the balance. */
function updatesOf(positions: number): DealUpdate[] {
  return Array.from({ length: dealsPerRun }, (_, index) => {
    const id = 1 + ((index * 7) % positions);
    const volume = lot + BigInt(index + 1);
    return dealUpdate({
      deal: deal(firstDeal + index, { position_id: BigInt(id) }),
      trade_position: position(id, { trade_volume: volume }),
      balance: 1000 + index,
    });
  });
}

const positionsOf = (count: number): Position[] =>
  Array.from({ length: count }, (_, index) => position(index + 1));

const earlierDeals = (count: number): DealUpdate[] =>
  Array.from({ length: count }, (_, index) => dealUpdate({ deal: deal(index + 1) }));

/** An account with so many open positions and known deals. */
function stateOf(positions: number, deals: number): AccountState {
  const begun: readonly AccountEvent[] = [
    events.open(),
    events.opened({ positions: positionsOf(positions) }),
    ...earlierDeals(deals).map((update) => events.update(update)),
  ];
  return reduceAccountFrame(initialAccountState(), begun).state;
}

/** What a first program would do: maps that are changed in place, and no word of what changed. */
class PlainAccount {
  balance = 0;
  readonly #positions: Map<bigint, Position>;
  readonly #deals = new Map<bigint, Deal>();

  constructor(positions: readonly Position[]) {
    this.#positions = new Map(positions.map((each) => [each.position_id, each]));
  }

  take(update: DealUpdate): void {
    const { trade_position } = update;
    if (trade_position.trade_volume === 0n) this.#positions.delete(trade_position.position_id);
    else this.#positions.set(trade_position.position_id, trade_position);
    this.#deals.set(update.deal.deal, update.deal);
    this.balance = update.balance;
  }
}

function reduced(
  name: string,
  ratioTo: string,
  [positions, deals]: readonly [positions: number, deals: number],
  settings: Settings,
): Contender {
  const frames = updatesOf(positions).map((update) => [events.update(update)]);
  const begun = stateOf(positions, deals);
  const body = (): number => {
    let state = begun;
    let changed = 0;
    for (const frame of frames) {
      const step = reduceAccountFrame(state, frame);
      state = step.state;
      changed += step.changes.positions?.changed.length ?? 0;
    }
    return changed;
  };
  return timed({ name, ratioTo }, dealsPerRun, body, settings);
}

/** The whole way: what a follower of the open positions pays for each deal, all of them in a list. */
function followed(name: string, ratioTo: string, positions: number, settings: Settings): Contender {
  const served = new ServedAccount(positionsOf(positions));
  // Two volumes of each, so that there is something new in every round.
  const updates = [0n, lot].flatMap((more) =>
    updatesOf(positions).map((update) => ({
      ...update,
      deal: noDeal,
      trade_position: {
        ...update.trade_position,
        trade_volume: update.trade_position.trade_volume + more,
      },
    })),
  );
  let changed = 0;
  served.store.positions$.subscribe((changes) => {
    changed += changes.changed.length;
  });
  const body = (): number => {
    for (const update of updates) served.push(update);
    return changed;
  };
  return timed({ name, ratioTo }, updates.length, mustGrow(name, body), settings);
}

const counted = (positions: number): string => `${positions} position${positions === 1 ? '' : 's'}`;

const counts = [1, 100, 1000] as const;
const manyDeals = 10_000;

const contenders = (settings: Settings): Contender[] => [
  ...counts.flatMap((positions) => {
    const updates = updatesOf(positions);
    const account = new PlainAccount(positionsOf(positions));
    const ratioTo = `${counted(positions)}, plain maps changed in place`;
    const plain = (): number => {
      for (const update of updates) account.take(update);
      return account.balance;
    };
    return [
      timed({ name: ratioTo }, dealsPerRun, plain, settings),
      reduced(`${counted(positions)}, reducer`, ratioTo, [positions, 0], settings),
      followed(`${counted(positions)}, positions$ of a store`, ratioTo, positions, settings),
    ];
  }),
  reduced(
    `${counted(1)} and ${manyDeals} deals, reducer`,
    `${counted(1)}, plain maps changed in place`,
    [1, manyDeals],
    settings,
  ),
];

/** A deal applied to an account: a position, a balance and the list of deals. */
export const account: Subject = {
  title: 'a deal to the state of an account',
  prepare: (settings) => ({ contenders: contenders(settings) }),
};
