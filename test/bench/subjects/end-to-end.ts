import type { Contender } from '../harness.js';
import type { Subject } from '../subject.js';
import { BenchServer } from '../support/bench-server.js';
import {
  batches,
  countingClient,
  eachTick,
  sessionClient,
  type StreamClient,
} from '../support/stream-client.js';
import { streamContender } from '../support/stream-contender.js';

const symbols = 1000;

/** The part of "ws only" that is aimed at; with more ticks in a frame, other things count. */
const aims: ReadonlyMap<number, number> = new Map([
  [1, 0.3],
  [10, 0.2],
]);

/**
 * A server process, loopback, and a session with its subscribers; "ws only" is the
 * same frames counted by a bare WebSocket in the same process.
 */
export const endToEnd: Subject = {
  title: `end to end, ${symbols} symbols`,
  async prepare(settings) {
    const server = await BenchServer.start();
    const counting = await countingClient(server);
    const each = await sessionClient(server, 1, symbols, eachTick);
    const batched = await sessionClient(server, 2, symbols, batches);
    const clients = [counting, each, batched];

    const contenders = (ticksPerFrame: number): Contender[] => {
      const per = `${ticksPerFrame} per frame`;
      const ratioTo = `${per}, ws only`;
      const aim = aims.get(ticksPerFrame);
      const frames = { ticksPerFrame, symbols };
      const ours = (name: string, client: StreamClient, isAimed: boolean): Contender =>
        streamContender(
          {
            name: `${per}, ${name}`,
            ratioTo,
            ...(isAimed && aim !== undefined && { aim: { atLeast: aim } }),
          },
          server,
          client,
          frames,
          settings,
        );
      return [
        streamContender({ name: ratioTo }, server, counting, frames, settings),
        ours(`ticks, ${symbols} subscribers`, each, true),
        ours('ticksBatch, 1 subscriber', batched, false),
      ];
    };
    return {
      contenders: [1, 10, 100].flatMap(contenders),
      async dispose() {
        for (const client of clients) await client.close();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
