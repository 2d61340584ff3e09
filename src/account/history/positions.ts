import type { Reason } from '../../wire/index.js';
import type { Deal, Named } from '../views/index.js';
import { Leg, otherSide, type HistoryPosition, type Side } from './leg.js';

/** Reasons of operations that change the money of a position and not its volume. */
const serviceReasons: ReadonlySet<Named<typeof Reason>> = new Set<Named<typeof Reason>>([
  'rollover',
  'variation_margin',
  'settlement',
  'transfer',
  'sync',
  'external_service',
]);

type Trade = Deal & { readonly action: Side };

/** A buy or a sell, be it a service operation. */
const isTrade = (deal: Deal): deal is Trade => deal.action === 'buy' || deal.action === 'sell';

const movesVolume = (deal: Deal): deal is Trade =>
  isTrade(deal) && !serviceReasons.has(deal.reason);

/** Whether there must have been a position before a deal. */
const needsPosition = ({ entry }: Trade): boolean =>
  entry === 'out' || entry === 'out_by' || entry === 'in_out';

/** The side that a position had before a deal, or has after it if it is the first. */
const sideBefore = (deal: Trade): Side =>
  needsPosition(deal) ? otherSide(deal.action) : deal.action;

/** The deals of one position, oldest first, as one leg for each side that it was on. */
const legsOf = (ticket: bigint, deals: readonly Deal[], allDeals: boolean): HistoryPosition[] => {
  const first = deals.find(movesVolume) ?? deals.find(isTrade);
  if (first === undefined) return [];
  const fromStart = !needsPosition(first) && (allDeals || first.order === ticket);
  let leg = new Leg({
    ticket,
    number: 1,
    side: sideBefore(first),
    fromStart,
  });
  const legs = [leg];
  for (const deal of deals) {
    leg.book(deal);
    if (!movesVolume(deal)) continue;
    if (deal.entry === 'in_out') {
      leg = leg.turn(deal);
      legs.push(leg);
    } else if (deal.action === leg.side) leg.enter(deal, deal.volumeUnits);
    else leg.exit(deal, deal.volumeUnits);
  }
  return legs.map((one) => one.position());
};

/**
 * Positions from deals, in the order of their first deal. As the official client has it, deals on
 * the side of a position open it, deals on the other side close it, also by another position, and
 * service operations (rollover, settlement and the like) change only its money. Beyond that client,
 * a deal that turns a netting position ends one leg and opens the next.
 *
 * `deals` are sorted from the oldest. `allDeals` says that none is left out at the start; otherwise
 * a position is complete only if it starts with the order whose number it has.
 */
export const positionsFrom = (
  deals: readonly Deal[],
  { allDeals }: { readonly allDeals: boolean },
): HistoryPosition[] => {
  const groups = new Map<bigint, Deal[]>();
  for (const deal of deals) {
    const { position } = deal;
    if (position === undefined) continue;
    const group = groups.get(position);
    if (group === undefined) groups.set(position, [deal]);
    else group.push(deal);
  }
  return [...groups].flatMap(([ticket, group]) => legsOf(ticket, group, allDeals));
};
