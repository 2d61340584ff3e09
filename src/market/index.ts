export { DesiredSet } from './desired-set.js';
export {
  AmbiguousSymbolError,
  SymbolNameError,
  SymbolNotFoundError,
  SymbolRecordError,
} from './errors.js';
export { keepSubscribed } from './keep-subscribed.js';
export type { KeepSubscribedOptions } from './keep-subscribed.js';
export { accountTerms, loadFull, loadSymbols } from './load.js';
export { applyMarkup, markupOf } from './markup.js';
export type { BidAsk, Markup } from './markup.js';
export { effectiveSettings } from './group-settings.js';
export { pathMatcher } from './path-mask.js';
export { nearNames } from './near-names.js';
export type { Requester } from './requester.js';
export { QuoteSlot } from './quote-slot.js';
export type { SlotSymbol } from './quote-slot.js';
export { SymbolCatalogue } from './symbol-catalogue.js';
export type { AccountTerms } from './symbol-catalogue.js';
export type { SymbolInfo, SymbolSpecification } from './symbols.js';
export { Tick, TickFlag } from './tick.js';
export { TickRouter } from './tick-router.js';
export { withCondition } from './condition.js';
export type { BackfillCondition, Condition, GapReason, LiveStream, OfSymbol } from './condition.js';
export type { FeedEvent } from './feed-event.js';
export { FeedRouter } from './feed-router.js';
export type { FeedContext } from './feed-router.js';
export { keepAsking } from './keep-asking.js';
export type { KeepAskingOptions } from './keep-asking.js';
export { marginSpreads } from './margin-spreads.js';
export type { MarginSpread, MarginSpreadLeg, SpreadSource } from './margin-spreads.js';
export { checkSymbolName, resolveSymbol } from './resolve.js';
export type { ResolveOptions } from './resolve.js';
export { DaylightRuleError } from './daylight.js';
export type { DaylightRule, OffsetChange } from './daylight.js';
export { AccountClock } from './server-times.js';
export type { AccountClockOptions, ServerTimes } from './server-times.js';
export { symbolChanges, symbolDifference } from './symbol-list.js';
export type { SymbolChanges, SymbolSource } from './symbol-list.js';
export { targetGroup } from './target-group.js';
export { untilLost } from './until-lost.js';
export { symbolTree } from './symbol-tree.js';
export type { SymbolFolder } from './symbol-tree.js';
export * from './bars/index.js';
export { conditions } from './conditions.js';
export type { ConditionsOptions } from './conditions.js';
export { details, noQuotes, quotes, reduceQuotes } from './quotes/index.js';
export type {
  Quote,
  QuoteBook,
  QuoteValue,
  QuoteValues,
  StatisticValue,
  StatisticValues,
  SymbolStatistics,
  Trend,
} from './quotes/index.js';
export { sessionOpen } from './schedule/index.js';
export type { SessionKind, SessionState } from './schedule/index.js';
export { bookList, tickList } from './keep-subscribed.js';
export type { SubscriptionList, SubscriptionTarget } from './keep-subscribed.js';
export * from './book/index.js';
