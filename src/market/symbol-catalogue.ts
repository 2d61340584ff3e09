import { Subject, type Observable } from 'rxjs';
import type { SymbolFull, SymbolShort, SymbolTradeSettings } from '../wire/index.js';
import { SymbolNotFoundError } from './errors.js';
import { effectiveSettings } from './group-settings.js';
import { markupOf } from './markup.js';
import { nearNames } from './near-names.js';
import type { SlotSymbol } from './quote-slot.js';
import {
  symbolInfo,
  symbolSpecification,
  type SymbolInfo,
  type SymbolSpecification,
} from './symbols.js';

/** What the account says about all symbols at once. */
export interface AccountTerms {
  readonly tradeSettings: readonly SymbolTradeSettings[];
  /** Milliseconds that the server's clock is ahead of UTC. */
  readonly offsetMs: number;
}

/** What has changed: records of symbols, or the account's settings of them. */
export type CatalogueChange = 'symbols' | 'terms';

/** The symbols of one connection: the list, and full records as far as they are loaded. */
export class SymbolCatalogue {
  readonly #byName = new Map<string, SymbolInfo>();
  readonly #names = new Map<number, string>();
  readonly #full = new Map<number, SymbolFull>();
  /** With the settings laid over; made when asked for, and kept while both hold. */
  readonly #specifications = new Map<number, SymbolSpecification>();
  readonly #changes = new Subject<CatalogueChange>();
  #infos: readonly SymbolInfo[] | undefined;
  #terms: AccountTerms;

  constructor(list: readonly SymbolShort[], terms: AccountTerms) {
    this.#terms = terms;
    for (const symbol of list) {
      this.#byName.set(symbol.trade_symbol, symbolInfo(symbol));
      this.#names.set(symbol.symbol_id, symbol.trade_symbol);
    }
  }

  /** All symbols. The same array, and the same symbols in it, until they change. */
  get infos(): readonly SymbolInfo[] {
    return (this.#infos ??= [...this.#byName.values()]);
  }

  has(id: number): boolean {
    return this.#names.has(id);
  }

  idOf(name: string): number | undefined {
    return this.#byName.get(name)?.id;
  }

  /** Exact name, case included. */
  notFound(name: string): SymbolNotFoundError {
    return new SymbolNotFoundError(name, nearNames(name, this.#byName.keys()));
  }

  /** Ids of these names whose full record is not loaded. Names that do not exist are left out. */
  idsToLoad(names: Iterable<string>): number[] {
    return [...names]
      .map((name) => this.idOf(name))
      .filter((id): id is number => id !== undefined && !this.#full.has(id));
  }

  /** Whether the full record of a symbol is there. */
  isLoaded(name: string): boolean {
    return this.#full.has(this.idOf(name) ?? -1);
  }

  addFull(records: readonly SymbolFull[]): void {
    for (const record of records) {
      this.#full.set(record.symbol_id, record);
      this.#specifications.delete(record.symbol_id);
    }
  }

  /** Push 13: replaces what is known of a symbol, and adds one that was not. */
  update(records: readonly SymbolFull[]): void {
    for (const record of records) {
      const known = this.#names.get(record.symbol_id);
      if (known !== undefined && known !== record.trade_symbol) this.#byName.delete(known);
      const before = this.idOf(record.trade_symbol);
      if (before !== undefined && before !== record.symbol_id) this.#forget(before);
      this.#names.set(record.symbol_id, record.trade_symbol);
      this.#byName.set(record.trade_symbol, symbolInfo(shortOf(record)));
    }
    this.#infos = undefined;
    this.addFull(records);
    this.#changes.next('symbols');
  }

  #forget(id: number): void {
    this.#names.delete(id);
    this.#full.delete(id);
    this.#specifications.delete(id);
  }

  /** Emits after symbols (push 13) or the account's settings of them (push 14) have changed. */
  get changes$(): Observable<CatalogueChange> {
    return this.#changes.asObservable();
  }

  /** All names. */
  get names(): ReadonlySet<string> {
    return new Set(this.#byName.keys());
  }

  /** Push 14: group settings and the server's offset may have changed. */
  setTerms(terms: AccountTerms): void {
    this.#terms = terms;
    this.#specifications.clear();
    this.#changes.next('terms');
  }

  specification(name: string): SymbolSpecification | undefined {
    const record = this.#full.get(this.idOf(name) ?? -1);
    if (record === undefined) return undefined;
    let specification = this.#specifications.get(record.symbol_id);
    if (specification === undefined) {
      const settings = effectiveSettings(record.trade, this.#terms.tradeSettings);
      specification = symbolSpecification(record, settings);
      this.#specifications.set(record.symbol_id, specification);
    }
    return specification;
  }

  /** What the ticks of a symbol are read with; no markup while its full record is not loaded. */
  slotSymbol(name: string): SlotSymbol | undefined {
    const short = this.#byName.get(name);
    if (short === undefined) return undefined;
    const full = this.specification(name);
    const markup =
      full === undefined
        ? undefined
        : markupOf({
            spreadDiff: full.settings.spread_diff,
            spreadDiffBalance: full.settings.spread_diff_balance,
            point: full.point,
            digits: full.digits,
          });
    return { name, digits: short.digits, markup, offsetMs: this.#terms.offsetMs };
  }
}

const shortOf = (full: SymbolFull): SymbolShort => ({
  trade_symbol: full.trade_symbol,
  symbol_description: full.symbol_description,
  digits: full.digits,
  symbol_id: full.symbol_id,
  symbol_path: full.trade.symbol_path,
  trade_calc_mode: full.trade_calc_mode,
  basis: full.basis,
  sector: full.sector,
});
