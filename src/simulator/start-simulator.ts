import * as E from 'fp-ts/lib/Either.js';
import { commands, encodeBody } from '../wire/index.js';
import type { Account } from './accounts/account.js';
import { AccountBook } from './accounts/account-book.js';
import type { ConnectionInfo } from './client.js';
import { controlsOf } from './controls.js';
import { BarStore, randomWalk } from './data/index.js';
import { deskOf } from './desk/index.js';
import {
  SimulatorArgumentError,
  SimulatorClosedError,
  SimulatorOptionError,
  UnknownSimulatorSymbolError,
} from './errors.js';
import { Gateway } from './gateway.js';
import { pushAccount } from './handlers/account.js';
import type { World } from './handlers/world.js';
import { show } from './options/checks.js';
import { settingsOf, type Settings } from './options/settings.js';
import type { SimulatorOptions } from './options/simulator-options.js';
import { BookFanout } from './quotes/book-fanout.js';
import { shownBook } from './quotes/book-ladder.js';
import { ServerClock } from './quotes/clock.js';
import { DaylightSwitch } from './quotes/daylight-switch.js';
import { Market } from './quotes/market.js';
import { SymbolTable } from './quotes/symbol-table.js';
import { TickFanout } from './quotes/tick-fanout.js';
import { Chance } from './server/chance.js';
import { Faults } from './server/faults.js';
import { listen } from './server/listener.js';
import { TokenStore } from './server/token-store.js';
import type { Push, Simulator, SimulatorAccount } from './simulator.js';
import { symbolControls } from './symbol-changes.js';

/** The build of the terminal in which the protocol was observed. */
const serverBuild = 5687;
const serviceUnavailable = 503;
const largestState = 2 ** 32 - 1;

const barStore = (settings: Settings, clock: ServerClock): BarStore => {
  const { bars, symbols } = settings;
  if (bars === undefined) {
    return new BarStore({ symbols, serverOffsetSeconds: clock.offset });
  }
  if (bars.serverOffsetSeconds === clock.offset) return bars;
  throw new SimulatorOptionError(
    'bars.serverOffsetSeconds',
    show(bars.serverOffsetSeconds),
    `${String(clock.offset)}, as timezoneShiftSeconds and daylightHours say`,
  );
};

const worldOf = (
  settings: Settings,
  clientsOf: World['clientsOf'],
  daylightHours: (clock: ServerClock) => number,
): World => {
  const { scheduler, logger } = settings;
  const { timezoneShiftSeconds, daylightChange } = settings;
  const clock = new ServerClock(timezoneShiftSeconds, settings.daylightHours, daylightChange);
  const symbols = new SymbolTable(settings.symbols, clock);
  const startMs = scheduler.now();
  const accounts = new AccountBook(settings.accounts, {
    startMs,
    serverTime: (utc) => clock.fromUtc(utc),
    symbol(name) {
      const entry = symbols.byName(name);
      if (entry === undefined) throw new UnknownSimulatorSymbolError(name);
      return entry.spec;
    },
  });
  const bars = barStore(settings, clock);
  bars.follow((utc) => clock.offsetAt(utc));
  return {
    ...{ accounts, symbols, clock, scheduler, logger, clientsOf, bars },
    facts: {
      ...{ ...settings, serverBuild },
      get daylightHours() {
        return daylightHours(clock);
      },
      get symbolsCount() {
        return symbols.size;
      },
    },
    onboarding: settings.onboarding,
    marginSpreads: settings.marginSpreads,
    fanout: new TickFanout(clock, scheduler, settings.snapshots),
    books: new BookFanout(clock, scheduler),
    chance: new Chance(settings.random),
    tokens: new TokenStore(),
    keyBytes: settings.keyBytes,
    status: { state: 0 },
  };
};

const pushBody = (command: number, value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value;
  const body = encodeBody(command, 'server', value);
  if (E.isRight(body)) return body.right;
  const got = `what cannot be written (${body.left.message})`;
  const expected = `the body of command ${String(command)}, or bytes`;
  throw new SimulatorArgumentError('value', got, expected, { cause: body.left });
};

/**
 * Starts an MT5 server in this process: the encrypted WebSocket protocol of the Web Terminal,
 * accounts, symbols, quotes and bars, so that a client can log on without a broker. Clients
 * cannot trade: their requests are answered with retcode 10017, trading disabled. What an
 * account holds is changed with `desk`.
 *
 * The promise rejects with a `SimulatorOptionError`, which names the field, or with a
 * `SimulatorListenError` if the address cannot be listened on.
 *
 * @example
 * ```ts
 * import { startSimulator } from 'rxmt5/simulator';
 *
 * const simulator = await startSimulator({
 *   accounts: [{ login: 42, password: 'Secret-42', mode: 'netting', balance: 5000 }],
 * });
 * console.log(simulator.url);
 * await simulator.close();
 * ```
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const settings = settingsOf(options);
  const { scheduler, logger } = settings;
  const world = worldOf(
    settings,
    (account) => gateway.openClients.filter(({ user }) => user?.account === account),
    () => daylight.hours,
  );
  const faults = new Faults(settings.echo);
  const gateway = new Gateway(faults, settings, world);
  const daylight = new DaylightSwitch(world.clock, scheduler, () => {
    // Ticks of the old clock go first.
    world.fanout.flush();
    world.books.flush();
    for (const account of world.accounts.all()) pushAccount(account, world);
  });
  const passTime = (ms: number): void => daylight.pass(ms);
  const { symbols, fanout, bars, books } = world;
  const market = new Market(symbols, fanout, bars, logger, passTime, books);
  // Sessions are left out of account: a server that is tried on a Sunday should not be silent.
  const feed =
    settings.feed ?? randomWalk({ symbols: settings.symbols, sessions: 'ignore', scheduler });
  let closing: Promise<void> | undefined;

  const isFull = (): boolean => gateway.clients.length >= settings.maxConnections;
  const listener = await listen({
    ...settings,
    refuse: () => {
      const refused = closing !== undefined || faults.refusingConnections || isFull();
      if (refused) logger?.warn('connection refused');
      return refused ? serviceUnavailable : undefined;
    },
    accept: (socket, remote) => gateway.accept(socket, remote),
    failed: (error) => logger?.error({ reason: error.message }, 'listening failed'),
  });
  market.follow(feed);
  logger?.info({ url: listener.url }, 'simulator started');

  const close = async (): Promise<void> => {
    market.close();
    daylight.close();
    await listener.close(() => gateway.close());
    logger?.info('simulator closed');
  };
  const checkOpen = (): void => {
    if (closing !== undefined) throw new SimulatorClosedError();
  };
  const push = <Value>(
    command: Push<Value> | number,
    value: Value | Uint8Array,
    filter?: (connection: ConnectionInfo) => boolean,
  ): number => {
    checkOpen();
    const id = typeof command === 'number' ? command : command.id;
    return gateway.push(id, pushBody(id, value), filter);
  };

  const simulator: Simulator = {
    url: listener.url,
    host: listener.host,
    port: listener.port,
    get symbols() {
      return world.symbols.entries.map(({ id, spec: { name, path, digits } }) => {
        return { id, name, path, digits };
      });
    },
    ...symbolControls(world, gateway, checkOpen),
    controls: controlsOf(gateway, faults),
    requests$: gateway.requests$,
    get accounts(): Simulator['accounts'] {
      const [first, ...others] = world.accounts.all().map(accountInfo);
      // The options make sure that there is one.
      return [first as SimulatorAccount, ...others];
    },
    get connections() {
      return gateway.openClients.map((client) => client.info());
    },
    desk: (login) => deskOf(world, checkOpen, login),
    book(symbol) {
      const entry = world.symbols.byName(symbol);
      if (entry === undefined) throw new UnknownSimulatorSymbolError(symbol);
      return shownBook(world.books.book(entry), entry.spec.digits);
    },
    pushTick(tick) {
      checkOpen();
      market.accept(tick);
    },
    push,
    status(state) {
      if (!Number.isInteger(state) || state < 0 || state > largestState) {
        throw new SimulatorArgumentError('state', show(state), 'an unsigned integer of 32 bits');
      }
      world.status.state = state;
      push(commands.loginStatusPush, { state });
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
  return simulator;
};

const accountInfo = (account: Account): SimulatorAccount => {
  const { password, investorPassword } = account.credentials;
  const { login, type, mode, state, currency } = account;
  return { login, password, investorPassword, type, mode, state, currency };
};
