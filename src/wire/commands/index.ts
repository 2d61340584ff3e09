export * from './body.js';
export * from './catalogue.js';
