/**
 * An MT5 server in a box: `startSimulator` listens on a port of this machine, and clients of
 * the Web Terminal protocol can log on to it.
 *
 * @packageDocumentation
 */
export type { ClientState, ConnectionInfo } from './client.js';
export type { Controls } from './controls.js';
export * from './data/index.js';
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
  AccountState,
  OtpOptions,
  TradeSettingsOptions,
} from './options/account-options.js';
export type { SimulatorOptions } from './options/simulator-options.js';
export type { DealOptions, OrderOptions, PositionOptions } from './options/trade-options.js';
export { garbageSorts, type GarbageSort } from './server/garbage.js';
export type { Push, Simulator, SimulatorAccount, SimulatorSymbol } from './simulator.js';
export { startSimulator } from './start-simulator.js';
