/**
 * Reactive SDK for MetaTrader 5 on RxJS.
 *
 * @packageDocumentation
 */
export {
  AuthenticationError,
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  IllegalTransitionError,
  LinkDeadError,
  Mt5Error,
  RequestQueueFullError,
  RequestTimeoutError,
  SocketError,
  TradeServerUnavailableError,
} from './connection/index.js';
export type {
  AuthenticationReason,
  CloseKind,
  ConnectionState,
  Diagnostic,
  ErrorContext,
  Limit,
  Limits,
  Logger,
  OtpSource,
  ReconnectOptions,
  Reply,
  Runtime,
  Status,
  TlsOptions,
} from './connection/index.js';
export { SymbolNotFoundError, Tick, TickFlag } from './market/index.js';
export type { SymbolInfo, SymbolSpecification } from './market/index.js';
export {
  ConfigError,
  connect,
  NotConnectedError,
  openSession,
  OpenTimeoutError,
  Session,
  SessionClosedError,
  TradingDisabledError,
} from './session/index.js';
export type { SessionConfig } from './session/index.js';
