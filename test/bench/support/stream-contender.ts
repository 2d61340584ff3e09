import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Measure } from '../harness.js';
import type { Settings } from '../subject.js';
import type { BenchServer } from './bench-server.js';
import type { FrameOrder } from './server-messages.js';
import type { StreamClient } from './stream-client.js';

const pollMs = 5;
const drainTimeoutMs = 10_000;
const millisPerSecond = 1000;
const nanosPerMs = 1e6;

/**
 * What a client gets of frames that the server sends as fast as it can: ticks per
 * second, and the CPU time of one tick on this side, which tells the same on a
 * machine that is busy with other things. Every sample ends with a check that no
 * tick was lost.
 */
export function streamContender(
  measure: Omit<Measure, 'unit'>,
  server: BenchServer,
  client: StreamClient,
  frames: FrameOrder,
  { clock, cpuClock, streamWarmUpMs, streamMs }: Settings,
): Contender {
  const perCount = client.countsFrames ? frames.ticksPerFrame : 1;
  const received = (): number => client.received * perCount;
  const instant = () => ({ at: clock.now(), cpu: cpuClock.now(), ticks: received() });
  return {
    measures: [
      { ...measure, unit: 'ticks/s' },
      {
        ...measure,
        name: cpuName(measure.name),
        ...(measure.ratioTo !== undefined && { ratioTo: cpuName(measure.ratioTo) }),
        unit: 'ns',
      },
    ],
    async sample() {
      const before = received();
      server.startFrames(client.name, frames);
      await sleep(streamWarmUpMs);
      const begin = instant();
      await sleep(streamMs);
      const end = instant();
      const sent = await server.stopFrames(client.name);
      await drained(() => received() - before, sent);
      const ticks = end.ticks - begin.ticks;
      return [
        (ticks * millisPerSecond) / (end.at - begin.at),
        ((end.cpu - begin.cpu) * nanosPerMs) / ticks,
      ];
    },
  };
}

const cpuName = (name: string): string => `${name}, CPU`;

async function drained(received: () => number, sent: number): Promise<void> {
  for (let waitedMs = 0; received() < sent && waitedMs < drainTimeoutMs; waitedMs += pollMs) {
    await sleep(pollMs);
  }
  if (received() !== sent) {
    throw new Error(`bench: ${received()} ticks received of ${sent} sent`);
  }
}
