import { defer, of, throwError } from 'rxjs';
import { retryBackoff } from '../src/operators/index.js';

let calls = 0;
const flaky = defer(() => (++calls < 3 ? throwError(() => new Error('down')) : of('up')));

flaky
  .pipe(
    retryBackoff({
      delayMs: 100,
      onAttempt: ({ attempt, delayMs }) => console.log(`retry ${attempt} in ${delayMs} ms`),
    }),
  )
  .subscribe((state) => console.log(state));
// retry 0 in 100 to 199 ms, retry 1 in 200 to 299 ms, up
