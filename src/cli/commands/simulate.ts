import { catchError, firstValueFrom, merge, NEVER, Subject, timer, type Observable } from 'rxjs';
import {
  BarStore,
  catalogue,
  generateBars,
  generateSymbols,
  randomWalk,
  replay,
  startSimulator,
  type AccountOptions,
  type FeedTick,
  type Simulator,
  type SymbolSpec,
} from '../../simulator/index.js';
import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { exitCode, messageOf, UsageError, type ExitCode } from '../errors.js';
import { readOptionFile } from '../files.js';
import type { Io } from '../io.js';
import { limitOptions } from '../limits.js';
import { logLevel, openLog } from '../log.js';
import { BadValueError, choice, flag, number, readNames, several, text } from '../options.js';
import { openRecordings } from '../replay-files.js';
import { untilStopped } from '../stop.js';

const readAccount = (given: string): AccountOptions => {
  const [, login = '', password = ''] = /^(\d{1,20}):(.+)$/s.exec(given) ?? [];
  // What was given may hold a password, so it is not shown.
  if (password === '') throw new BadValueError('something else', 'LOGIN:PASSWORD, login in digits');
  return { login: BigInt(login), password };
};

const options = {
  port: number({
    value: 'PORT',
    help: 'port to listen on (default: any free one)',
    min: 0,
    max: 65_535,
    whole: true,
    fallback: 0,
  }),
  host: text({ value: 'HOST', help: 'address to listen on (default 127.0.0.1)' }, String),
  account: several(
    { value: 'LOGIN:PASSWORD', help: 'an account, hedging, demo (default 1001:Demo-1001)' },
    readAccount,
  ),
  symbols: text(
    { value: 'A,B', help: 'only these of the built-in symbols (default all)' },
    readNames,
  ),
  extraSymbols: number({
    value: 'N',
    help: 'as many generated symbols besides, for load',
    min: 0,
    max: 100_000,
    whole: true,
    fallback: 0,
  }),
  seed: number({
    value: 'N',
    help: 'another random walk, other generated symbols (default 1)',
    min: 0,
    max: 2 ** 32 - 1,
    whole: true,
    fallback: 1,
  }),
  history: number({
    value: 'DAYS',
    help: 'days of made-up M1 bars before the first tick (default 5)',
    min: 0,
    max: 60,
    whole: true,
    fallback: 5,
  }),
  speed: number({
    value: 'X',
    help: 'times as fast: recorded time, or ticks of the walk (default 1)',
    above: 0,
    max: 100_000,
    fallback: 1,
  }),
  replay: several(
    {
      value: 'FILE',
      help: 'replay recorded ticks, over and over, in place of the walk of their symbols; ms,bid,ask or an MT5 export, also gzip; SYMBOL=FILE if the name does not tell',
    },
    String,
  ),
  recordedTime: flag('replay with the recorded times, and once; else times are now'),
  tlsCert: text({ value: 'FILE', help: 'serve wss with this certificate (PEM)' }, String),
  tlsKey: text({ value: 'FILE', help: 'and its key (PEM)' }, String),
  keyBits: choice({
    value: 'BITS',
    help: 'length of the session keys: 128, 192 or 256 (default)',
    among: ['128', '192', '256'],
    fallback: '256',
  }),
  json: flag('print address and accounts as one JSON object'),
  seconds: limitOptions.seconds,
  logLevel: logLevel('info'),
};

type Given = ParsedArguments<typeof options>['values'];

const chosenSymbols = ({ symbols, extraSymbols, seed }: Given): readonly SymbolSpec[] => {
  const names = catalogue.map(({ name }) => name);
  const unknown = symbols?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--symbols: got "${unknown}", expected some of ${names.join(', ')}`);
  }
  return [
    ...catalogue.filter(({ name }) => symbols?.includes(name) ?? true),
    ...generateSymbols(extraSymbols, { seed }),
  ];
};

/** Recorded ticks of some symbols and a walk of the others. */
const openFeed = async (
  given: Given,
  symbols: readonly SymbolSpec[],
  io: Io,
): Promise<Observable<FeedTick>> => {
  const { scheduler } = io;
  const { seed, speed, recordedTime } = given;
  const recordings = await openRecordings(
    given.replay,
    symbols.map(({ name }) => name),
  );
  const walking = symbols.filter(({ name }) => !recordings.symbols.includes(name));
  const walk$ = randomWalk({
    symbols: walking,
    seed,
    scheduler,
    // Something that is tried on a Sunday should not be silent.
    sessions: 'ignore',
    ticksPerSecond: ({ tickRate }) => tickRate * speed,
  });
  if (recordings.symbols.length === 0) return walk$;
  const replay$ = replay({
    ticks: recordings.ticks,
    speed,
    scheduler,
    loop: !recordedTime,
    rebase: recordedTime ? 'recorded' : 'now',
  });
  return walking.length === 0 ? replay$ : merge(replay$, walk$);
};

/** The clock of the server, seconds ahead of UTC: the default of the simulator. */
const serverOffsetSeconds = 7200;
const minutesPerDay = 1440;

/** Made-up bars of the built-in symbols: thousands of generated ones would take their time. */
const pastOf = ({ history, seed }: Given, symbols: readonly SymbolSpec[], io: Io): BarStore => {
  const bars = new BarStore({ symbols, serverOffsetSeconds });
  const until = io.scheduler.now();
  for (const spec of symbols.filter((symbol) => catalogue.includes(symbol))) {
    const count = history * minutesPerDay;
    bars.load(spec.name, generateBars(spec, { count, until, serverOffsetSeconds, seed }));
  }
  return bars;
};

const readTls = async ({ tlsCert, tlsKey }: Given) => {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const [there, missing] = tlsKey === undefined ? ['cert', 'key'] : ['key', 'cert'];
    throw new UsageError(`--tls-${there} is given without --tls-${missing}`);
  }
  const cert = await readOptionFile('--tls-cert', tlsCert);
  const key = await readOptionFile('--tls-key', tlsKey);
  return { cert, key };
};

const announce = (io: Io, simulator: Simulator, { json, account }: Given): void => {
  const { url, accounts, symbols } = simulator;
  if (json) {
    const shown = accounts.map(({ login, password }) => ({ login: String(login), password }));
    io.out.write(`${JSON.stringify({ url, accounts: shown, symbols: symbols.length })}\n`);
    return;
  }
  const lines = accounts.map(({ login, password, type, mode }) => {
    // Whoever gave passwords knows them.
    const secret = account.length === 0 ? `, password ${password}` : '';
    return `account ${login}${secret} (${type}, ${mode})`;
  });
  io.out.write([url, ...lines, `${symbols.length} symbols; Ctrl-C ends`, ''].join('\n'));
};

const isLoopback = (host: string): boolean => /^(?:127\.|::1$|localhost$)/.test(host);

const serve = async (given: Given, io: Io, stop$: Observable<void>): Promise<ExitCode> => {
  const { host, port, account, keyBits, seconds } = given;
  const symbols = chosenSymbols(given);
  const feed = await openFeed(given, symbols, io);
  const tls = await readTls(given);
  const failed = new Subject<never>();
  const { scheduler } = io;
  const simulator = await startSimulator({
    symbols,
    // Without its quotes the server would be of no use, so a feed that fails ends it.
    feed: feed.pipe(
      catchError((error: unknown) => {
        failed.error(new Error(`no more quotes: ${messageOf(error)}`, { cause: error }));
        return NEVER;
      }),
    ),
    port,
    bars: pastOf(given, symbols, io),
    timezoneShiftSeconds: serverOffsetSeconds,
    keyBits: Number(keyBits) as 128 | 192 | 256,
    logger: openLog(io, given.logLevel),
    scheduler,
    ...(host === undefined ? {} : { host }),
    ...(account.length === 0 ? {} : { accounts: account }),
    ...(tls === undefined ? {} : { tls }),
  });
  try {
    announce(io, simulator, given);
    if (!isLoopback(simulator.host)) {
      io.say(`${simulator.host} is open to other machines: whoever reaches it can log on`);
    }
    const time$ = seconds === undefined ? NEVER : timer(seconds * 1000, scheduler);
    await firstValueFrom(merge(stop$, time$, failed), { defaultValue: undefined });
  } finally {
    await simulator.close();
  }
  return exitCode.ok;
};

export const simulate = defineCommand({
  name: 'simulate',
  summary: 'an MT5 server on this machine, for any client of the protocol',
  options,
  details: [
    'Prints its address and accounts, then serves until it is ended. Passwords on the command line can be read by other users of the machine: give none that is used elsewhere. Trade requests are refused for now.',
  ],
  examples: [
    { command: 'rxmt5 simulate --port 8444', does: 'then: rxmt5 ticks EURUSD --url …' },
    {
      command: 'rxmt5 simulate --replay eurusd_ticks_20140507.csv.gz XAUUSD=gold.csv --speed 10',
      does: 'recorded ticks, ten times as fast',
    },
    {
      command: 'rxmt5 simulate --extra-symbols 10000 --account 42:Secret-42 43:Secret-43',
      does: 'many symbols, two accounts',
    },
  ],
  run: ({ values }, io) => untilStopped(io, (stop$) => serve(values, io, stop$)),
});
