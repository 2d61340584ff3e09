import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrongOption } from './checks.js';
import type { FeedTick } from './feed-tick.js';
import { mergeTicks } from './merge-feeds.js';
import { readTickFile } from './tick-file.js';

/**
 * Real quotes of 2014-05-07, 14:00 to 15:00 UTC, shipped in examples/data. EURUSD has 7,672
 * ticks in that hour, XAUUSD 36,771; the longest silence is 24.5 s and 12.5 s. Nearly ten
 * minutes from 14:00 on are busy: up to 14:09:33 EURUSD is never silent for more than 3.9 s and
 * XAUUSD for no more than 3.1 s.
 *
 * Whatever the start and the speed, no single pass lasts longer than 157 s on the clock without
 * a silent second: slow ones meet the quiet half of the hour, fast ones are soon through. So the
 * demo plays the busy stretch in a loop, and may go on for as long as one likes.
 */

/** 2014-05-07T14:00:00Z, milliseconds: from here on both symbols are busy. */
export const demoStart = Date.UTC(2014, 4, 7, 14);

/** 2014-05-07T14:09:33Z, milliseconds: a silence of 6 s of EURUSD begins right after. */
export const demoEnd = Date.UTC(2014, 4, 7, 14, 9, 33);

/**
 * Recorded seconds per second. The longest silence of a symbol, across the seam of the loop
 * too, is then 0.8 s on the clock; 4 would do, but leaves a late timer no room.
 */
export const demoSpeed = 5;

export interface DemoTicksOptions {
  /** First time, milliseconds since 1970, UTC. Default `demoStart`, the start of the data. */
  readonly from?: number;
  /** Time before which it ends. Default `demoEnd`; with Infinity the whole hour is given. */
  readonly to?: number;
}

const files = {
  EURUSD: 'eurusd_ticks_20140507_1400-1500Z.csv.gz',
  XAUUSD: 'xauusd_ticks_20140507_1400-1500Z.csv.gz',
};

/**
 * The recorded ticks of the demo, EURUSD and XAUUSD, merged by time. Times are UTC, milliseconds
 * as in the files, with parts of a millisecond cut.
 *
 * Rejects if the files are not where the package has them.
 *
 * @example
 * ```ts
 * import { demoSpeed, demoTicks, replay } from 'rxmt5/simulator';
 *
 * const feed = replay({ ticks: await demoTicks(), speed: demoSpeed, loop: true });
 * ```
 */
export const demoTicks = async (options: DemoTicksOptions = {}): Promise<readonly FeedTick[]> => {
  const { from = demoStart, to = demoEnd } = options;
  if (!(from < to)) throw wrongOption('demoTicks: to', to, `a time after ${from}`);
  const folder = path.join(packageRoot(import.meta.url), 'examples', 'data');
  const recordings = await Promise.all(
    Object.entries(files).map(([symbol, file]) =>
      readTickFile(path.join(folder, file), { symbol }),
    ),
  );
  return mergeTicks(...recordings).filter(({ time }) => time >= from && time < to);
};

const packageName = 'rxmt5';

/**
 * The folder of the package that a module belongs to. Sources and both builds lie at different
 * depths below it, so it is looked for.
 */
export const packageRoot = (moduleUrl: string): string => {
  const start = path.dirname(fileURLToPath(moduleUrl));
  for (let folder = start; ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && nameIn(manifest) === packageName) return folder;
    if (path.dirname(folder) === folder) {
      throw new Error(`demo data: no package.json of ${packageName} in ${start} or above`);
    }
  }
};

const nameIn = (manifest: string): unknown =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name;
