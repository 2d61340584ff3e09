import { SimulatorArgumentError } from './errors.js';
import type { Client } from './client.js';
import type { Gateway } from './gateway.js';
import { show } from './options/checks.js';
import type { Faults } from './server/faults.js';
import { garbageSorts, type GarbageSort } from './server/garbage.js';

/**
 * Makes the server misbehave. Every control takes the number of a connection last; without it
 * the control is for all connections, those to come included. Where a control is set both for
 * all and for one, or for all commands and for one, the narrower setting counts; setting the
 * wider one again forgets the narrower.
 */
export interface Controls {
  /** Cuts connections without a close frame; gives their number. */
  drop(connection?: number): number;
  /** Closes connections in order, with code 1000 unless another is given; gives their number. */
  closeClean(connection?: number, code?: number): number;
  /**
   * The connection stays, and nothing comes any more: no replies, no pushes, no answers to
   * pings or closes of the WebSocket. Requests still arrive on `requests$`, and have no effect.
   */
  halfOpen(on: boolean, connection?: number): void;
  /** Every reply comes this much later. 0 ends it. */
  delayReplies(ms: number, command?: number, connection?: number): void;
  /** Every reply comes twice. */
  duplicateReplies(on: boolean, command?: number, connection?: number): void;
  /** Sends a message of this sort that is none, or one of every sort; gives their number. */
  garbage(sort?: GarbageSort, connection?: number): number;
  /** Everything is encrypted under a key that the client does not have. */
  wrongKey(on?: boolean, connection?: number): void;
  /** The next reply to this command comes this much later, or, with Infinity, never. */
  lateReply(command: number, ms: number, connection?: number): void;
  /** The next requests of this command are neither answered nor obeyed. All, by default. */
  ignore(command: number, times?: number, connection?: number): void;
  /** Whether replies bring back the two random bytes of their request. */
  echo(on: boolean, connection?: number): void;
  /** The next requests of this command fail with this code, 1 to 255. All, by default. */
  refuse(command: number, code: number, times?: number, connection?: number): void;
  /** New connections are refused with HTTP 503. */
  refuseConnections(on: boolean): void;
  /** The server behaves again. Connections that are lost stay lost. */
  reset(): void;
}

const largestCommand = 0xffff;
const largestCode = 0xff;
/** The longest delay a timer of Node takes. */
const longestDelayMs = 2 ** 31 - 1;

const fail = (field: string, value: unknown, expected: string): never => {
  throw new SimulatorArgumentError(field, show(value), expected);
};

const wholeIn = (field: string, value: number, least: number, most: number): void => {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  fail(field, value, `a whole number from ${String(least)} to ${String(most)}`);
};

const checkCommand = (command: number | undefined): void => {
  if (command !== undefined) wholeIn('command', command, 0, largestCommand);
};

const checkTimes = (times: number): void => {
  if (times !== Infinity) wholeIn('times', times, 1, Number.MAX_SAFE_INTEGER);
};

/** RFC 6455: codes that may stand in a close frame. */
const isCloseCode = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 3000 && code <= 4999) ||
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)));

export const controlsOf = (gateway: Gateway, faults: Faults): Controls => {
  const each = (connection: number | undefined, act: (client: Client) => void): number => {
    const clients = gateway.openClients.filter(
      (client) => connection === undefined || client.connection.id === connection,
    );
    clients.forEach(act);
    return clients.length;
  };
  const mute = (connection?: number): unknown =>
    each(connection, (client) =>
      client.connection.mute(faults.halfOpen.find(client.connection.id) ?? false),
    );

  return {
    drop: (connection) => each(connection, (client) => client.connection.drop()),
    closeClean(connection, code = 1000) {
      if (!isCloseCode(code)) fail('code', code, 'a WebSocket close code');
      return each(connection, (client) => client.connection.close(code));
    },
    halfOpen(on, connection) {
      faults.halfOpen.set({ connection }, on);
      mute(connection);
    },
    delayReplies(ms, command, connection) {
      wholeIn('ms', ms, 0, longestDelayMs);
      checkCommand(command);
      faults.delays.set({ connection, command }, ms);
    },
    duplicateReplies(on, command, connection) {
      checkCommand(command);
      faults.duplicated.set({ connection, command }, on);
    },
    garbage(sort, connection) {
      if (sort !== undefined && !garbageSorts.includes(sort)) {
        fail('sort', sort, garbageSorts.map(show).join(' | '));
      }
      const sorts = sort === undefined ? garbageSorts : [sort];
      const send = ({ connection: to }: Client): void => sorts.forEach((of) => to.sendGarbage(of));
      return each(connection, send) * sorts.length;
    },
    wrongKey(on = true, connection) {
      faults.wrongKey.set({ connection }, on);
    },
    lateReply(command, ms, connection) {
      checkCommand(command);
      if (ms !== Infinity) wholeIn('ms', ms, 0, longestDelayMs);
      faults.late.set({ connection, command }, ms, 1);
    },
    ignore(command, times = Infinity, connection) {
      checkCommand(command);
      checkTimes(times);
      faults.ignored.set({ connection, command }, true, times);
    },
    echo(on, connection) {
      faults.echo.set({ connection }, on);
    },
    refuse(command, code, times = Infinity, connection) {
      checkCommand(command);
      wholeIn('code', code, 1, largestCode);
      checkTimes(times);
      faults.refused.set({ connection, command }, code, times);
    },
    refuseConnections(on) {
      faults.refusingConnections = on;
    },
    reset() {
      faults.reset();
      mute();
    },
  };
};
