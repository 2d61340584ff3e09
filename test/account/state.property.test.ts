import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  initialAccountState,
  reduceAccountFrame,
  type AccountEvent,
  type AccountState,
} from '../../src/account/index.js';
import { historyFrom } from '../../src/account/state-snapshot.js';
import { account, times } from './support/trades.js';
import { ServerModel } from './support/server-model.js';

/** A client of the model: what is pushed to it, what it asks, and what it loses. */
class Client {
  state: AccountState = initialAccountState();
  /** Tickets of all deals that were ever told of as added, and of closed orders. */
  readonly added: bigint[] = [];
  readonly closed: bigint[] = [];
  /** What it cannot have heard of: it happened before the session knew anything. */
  readonly unheard = new Set<bigint>();
  readonly server: ServerModel;
  #asked = new Set<string>();

  constructor(server: ServerModel) {
    this.server = server;
  }

  get #at(): number {
    return this.server.clock * 1000 - 7_200_000;
  }

  take(...events: readonly AccountEvent[]): void {
    const { state, changes } = reduceAccountFrame(this.state, events);
    this.state = state;
    this.added.push(...(changes.deals?.added.map(({ deal }) => deal) ?? []));
    this.closed.push(...(changes.closedOrders?.added.map(({ trade_order }) => trade_order) ?? []));
  }

  connect(): void {
    if (this.state.isOpen) return;
    this.take({ kind: 'open', at: this.#at, account, times });
    this.#asked = new Set(['snapshot', 'history']);
  }

  drop(): void {
    if (this.state.isOpen) this.take({ kind: 'lost', at: this.#at });
  }

  snapshot(): void {
    if (!this.state.isOpen || !this.#asked.delete('snapshot')) return;
    this.server.clock += 1;
    const { positions, orders } = this.server;
    const trades = { positions: [...positions.values()], orders: [...orders.values()] };
    this.take({ kind: 'opened', at: this.#at, trades });
  }

  history(): void {
    if (!this.state.isOpen || !this.#asked.delete('history')) return;
    const { clock, deals, closed } = this.server;
    const from = historyFrom(this.state, clock);
    this.take({
      ...{ kind: 'history', at: this.#at, from },
      deals: deals.filter(({ time_create }) => time_create >= from),
      orders: closed.filter(({ time_done }) => time_done >= from),
    });
  }

  /** Something happens at the server: pushed, once or more often, if there is a connection. */
  happen(name: string, pick: number, often: number): void {
    const { deals, closed, happenings } = this.server;
    const before = [deals.length, closed.length] as const;
    const frames = happenings[name]!(pick);
    if (this.state.isOpen) {
      for (const frame of frames) {
        for (let count = 0; count < often; count += 1) {
          this.take(
            ...frame.map((update): AccountEvent => ({ kind: 'update', at: this.#at, update })),
          );
        }
      }
    } else if (!this.state.hasSnapshot) {
      for (const { deal } of deals.slice(before[0])) this.unheard.add(deal);
      for (const { trade_order } of closed.slice(before[1])) this.unheard.add(trade_order);
    }
  }
}

const happening = fc.record({
  name: fc.constantFrom(...Object.keys(new ServerModel().happenings)),
  pick: fc.nat(20),
  times: fc.constantFrom(1, 1, 1, 2),
});
const happenings = (maxLength: number) => fc.array(happening, { maxLength });

/** A connection: what happened before it, on it, and how far it gets before it is lost again. */
const connection = fc.record({
  offline: happenings(4),
  asking: happenings(2),
  replies: fc.constantFrom(
    ...([['snapshot', 'history'], ['history', 'snapshot'], ['snapshot'], ['history'], []] as const),
  ),
  waiting: happenings(2),
  online: happenings(8),
});

test('whatever happens and is lost on the way, the end is that of the server, each deal told once', () => {
  fc.assert(
    fc.property(fc.array(connection, { minLength: 1, maxLength: 5 }), (connections) => {
      const server = new ServerModel();
      const client = new Client(server);
      const happen = (list: readonly { name: string; pick: number; times: number }[]): void => {
        for (const { name, pick, times: often } of list) {
          server.clock += 1;
          client.happen(name, pick, often);
        }
      };
      for (const { offline, asking, replies, waiting, online } of connections) {
        client.drop();
        happen(offline);
        client.connect();
        happen(asking);
        for (const reply of replies) {
          client[reply]();
          happen(waiting);
        }
        happen(online);
      }
      client.snapshot();
      client.history();

      const { state } = client;
      expect(new Map([...state.positions].sort())).toEqual(new Map([...server.positions].sort()));
      expect(new Map([...state.orders].sort())).toEqual(new Map([...server.orders].sort()));
      const heard = (tickets: bigint[]): bigint[] =>
        tickets.filter((ticket) => !client.unheard.has(ticket)).sort();
      expect([...client.added].sort()).toEqual(heard(server.deals.map(({ deal }) => deal)));
      expect([...client.closed].sort()).toEqual(
        heard(server.closed.map(({ trade_order }) => trade_order)),
      );
      expect([...state.deals.keys()]).toEqual(client.added);
    }),
    { numRuns: 1000 },
  );
});
