import type { AccountDraft } from './state-draft.js';

/** Nothing can be seen until the next connection. */
export const sayLost = (draft: AccountDraft, at: number): void => {
  const { gap, hasSnapshot } = draft;
  const awaits = { snapshot: true, history: hasSnapshot || gap?.awaits.history === true };
  if (gap === undefined) openGap(draft, at, 'disconnected', awaits);
  else draft.gap = { ...gap, awaits };
};

/** What is open could not be asked for. Within a gap that is no news. */
export const sayQueryFailed = (draft: AccountDraft, at: number): void => {
  if (draft.gap !== undefined) return;
  openGap(draft, at, 'query-failed', { snapshot: true, history: false });
};

const openGap = (
  draft: AccountDraft,
  at: number,
  reason: 'disconnected' | 'query-failed',
  awaits: { readonly snapshot: boolean; readonly history: boolean },
): void => {
  draft.gap = { from: at, reason, awaits };
  draft.say({ kind: 'gap', at, from: at, reason });
};

/** A snapshot was applied. `isFirst`: of the session. */
export const saySnapshot = (draft: AccountDraft, at: number, isFirst: boolean): void => {
  const { gap } = draft;
  if (gap === undefined) {
    if (isFirst) draft.say({ kind: 'live', at });
    return;
  }
  draft.gap = { ...gap, awaits: { ...gap.awaits, snapshot: false } };
  closeGap(draft, at);
};

/** History was applied; `count` deals of it were new. */
export const sayHistory = (draft: AccountDraft, at: number, from: number, count: number): void => {
  const { gap } = draft;
  draft.say({ kind: 'backfilled', at, from: gap?.from ?? draft.utcOf(from), to: at, count });
  if (gap === undefined) return;
  draft.gap = { ...gap, awaits: { ...gap.awaits, history: false } };
  closeGap(draft, at);
};

/** Once all it waits for is there. */
const closeGap = (draft: AccountDraft, at: number): void => {
  const { gap } = draft;
  if (gap === undefined || gap.awaits.snapshot || gap.awaits.history) return;
  draft.gap = undefined;
  draft.say({ kind: 'restored', at, from: gap.from, to: at, reason: gap.reason });
};
