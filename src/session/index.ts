export { checkConfig, ConfigError } from './config.js';
export type { SessionConfig } from './config.js';
export {
  NotConnectedError,
  OpenTimeoutError,
  SessionClosedError,
  TradingDisabledError,
} from './errors.js';
export { connect, openSession } from './open.js';
export { Session } from './session.js';
