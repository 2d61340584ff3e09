import type { Observable } from 'rxjs';
import { commands, ratesRequestOf, type RateBar } from '../../wire/index.js';
import type { Requester } from '../requester.js';
import type { BarsQuery } from './bars-reply.js';

/** One request for bars of the server. */
export const askBars = (
  requester: Requester,
  { symbol, period, from, to }: BarsQuery,
): Observable<readonly RateBar[]> =>
  requester.request(
    commands.rates,
    ratesRequestOf({ symbol, periodMinutes: period, fromMs: from * 1000, toMs: to * 1000 }),
  );
