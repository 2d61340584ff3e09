export { deskOf } from './account-desk.js';
export { DeskError, type DeskErrorCode } from './errors.js';
export type {
  BalanceAction,
  Desk,
  DeskCloseOptions,
  DeskDealOptions,
  DeskOpenOptions,
  DeskOrder,
  DeskOrderChanges,
  DeskStops,
  DeskTrade,
  EndState,
  PendingType,
  Ticket,
} from './face.js';
export type { DeskState } from './state.js';
