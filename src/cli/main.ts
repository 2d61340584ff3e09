#!/usr/bin/env node
import { asyncScheduler, fromEvent, map, merge } from 'rxjs';
import { commands } from './commands/index.js';
import { run } from './run.js';

// No process.exit: the process ends by itself once nothing is left open, and output is never cut.
process.exitCode = await run(commands, {
  argv: process.argv.slice(2),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  scheduler: asyncScheduler,
  signals$: merge(
    ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => fromEvent(process, signal)),
  ).pipe(map(String)),
});
