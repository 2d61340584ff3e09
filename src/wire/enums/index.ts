export * from './account.js';
export * from './enumeration.js';
export * from './market.js';
export * from './retcode.js';
export * from './session.js';
export * from './symbol.js';
export * from './trading.js';
