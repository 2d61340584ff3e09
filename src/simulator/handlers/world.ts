import type { Logger } from 'pino';
import type { SchedulerLike } from 'rxjs';
import type { AccountBook } from '../accounts/account-book.js';
import type { ServerFacts } from '../accounts/account-record.js';
import type { Account } from '../accounts/account.js';
import type { Client } from '../client.js';
import type { BarStore } from '../data/index.js';
import type { OnboardingSettings } from '../options/onboarding-options.js';
import type { ServerClock } from '../quotes/clock.js';
import type { MarginSpreadOptions } from '../options/margin-spread-options.js';
import type { BookFanout } from '../quotes/book-fanout.js';
import type { SymbolTable } from '../quotes/symbol-table.js';
import type { TickFanout } from '../quotes/tick-fanout.js';
import type { Chance } from '../server/chance.js';
import type { TokenStore } from '../server/token-store.js';

/** Everything that requests are answered from. */
export interface World {
  readonly accounts: AccountBook;
  readonly facts: ServerFacts;
  readonly onboarding: OnboardingSettings;
  readonly symbols: SymbolTable;
  readonly fanout: TickFanout;
  readonly books: BookFanout;
  readonly bars: BarStore;
  readonly marginSpreads: readonly MarginSpreadOptions[];
  readonly clock: ServerClock;
  readonly chance: Chance;
  readonly tokens: TokenStore;
  readonly keyBytes: number;
  readonly scheduler: SchedulerLike;
  readonly logger: Logger | undefined;
  /** State of the link to the trade server, as in push 15; 0 is up. */
  readonly status: { state: number };
  /** The clients that have logged in to an account. */
  clientsOf(account: Account): readonly Client[];
}
