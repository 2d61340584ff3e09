export type { AccountEvent } from './account-event.js';
export * from './history/index.js';
export { initialAccountState } from './state.js';
export type {
  AccountChanges,
  AccountRules,
  AccountState,
  AccountStep,
  ChangeSource,
  Earlier,
  Gap,
  HistoryReach,
  TradeServerStatus,
} from './state.js';
export type { PositionKey } from './state-records.js';
export { reduceAccount, reduceAccountFrame } from './state-reduce.js';
export type { TableChanges } from './state-table.js';
export { AccountStore } from './store.js';
export type { AccountQuery, AccountStoreOptions, ServeOptions } from './store.js';
export type { AccountConnection } from './store-serve.js';
export type { Changes } from './streams.js';
export * from './views/index.js';
