import { EMPTY, Subject, VirtualTimeScheduler } from 'rxjs';
import { AccountStore, type AccountConnection } from '../../../src/account/index.js';
import { commands, type Command, type DealUpdate, type Position } from '../../../src/wire/index.js';
import { account, times } from '../../account/support/trades.js';

/** A store over a connection that has told it of these positions, and tells it of what is pushed. */
export class ServedAccount {
  readonly store: AccountStore;
  readonly #updates = new Subject<readonly DealUpdate[]>();

  constructor(positions: readonly Position[]) {
    const scheduler = new VirtualTimeScheduler();
    this.store = new AccountStore({ login: 7n, scheduler, onFailure: () => undefined });
    const opened = new Subject<unknown>();
    const connection = {
      pushes$: EMPTY,
      on: ({ id }: Command) => (id === commands.tradeUpdate.id ? this.#updates : EMPTY),
      request: ({ id }: Command) => (id === commands.tradingOpened.id ? opened : EMPTY),
    } as unknown as AccountConnection;
    this.store.serve(connection, account, times).subscribe();
    opened.next({ positions, orders: [] });
  }

  /** One frame. */
  push(update: DealUpdate): void {
    this.#updates.next([update]);
  }
}
