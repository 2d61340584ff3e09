import { defer, map, merge, of, switchMap, type Observable } from 'rxjs';
import type { Connection } from '../connection/index.js';
import {
  commands,
  enumName,
  SpreadLegMode,
  SpreadMarginType,
  type EnumName,
  type Spread,
  type SpreadBlock,
  type SpreadLeg,
} from '../wire/index.js';
import { checkSymbolName } from './resolve.js';
import { keepAsking, type KeepAskingOptions } from './keep-asking.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';

/** One side of a margin spread: a symbol, or all symbols of an underlying that expire in a time. */
export interface MarginSpreadLeg {
  /** By name, by underlying (`basis`), or a mode that is not known, as its number. */
  readonly mode: EnumName<typeof SpreadLegMode> | number;
  /** Name of the symbol or of the underlying. */
  readonly symbol: string;
  /** Earliest and latest expiration, milliseconds as the server counts them; absent: open. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly ratio: number;
}

/** A rule by which positions in several symbols need less margin together. */
export interface MarginSpread {
  readonly id: number;
  readonly marginType: EnumName<typeof SpreadMarginType> | number;
  readonly marginInitial: number;
  readonly marginMaintenance: number;
  readonly legsA: readonly MarginSpreadLeg[];
  readonly legsB: readonly MarginSpreadLeg[];
  /** The record as it came. */
  readonly raw: Spread;
}

/** 0 stands for an open end. */
const milliseconds = (seconds: number): number | undefined =>
  seconds === 0 ? undefined : seconds * 1000;

const legOf = (leg: SpreadLeg): MarginSpreadLeg => ({
  mode: enumName(SpreadLegMode, leg.spread_mode) ?? leg.spread_mode,
  symbol: leg.trade_symbol,
  from: milliseconds(leg.time_from),
  to: milliseconds(leg.time_to),
  ratio: leg.spread_ratio,
});

const spreadOf = (raw: Spread): MarginSpread => ({
  id: raw.spread_id,
  marginType: enumName(SpreadMarginType, raw.margin_type) ?? raw.margin_type,
  marginInitial: raw.margin_initial,
  marginMaintenance: raw.margin_maintenance,
  legsA: raw.legs_a.map(legOf),
  legsB: raw.legs_b.map(legOf),
  raw,
});

/** The rules of an answer; those without an id are empty. */
const spreadsOf = (blocks: readonly SpreadBlock[]): readonly MarginSpread[] =>
  blocks
    .flatMap(({ spreads }) => spreads)
    .filter(({ spread_id }) => spread_id !== 0)
    .map(spreadOf);

export interface SpreadSource {
  readonly connection: Pick<Connection, 'request' | 'on'>;
  readonly catalogue: Pick<SymbolCatalogue, 'idOf' | 'notFound'>;
}

/**
 * The margin spreads of some symbols: asked for over each connection, then as the server sends
 * them. Each emission replaces the one before. A request that fails is made again (`onFailure`
 * is told). Fails with `SymbolNotFoundError`.
 */
export const marginSpreads = (
  ready$: Observable<SpreadSource>,
  names: readonly string[],
  asking: KeepAskingOptions,
): Observable<readonly MarginSpread[]> =>
  ready$.pipe(
    switchMap(({ connection, catalogue }) =>
      defer(() => {
        const ids = names.map((name) => {
          const id = catalogue.idOf(checkSymbolName(name));
          if (id === undefined) throw catalogue.notFound(name);
          return id;
        });
        // Of no symbols the server is never asked.
        const asked = ids.length === 0 ? of([]) : connection.request(commands.spreads, ids);
        return merge(connection.on(commands.spreads), asked.pipe(keepAsking(asking))).pipe(
          map(spreadsOf),
        );
      }),
    ),
  );
