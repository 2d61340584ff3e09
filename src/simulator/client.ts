import { commands, type BookEntry, type Tick } from '../wire/index.js';
import type { Account } from './accounts/account.js';
import type { Access } from './accounts/credentials.js';
import { BookSubscriber, type BookSink } from './quotes/book-fanout.js';
import type { ServerClock } from './quotes/clock.js';
import { detailsRecord } from './quotes/records.js';
import { Subscriber, type QuoteSink } from './quotes/subscriber.js';
import type { SymbolEntry } from './quotes/symbol-entry.js';
import { bodyOf } from './server/answer.js';
import type { Connection } from './server/connection.js';

/** How far a client has come. */
export type ClientState = 'connected' | 'bootstrapped' | 'authenticated';

/** What can be seen of a connection from outside; a picture of one moment. */
export interface ConnectionInfo {
  /** Number of the connection, from 1. */
  readonly id: number;
  readonly state: ClientState;
  /** Who has logged in. */
  readonly login: bigint | undefined;
  /** Logged in with the investor password. */
  readonly investor: boolean;
  /** The bootstrap brought the token of an earlier connection. */
  readonly resumed: boolean;
  /** Address and port of the client. */
  readonly remote: string;
  /** UTC milliseconds. */
  readonly openedAt: number;
  /** Names of the symbols whose ticks it has subscribed to. */
  readonly ticks: readonly string[];
  /** Names of the symbols whose depth it has subscribed to. */
  readonly books: readonly string[];
  /** Requests so far. */
  readonly requests: number;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
  /** Ticks that it was not sent because too much waited already. */
  readonly droppedTicks: number;
}

/** One client: its connection, who it is, and what it wants to see. */
export class Client implements QuoteSink, BookSink {
  readonly subscriber = new Subscriber(this);
  readonly bookSubscriber = new BookSubscriber(this);
  user: { readonly account: Account; readonly access: Access } | undefined;
  resumed = false;
  #droppedTicks = 0;

  constructor(
    readonly connection: Connection,
    private readonly clock: ServerClock,
  ) {}

  get state(): ClientState {
    if (this.user !== undefined) return 'authenticated';
    return this.connection.hasSessionKey ? 'bootstrapped' : 'connected';
  }

  info(): ConnectionInfo {
    const { connection, user } = this;
    return {
      id: connection.id,
      state: this.state,
      login: user?.account.login,
      investor: user?.access === 'investor',
      resumed: this.resumed,
      remote: connection.remote,
      openedAt: connection.openedAt,
      ticks: this.subscriber.watched.map(({ name }) => name),
      books: this.bookSubscriber.watched.map(({ name }) => name),
      requests: connection.requests,
      bufferedBytes: connection.bufferedBytes,
      droppedTicks: this.#droppedTicks,
    };
  }

  /** A slow client loses ticks: newer ones will follow, and waiting ones would only get old. */
  sendTicks(ticks: readonly Tick[]): void {
    if (this.connection.slow) this.#droppedTicks += ticks.length;
    else this.connection.push(commands.tickPush.id, bodyOf(commands.tickPush.reply, ticks));
  }

  sendDetails(symbols: readonly SymbolEntry[]): void {
    if (this.connection.slow) return;
    const details = symbols.map((entry) => detailsRecord(entry, this.clock));
    const { id, reply } = commands.symbolDetailsPush;
    this.connection.push(id, bodyOf(reply, details));
  }

  /** A slow client is sent whole books once it has caught up. */
  sendBooks(entries: readonly BookEntry[]): boolean {
    if (this.connection.slow) return false;
    const { id, reply } = commands.bookPush;
    return this.connection.push(id, bodyOf(reply, entries));
  }
}
