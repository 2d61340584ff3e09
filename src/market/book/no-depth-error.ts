import { Mt5Error } from '../../connection/index.js';
import { TradePermissions } from '../../wire/index.js';
import type { SymbolSpecification } from '../symbols.js';

/**
 * - `no-levels`: the symbol has none (`ticks_bookdepth` is 0).
 * - `not-permitted`: the settings of the account's group do not allow it (bit 1 of
 *   `permissions_flags`).
 * - `no-record`: the server has not sent the symbol's full record, which tells how to read it.
 */
export type NoDepthReason = 'no-levels' | 'not-permitted' | 'no-record';

const texts: Readonly<Record<NoDepthReason, string>> = {
  'no-levels': 'the symbol has none (ticks_bookdepth is 0, expected 1 or more)',
  'not-permitted':
    'the account may not see it (bit 1 of permissions_flags is clear, expected it set)',
  'no-record': 'the server has not sent the full record of the symbol',
};

/** The symbol has no depth of market for this account. Trying again will not help. */
export class NoDepthError extends Mt5Error {
  readonly code = 'no-depth';

  constructor(
    readonly symbol: string,
    readonly reason: NoDepthReason,
  ) {
    super(`No depth of market of "${symbol}": ${texts[reason]}`, { symbol, reason });
  }
}

/** Why there is no depth of market of a symbol; undefined where there is one. */
export const depthFault = ({
  name,
  settings,
  raw,
}: SymbolSpecification): NoDepthError | undefined => {
  if (raw.ticks_bookdepth === 0) return new NoDepthError(name, 'no-levels');
  return (settings.permissions_flags & TradePermissions.book) === 0
    ? new NoDepthError(name, 'not-permitted')
    : undefined;
};
