import { TickRouter } from '../../../src/market/index.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { BenchServer } from '../support/bench-server.js';
import { symbolIds, tickBodies } from '../support/messages.js';
import { asOneRead, subscribeAll } from '../support/router.js';
import { eachTick, sessionClient } from '../support/stream-client.js';
import { streamContender } from '../support/stream-contender.js';
import { timed } from '../timing.js';

const few = 10;
const many = 1000;
const ticksPerRead = 1000;
const ticksPerFrame = 10;
const aim = { costAtMost: 1.5 } as const;

/** Ticks of `ticking` symbols while `subscribed` symbols have a subscriber each. */
function routed(
  name: (subscribed: number) => string,
  ticking: number | undefined,
  settings: Settings,
): Contender[] {
  return [few, many].map((subscribed) => {
    const ids = symbolIds(subscribed);
    const bodies = tickBodies({
      ticksPerFrame,
      ticks: ticksPerRead,
      ids: ids.slice(0, ticking ?? subscribed),
    });
    const { frames } = asOneRead(bodies);
    const router = new TickRouter(() => undefined);
    const seen = subscribeAll(router, ids);
    return timed(
      { name: name(subscribed), ...(subscribed === many && { ratioTo: name(few), aim }) },
      ticksPerRead,
      () => {
        router.consume(frames);
        return seen.bids;
      },
      settings,
    );
  });
}

/** A tick must not cost more because other symbols are subscribed as well. */
export const symbolCount: Subject = {
  title: `a tick with ${few} and with ${many} symbols subscribed`,
  async prepare(settings) {
    const server = await BenchServer.start();
    const clients = [
      await sessionClient(server, few, few, eachTick),
      await sessionClient(server, many, many, eachTick),
    ] as const;
    const streamed = (ticking: number | undefined, what: string): Contender[] =>
      clients.map((client, index) => {
        const subscribed = index === 0 ? few : many;
        const name = (count: number): string => `end to end, ${what}, ${count} subscribed`;
        return streamContender(
          { name: name(subscribed), ...(subscribed === many && { ratioTo: name(few), aim }) },
          server,
          client,
          { ticksPerFrame, symbols: ticking ?? subscribed },
          settings,
        );
      });
    return {
      contenders: [
        ...routed((count) => `router, ticks of one symbol, ${count} subscribed`, 1, settings),
        ...routed((count) => `router, ticks of all, ${count} subscribed`, undefined, settings),
        ...streamed(1, 'ticks of one symbol'),
        ...streamed(undefined, 'ticks of all'),
      ],
      async dispose() {
        for (const client of clients) await client.close();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
