/**
 * An MT5 server in a box: `startSimulator` listens on a port of this machine, and clients of
 * the Web Terminal protocol can log on to it.
 *
 * @packageDocumentation
 */
export type { ClientState, ConnectionInfo } from './client.js';
export type { Controls } from './controls.js';
export * from './data/index.js';
export { DeskError, type DeskErrorCode } from './desk/index.js';
export type {
  BalanceAction,
  Desk,
  DeskCloseOptions,
  DeskDealOptions,
  DeskOpenOptions,
  DeskOrder,
  DeskOrderChanges,
  DeskState,
  DeskStops,
  DeskTrade,
  EndState,
  PendingType,
  Ticket,
} from './desk/index.js';
export {
  SimulatorArgumentError,
  SimulatorClosedError,
  SimulatorError,
  SimulatorListenError,
  SimulatorOptionError,
  UnknownSimulatorSymbolError,
  type SimulatorErrorCode,
} from './errors.js';
export type { SimulatorRequest } from './gateway.js';
export type {
  AccountMode,
  AccountOptions,
  AccountSettings,
  AccountState,
  OtpOptions,
  TradeSettingsOptions,
} from './options/account-options.js';
export type {
  MarginSpreadLegOptions,
  MarginSpreadOptions,
} from './options/margin-spread-options.js';
export type { LinkOptions, VerificationOptions } from './options/onboarding-options.js';
export type {
  CommissionOptions,
  CommissionTierOptions,
  LeverageRuleOptions,
  LeverageTierOptions,
} from './options/rule-options.js';
export type { SimulatorOptions } from './options/simulator-options.js';
export type { DealOptions, OrderOptions, PositionOptions } from './options/trade-options.js';
export type { DaylightChange } from './quotes/clock.js';
export type { SimulatorBook, SimulatorBookLevel } from './quotes/book-ladder.js';
export { garbageSorts, type GarbageSort } from './server/garbage.js';
export type { SymbolChange, SymbolControls } from './symbol-changes.js';
export type { Push, Simulator, SimulatorAccount, SimulatorSymbol } from './simulator.js';
export { startSimulator } from './start-simulator.js';
