import { defer, of } from 'rxjs';
import type { Requester } from '../../src/market/index.js';
import { commands, type Command, type RateBar, type RatesRequest } from '../../src/wire/index.js';

export interface BarsServerOptions {
  /** Ascending. */
  readonly bars: readonly RateBar[];
  /** The most bars of a reply. */
  readonly cap?: number;
  /** Which of them a reply that is cut keeps. */
  readonly keep?: 'newest' | 'oldest';
  /** What is done to a reply before it is sent. */
  readonly spoil?: (bars: readonly RateBar[], request: RatesRequest) => readonly RateBar[];
}

/** A server that knows bars of one symbol and one period, and what it was asked for. */
export const barsServer = (options: BarsServerOptions) => {
  const { bars, cap = Infinity, keep = 'newest', spoil = (reply) => reply } = options;
  const asked: RatesRequest[] = [];
  const answer = (request: RatesRequest): readonly RateBar[] => {
    const found = bars.filter(({ time }) => time >= request.from && time <= request.to);
    const cut =
      keep === 'oldest' ? found.slice(0, cap) : found.slice(Math.max(0, found.length - cap));
    return spoil(cut, request);
  };
  const requester = {
    request: (command: Command, request: RatesRequest) =>
      defer(() => {
        if (command.id !== commands.rates.id) throw new Error(`asked for ${command.name}`);
        asked.push(request);
        return of(answer(request));
      }),
  } as unknown as Requester;
  return { requester, asked, answer };
};

/** A bar whose values follow from its time, so that two of them are never mixed up. */
export const barAt = (time: number): RateBar => {
  const open = 1 + (time % 7919) / 10_000;
  return {
    time,
    open,
    high: open + 0.01 + (time % 13) / 1000,
    low: open - 0.01 - (time % 11) / 1000,
    close: open + (time % 5) / 1000,
    tick_volume: 1 + (time % 97),
    real_volume: (time % 31) / 4,
  };
};
