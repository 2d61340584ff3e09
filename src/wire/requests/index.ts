export * from './login.js';
export * from './onboarding.js';
export * from './rates.js';
export * from './trading.js';
