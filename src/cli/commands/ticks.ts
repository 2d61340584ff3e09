import { withAccess } from '../access.js';
import type { ParsedArguments } from '../args.js';
import type { ExitCode } from '../errors.js';
import type { Io } from '../io.js';
import { limitOptions } from '../limits.js';
import { logLevel } from '../log.js';
import { flag } from '../options.js';
import { defineSessionCommand } from '../session-command.js';
import { accessOptions, targetOptions } from '../session-options.js';
import { symbolNames } from '../symbol-arguments.js';
import { watch } from '../watch.js';

const options = {
  ...targetOptions,
  ...limitOptions,
  json: flag('one JSON object per tick, also on a terminal'),
  ...accessOptions,
  logLevel: logLevel('info'),
};

const run = ({ values, positionals }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> =>
  withAccess(io, values, ({ config, title, stop$ }) =>
    watch(io, config, {
      ...values,
      symbols: [...new Set(positionals)],
      title,
      openSeconds: values.timeout,
      stop$,
    }),
  );

export const ticks = defineSessionCommand({
  name: 'ticks',
  summary: 'live ticks of any symbols of an account, from any server',
  options,
  positionals: symbolNames,
  details: [
    'Shows a table on a terminal, else one JSON object per tick, {"symbol","bid","ask","last","time","flags"} with the time in UTC milliseconds. Changes of the connection are reported on standard error; a lost one is opened again.',
  ],
  examples: [
    {
      command: 'rxmt5 ticks EURUSD XAUUSD --url wss://web.example.com/terminal --login 5123456',
      does: 'a live table; asks for the password',
    },
    {
      command:
        'RXMT5_PASSWORD=Demo-1001 rxmt5 ticks EURUSD --url ws://127.0.0.1:8444/terminal --login 1001 --json',
      does: 'JSON lines from a server started with: rxmt5 simulate --port 8444',
    },
  ],
  run,
});
