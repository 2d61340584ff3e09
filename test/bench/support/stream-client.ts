import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openSession, type Session } from '../../../src/session/index.js';
import type { BenchServer } from './bench-server.js';
import { symbolIds, symbolName } from './messages.js';
import { countPath } from './server-messages.js';

/** Something that takes what the server sends and counts it. */
export interface StreamClient {
  /** As the server calls it. */
  readonly name: string;
  /** Counted since it was made: ticks, or frames where `countsFrames`. */
  readonly received: number;
  readonly countsFrames: boolean;
  close(): Promise<void>;
}

/** The limit: the same frames, received by `ws` and counted, neither decrypted nor read. */
export async function countingClient(server: BenchServer): Promise<StreamClient> {
  const isReady = server.ready(countPath);
  const socket = new WebSocket(server.url + countPath, { perMessageDeflate: false });
  let received = 0;
  socket.on('message', () => {
    received += 1;
  });
  await isReady;
  return {
    name: countPath,
    countsFrames: true,
    get received() {
      return received;
    },
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** What a subscriber has made of its ticks: as little as will do to have read them. */
interface Seen {
  ticks: number;
  bids: number;
}

type Subscribe = (session: Session, names: readonly string[], seen: Seen) => void;

/** A subscriber for each symbol. */
export const eachTick: Subscribe = (session, names, seen) => {
  for (const name of names) {
    session.ticks(name).subscribe((tick) => {
      seen.ticks += 1;
      seen.bids += tick.bid;
    });
  }
};

/** One subscriber for all symbols, who gets an array per frame. */
export const batches: Subscribe = (session, names, seen) => {
  session.ticksBatch(...names).subscribe((ticks) => {
    for (const tick of ticks) {
      seen.ticks += 1;
      seen.bids += tick.bid;
    }
  });
};

/** An ordinary session, logged in as `login`, subscribed to so many symbols. */
export async function sessionClient(
  server: BenchServer,
  login: number,
  symbols: number,
  subscribe: Subscribe,
): Promise<StreamClient> {
  const name = String(login);
  const session = await openSession({ url: `${server.url}/terminal`, login, password: 'bench' });
  const isReady = server.ready(name);
  const seen: Seen = { ticks: 0, bids: 0 };
  subscribe(session, symbolIds(symbols).map(symbolName), seen);
  session.diagnostics$.subscribe((diagnostic) => {
    if (diagnostic.kind === 'echo') return;
    const cause = 'error' in diagnostic ? diagnostic.error : undefined;
    throw new Error(`bench: diagnostic "${diagnostic.kind}"`, { cause });
  });
  await isReady;
  return {
    name,
    countsFrames: false,
    get received() {
      return seen.ticks;
    },
    close: () => session.close(),
  };
}
