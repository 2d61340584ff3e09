export { checkConfig, ConfigError } from './config.js';
export type { SessionConfig } from './config.js';
export {
  NotConnectedError,
  OpenTimeoutError,
  SessionClosedError,
  TradingDisabledError,
} from './errors.js';
export type { BarsFilter, SessionHistory } from './history.js';
export type { BarStreamOptions } from './market-streams.js';
export { connect, openSession } from './open.js';
export { openPool, PoolConfigError, SessionPool } from './pool.js';
export type { PoolEvent, PoolOptions } from './pool.js';
export type { PooledSession } from './pool-member.js';
export type { AccountPhase, PoolAccountStatus, PoolStatus } from './pool-status.js';
export { Session } from './session.js';
