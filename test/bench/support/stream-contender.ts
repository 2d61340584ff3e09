import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Measure } from '../harness.js';
import type { Settings } from '../subject.js';
import type { BenchServer } from './bench-server.js';
import type { FrameOrder } from './server-messages.js';
import type { StreamClient } from './stream-client.js';

const pollMs = 5;
const drainTimeoutMs = 10_000;

/**
 * Ticks per second that a client gets of frames that the server sends as fast as
 * it can. Every sample ends with a check that none was lost.
 */
export function streamContender(
  measure: Omit<Measure, 'unit'>,
  server: BenchServer,
  client: StreamClient,
  frames: FrameOrder,
  { clock, streamWarmUpMs, streamMs }: Settings,
): Contender {
  const perCount = client.countsFrames ? frames.ticksPerFrame : 1;
  const received = (): number => client.received * perCount;
  return {
    measures: [{ ...measure, unit: 'ticks/s' }],
    async sample() {
      const before = received();
      server.startFrames(client.name, frames);
      await sleep(streamWarmUpMs);
      const [beginAt, begin] = [clock.now(), received()];
      await sleep(streamMs);
      const [endAt, end] = [clock.now(), received()];
      const sent = await server.stopFrames(client.name);
      await drained(() => received() - before, sent);
      return [((end - begin) * 1000) / (endAt - beginAt)];
    },
  };
}

async function drained(received: () => number, sent: number): Promise<void> {
  for (let waitedMs = 0; received() < sent && waitedMs < drainTimeoutMs; waitedMs += pollMs) {
    await sleep(pollMs);
  }
  if (received() !== sent) {
    throw new Error(`bench: ${received()} ticks received of ${sent} sent`);
  }
}
