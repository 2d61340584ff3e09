import type { AccountEvent } from './account-event.js';
import type { AccountState, AccountStep, HistoryReach } from './state.js';
import { sayHistory, sayLost, sayQueryFailed, saySnapshot } from './state-condition.js';
import { AccountDraft } from './state-draft.js';
import { applyHistory, applySnapshot } from './state-snapshot.js';
import { applyUpdate } from './state-update.js';

/**
 * The state of an account after one more event, and what has changed by it. Pure: `state` stays
 * as it is.
 *
 * Order on the wire is all that counts: a push that comes after a snapshot is newer than it,
 * whatever its times say.
 */
export const reduceAccount = (state: AccountState, event: AccountEvent): AccountStep =>
  reduceAccountFrame(state, [event]);

/** As `reduceAccount`, for events that came in one frame: one step, and its changes in net. */
export const reduceAccountFrame = (
  state: AccountState,
  events: readonly AccountEvent[],
): AccountStep => {
  const draft = new AccountDraft(state);
  for (const event of events) apply(draft, event);
  return draft.finish();
};

const apply = (draft: AccountDraft, event: AccountEvent): void => {
  switch (event.kind) {
    case 'open':
      open(draft, event);
      return;
    case 'account':
      draft.times = event.times;
      draft.setAccount(event.account);
      return;
    case 'opened': {
      const isFirst = !draft.hasSnapshot;
      applySnapshot(draft, event.trades, event.at);
      saySnapshot(draft, event.at, isFirst);
      return;
    }
    case 'history': {
      const count = applyHistory(draft, event);
      if (count !== undefined) sayHistory(draft, event.at, event.from, count);
      return;
    }
    case 'update':
      applyUpdate(draft, event.update);
      return;
    case 'result':
      draft.addResult(event.result);
      return;
    case 'status':
      draft.setTradeServer(event.state, event.at);
      return;
    case 'query-failed':
      sayQueryFailed(draft, event.at);
      return;
    case 'lost':
      if (draft.isOpen) sayLost(draft, event.at);
      draft.isOpen = false;
      draft.known = false;
      return;
  }
};

/** The link to the trade server counts as up until the gateway says otherwise. */
const open = (draft: AccountDraft, event: Extract<AccountEvent, { kind: 'open' }>): void => {
  draft.isOpen = true;
  draft.known = false;
  draft.times = event.times;
  draft.reach = owe(draft);
  draft.replaceAccount(event.account);
  draft.setTradeServer(0, event.at);
};

/** A gap that is not filled when the next one comes goes on: deals pushed in between do not end it. */
const owe = ({ reach, hasSnapshot }: AccountDraft): HistoryReach => {
  if (!hasSnapshot) return { ...reach, owed: 'earlier', earlier: undefined };
  const lastBeforeGap = reach.owed === 'missed' ? reach.lastBeforeGap : reach.lastDeal;
  return { ...reach, owed: 'missed', lastBeforeGap };
};
