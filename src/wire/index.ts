/**
 * The wire of the MetaTrader 5 Web Terminal: bytes to values and back. No
 * sockets, no timers, no streams; the client, the embedded server, the command
 * line and the tests share it.
 *
 * @packageDocumentation
 */
export * from './bodies/index.js';
export * from './cipher/index.js';
export * from './commands/index.js';
export * from './convert/index.js';
export * from './enums/index.js';
export * from './frame/index.js';
export * from './hot/index.js';
export * from './json/index.js';
export { ProtocolError } from './protocol-error.js';
export type { ProtocolErrorCode, ProtocolErrorContext } from './protocol-error.js';
export * from './records/index.js';
export * from './requests/index.js';
export * from './schema/index.js';
