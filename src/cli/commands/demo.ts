import { delay, filter, ReplaySubject, switchMap, take, type Observable } from 'rxjs';
import { demoSpeed, demoStart, demoTicks, replay, startSimulator } from '../../simulator/index.js';
import { commands } from '../../wire/index.js';
import type { ParsedArguments } from '../args.js';
import { defineCommand } from '../command.js';
import { UsageError, type ExitCode } from '../errors.js';
import type { Io } from '../io.js';
import { limitOptions } from '../limits.js';
import { redraws } from '../live-view.js';
import { logLevel, openLog } from '../log.js';
import { flag, number, readNames, text } from '../options.js';
import { untilStopped } from '../stop.js';
import { watch } from '../watch.js';

const recordedSymbols: readonly string[] = ['EURUSD', 'XAUUSD'];

const options = {
  ...limitOptions,
  symbols: text(
    {
      value: 'A,B',
      help: `which symbols, of ${recordedSymbols.join(' and ')} (default both)`,
      fallback: recordedSymbols,
    },
    readNames,
  ),
  speed: number({
    value: 'X',
    help: `recorded seconds in a second (default ${demoSpeed}, so that both move in each second)`,
    above: 0,
    max: 100_000,
    fallback: demoSpeed,
  }),
  json: flag('one JSON object per tick, also on a terminal'),
  recordedTime: flag('times as recorded, and the recorded hour once; else now, and for ever'),
  logLevel: logLevel('warn'),
};

/**
 * Time for the subscription to be in force before the first tick, which otherwise
 * would be sent to nobody.
 */
const headStartMs = 20;
const openSeconds = 30;

const checkSymbols = (names: readonly string[]): void => {
  const unknown = names.find((name) => !recordedSymbols.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `--symbols: got "${unknown}", expected some of ${recordedSymbols.join(', ')}: these are the recorded ones`,
  );
};

type Given = ParsedArguments<typeof options>['values'];

/** The recorded ticks, from the moment on at which the client has subscribed. */
const openFeed = async (given: Given, subscribed$: Observable<unknown>, io: Io) => {
  const { symbols, speed, recordedTime } = given;
  const { scheduler } = io;
  const all = await demoTicks(recordedTime ? { to: Infinity } : {});
  const ticks = all.filter(({ symbol }) => symbols.includes(symbol));
  const replay$ = replay({
    ticks,
    speed,
    scheduler,
    loop: !recordedTime,
    rebase: recordedTime ? 'recorded' : 'now',
  });
  const feed = subscribed$.pipe(
    take(1),
    delay(headStartMs, scheduler),
    switchMap(() => replay$),
  );
  return { feed, length: recordedTime ? ticks.length : Infinity };
};

const titleOf = ({ symbols, speed }: Given): string => {
  const start = new Date(demoStart).toISOString().slice(0, 16).replace('T', ' ');
  return `${symbols.join(', ')} as recorded from ${start} UTC on, at ${speed} times the speed`;
};

const play = async (given: Given, io: Io, stop$: Observable<void>): Promise<ExitCode> => {
  const { scheduler } = io;
  const logger = openLog(io, given.logLevel);
  const subscribed = new ReplaySubject<unknown>(1);
  const { feed, length } = await openFeed(given, subscribed, io);
  const simulator = await startSimulator({ feed, snapshots: false, logger, scheduler });
  try {
    simulator.requests$
      .pipe(filter(({ command }) => command === commands.ticksSubscribe.id))
      .subscribe(subscribed);
    const { url, accounts } = simulator;
    const title = titleOf(given);
    if (!redraws(io, given)) io.say(`${title}; embedded server at ${url}`);
    const { login, password } = accounts[0];
    // A recording that is played once ends it.
    const count = Math.min(given.count ?? Infinity, length);
    return await watch(
      io,
      { url, login, password, logger, runtime: { scheduler } },
      { ...given, count, title, openSeconds, stop$ },
    );
  } finally {
    await simulator.close();
  }
};

const run = ({ values }: ParsedArguments<typeof options>, io: Io): Promise<ExitCode> => {
  checkSymbols(values.symbols);
  return untilStopped(io, (stop$) => play(values, io, stop$));
};

export const demo = defineCommand({
  name: 'demo',
  summary: 'live ticks of EURUSD and XAUUSD from an embedded server, without a broker',
  options,
  details: [
    'Starts a server in this process, replays real recorded ticks through it, and shows them as a normal client gets them over the wire: a table on a terminal, else one JSON object per tick, {"symbol","bid","ask","last","time","flags"} with the time in UTC milliseconds.',
  ],
  examples: [
    { command: 'rxmt5 demo', does: 'a live table' },
    { command: 'rxmt5 demo --seconds 5 --json', does: 'five seconds of ticks as JSON' },
    {
      command: 'rxmt5 demo --symbols XAUUSD --recorded-time --count 100 | jq .bid',
      does: 'a hundred recorded bids of gold',
    },
  ],
  run,
});
