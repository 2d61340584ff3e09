import type { BarsProgress } from '../index.js';
import type { Io } from './io.js';
import { sizeOf } from './output.js';
import { isoTime } from './print.js';
import { cut } from './shown-text.js';

const throttleMs = 200;
const eraseLine = '\r\x1b[K';

export interface LoadProgress {
  readonly show: (progress: BarsProgress) => void;
  /** Takes the line away, for good. */
  readonly end: () => void;
}

/** `45 %, 12000 bars, back to 2026-01-05`. */
export const progressWords = ({ fraction, loaded, from }: BarsProgress): string =>
  `${Math.floor(fraction * 100)} %, ${loaded} bars, back to ${isoTime(from).slice(0, 10)}`;

/** How far a long load has come: one line on standard error that is redrawn, on a terminal only. */
export const loadProgress = (io: Io, title: string): LoadProgress => {
  const { stderr, scheduler } = io;
  if (stderr.isTTY !== true) return { show: () => undefined, end: () => undefined };
  let shownAt = -Infinity;
  let isShown = false;
  let isOver = false;
  const erase = (): void => {
    if (isShown) stderr.write(eraseLine);
    isShown = false;
  };
  const release = io.divert((line) => {
    erase();
    stderr.write(`${line}\n`);
  });
  return {
    show: (progress) => {
      const nowMs = scheduler.now();
      if (isOver || nowMs - shownAt < throttleMs) return;
      shownAt = nowMs;
      isShown = true;
      const text = `${title}: ${progressWords(progress)}`;
      stderr.write(`${eraseLine}${cut(text, sizeOf(stderr).columns - 1)}`);
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      erase();
      release();
    },
  };
};
