import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import type { ExitCode } from '../errors.js';
import type { Io } from '../io.js';
import { limitOptions } from '../limits.js';
import { logLevel } from '../log.js';
import { flag } from '../options.js';
import { watch } from '../watch.js';
import {
  accessOptions,
  passwordDetails,
  refusedPasswords,
  targetOptions,
  withAccess,
} from './session-options.js';

const options = {
  ...targetOptions,
  ...limitOptions,
  json: flag('one JSON object per tick, also on a terminal'),
  ...accessOptions,
  logLevel: logLevel('info'),
};

const run = ({ values, positionals }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> =>
  withAccess(io, values, ({ config, stop$ }) =>
    watch(io, config, {
      ...values,
      symbols: [...new Set(positionals)],
      title: `${config.url}, account ${config.login}`,
      openSeconds: values.timeout,
      stop$,
    }),
  );

export const ticks = defineCommand({
  name: 'ticks',
  summary: 'live ticks of any symbols of an account, from any server',
  options,
  positionals: {
    value: 'SYMBOL...',
    help: 'names of symbols, exactly as the server spells them',
    min: 1,
  },
  refused: refusedPasswords,
  details: [
    passwordDetails,
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
