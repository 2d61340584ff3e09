export * from './account.js';
export * from './market.js';
export * from './onboarding.js';
export * from './session.js';
export * from './symbols.js';
export * from './trading.js';
