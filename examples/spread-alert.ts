/**
 * Prints when the spread of a symbol is wider by a fifth than its average of the last
 * twenty ticks. Runs against the embedded server; set RXMT5_URL, RXMT5_LOGIN
 * and RXMT5_PASSWORD for another one.
 *
 *   npx tsx examples/spread-alert.ts
 */
import { bufferCount, filter, map, take, takeUntil, timer, withLatestFrom } from 'rxjs';
import { openSession } from '../src/index.js';
import { startSimulator } from '../src/simulator/index.js';

const server = process.env['RXMT5_URL'] === undefined ? await startSimulator() : undefined;
const session = await openSession({
  url: process.env['RXMT5_URL'] ?? server?.url ?? '',
  login: process.env['RXMT5_LOGIN'] ?? server?.accounts[0]?.login ?? 0,
  password: process.env['RXMT5_PASSWORD'] ?? server?.accounts[0]?.password ?? '',
});

const spread$ = session
  .ticks('EURUSD')
  .pipe(map(({ bid, ask, time }) => ({ spread: ask - bid, time })));
const average$ = spread$.pipe(
  bufferCount(20, 1),
  map((last) => last.reduce((sum, { spread }) => sum + spread, 0) / last.length),
);

spread$
  .pipe(
    withLatestFrom(average$),
    filter(([{ spread }, average]) => spread > 1.2 * average),
    take(10),
    takeUntil(timer(60_000)),
  )
  .subscribe({
    next: ([{ spread, time }, average]) => {
      console.log(new Date(time).toISOString(), spread.toFixed(5), `average ${average.toFixed(5)}`);
    },
    complete: () => {
      void session.close().then(() => server?.close());
    },
  });
