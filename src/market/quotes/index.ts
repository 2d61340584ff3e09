export { details } from './details.js';
export type { Quote, QuoteValue, QuoteValues, Trend } from './quote.js';
export { quotes } from './quotes.js';
export { noQuotes, reduceQuotes } from './reduce.js';
export type { QuoteBook } from './reduce.js';
export type { StatisticValue, StatisticValues, SymbolStatistics } from './statistics.js';
