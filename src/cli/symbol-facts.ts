import type { SessionState, SymbolSpecification } from '../index.js';
import { enumName, TradeExemode, TradeMode } from '../wire/index.js';
import { isoTime } from './print.js';
import { visible } from './shown-text.js';

/** What `symbols --details` tells of a symbol; times are UTC milliseconds. */
export const symbolFacts = (symbol: SymbolSpecification, trade: SessionState) => {
  const { settings, raw } = symbol;
  return {
    name: symbol.name,
    description: symbol.description,
    path: symbol.path,
    digits: symbol.digits,
    id: symbol.id,
    point: symbol.point,
    tickSize: symbol.tickSize,
    contractSize: symbol.contractSize,
    currencyBase: symbol.currencyBase,
    currencyProfit: symbol.currencyProfit,
    currencyMargin: symbol.currencyMargin,
    volumeMin: symbol.volumeMin,
    volumeMax: symbol.volumeMax,
    volumeStep: symbol.volumeStep,
    tradeMode: enumName(TradeMode, settings.trade_mode) ?? settings.trade_mode,
    execution: enumName(TradeExemode, settings.trade_exemode) ?? settings.trade_exemode,
    stopsLevel: settings.trade_stops_level,
    freezeLevel: settings.trade_freeze_level,
    swapLong: settings.swap_long,
    swapShort: settings.swap_short,
    bookDepth: raw.ticks_bookdepth,
    delayMinutes: symbol.delayMinutes,
    open: trade.open,
    nextChange: trade.nextChange,
  };
};

export type SymbolFacts = ReturnType<typeof symbolFacts>;

const labelWidth = 16;

/** The market's state in words: `open until 2026-02-20T22:00:00Z`. */
export const sessionWords = ({ open, nextChange }: Pick<SessionState, 'open' | 'nextChange'>) => {
  const now = open ? 'open' : 'closed';
  return nextChange === undefined ? now : `${now} until ${isoTime(nextChange)}`;
};

/** The facts as lines for the eye. */
export const factLines = (facts: SymbolFacts): string[] => {
  const { volumeMin, volumeMax, volumeStep, contractSize, currencyBase, delayMinutes } = facts;
  const rows: readonly (readonly [string, string | number])[] = [
    ['path', facts.path],
    ['market', sessionWords(facts)],
    ['trading', `${facts.tradeMode}, ${facts.execution} execution`],
    ['contract', `${contractSize} ${currencyBase} a lot`],
    ['volume', `${volumeMin} to ${volumeMax} lots, step ${volumeStep}`],
    ['price', `${facts.digits} digits, step ${facts.tickSize}`],
    ['currencies', `profit ${facts.currencyProfit}, margin ${facts.currencyMargin}`],
    ['stops level', `${facts.stopsLevel} points, freeze level ${facts.freezeLevel}`],
    ['swap', `long ${facts.swapLong}, short ${facts.swapShort}`],
    ['depth', facts.bookDepth === 0 ? 'none' : `${facts.bookDepth} levels`],
    ['quotes', delayMinutes === 0 ? 'live' : `late by ${delayMinutes} minutes`],
  ];
  const title = facts.description === '' ? facts.name : `${facts.name}: ${facts.description}`;
  return [title, ...rows.map(([label, value]) => `  ${label.padEnd(labelWidth)}${value}`)].map(
    visible,
  );
};
