import { firstValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { openSession } from '../../../src/session/index.js';
import { commands } from '../../../src/wire/index.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { BenchServer } from '../support/bench-server.js';
import { echoPath } from '../support/server-messages.js';

/** A ping as it goes over the wire: outer header and one block. */
const pingBytes = 24;

const nanosPerMs = 1e3;

function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

/** Requests one after the other; median and 99th percentile of their times. */
function contender(
  name: string,
  reference: string | undefined,
  request: () => Promise<unknown>,
  { clock, roundTrips }: Settings,
): Contender {
  const measure = (part: string) => ({
    name: `${name}, ${part}`,
    unit: 'us',
    ...(reference !== undefined && { ratioTo: `${reference}, ${part}` }),
  });
  return {
    measures: [measure('p50'), measure('p99')],
    async sample() {
      const times = new Float64Array(roundTrips);
      for (let index = 0; index < roundTrips; index += 1) {
        const begin = clock.now();
        await request();
        times[index] = (clock.now() - begin) * nanosPerMs;
      }
      times.sort();
      return [quantile(times, 0.5), quantile(times, 0.99)];
    },
  };
}

async function echoSocket(server: BenchServer): Promise<WebSocket> {
  const isReady = server.ready(echoPath);
  const socket = new WebSocket(server.url + echoPath, { perMessageDeflate: false });
  await isReady;
  return socket;
}

/** A request and its answer over loopback, beside as many bytes echoed by a bare WebSocket. */
export const roundTrip: Subject = {
  title: 'round trip of a request (ping)',
  async prepare(settings) {
    const server = await BenchServer.start();
    const socket = await echoSocket(server);
    const session = await openSession({
      url: `${server.url}/terminal`,
      login: 1,
      password: 'bench',
      limits: { commands: { count: 1e6, burst: 1e6 } },
    });
    const message = Buffer.alloc(pingBytes);
    const echoed = (): Promise<void> =>
      new Promise((resolve) => {
        socket.once('message', () => resolve());
        socket.send(message);
      });
    const ping = (): Promise<unknown> => firstValueFrom(session.command(commands.ping.id));
    const bare = 'ws echo, no protocol';
    return {
      contenders: [
        contender(bare, undefined, echoed, settings),
        contender('Session.command', bare, ping, settings),
      ],
      async dispose() {
        socket.close();
        await session.close();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
