import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  IllegalTransitionError,
  StateMachine,
  throwsOnIllegal,
  transitions,
  type ConnectionState,
  type Status,
} from '../../src/connection/index.js';
import { Clock } from './support/clock.js';
import { watch } from './support/seen.js';

const states = Object.keys(transitions) as ConnectionState[];

/** A way from the first state to each. */
const ways: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  disconnected: [],
  connecting: ['connecting'],
  bootstrapped: ['connecting', 'bootstrapped'],
  authenticated: ['connecting', 'bootstrapped', 'authenticated'],
  closing: ['closing'],
};

const machine = (onIllegal: (error: IllegalTransitionError) => void = throwing) => {
  const clock = new Clock();
  return { clock, state: new StateMachine({ scheduler: clock, onIllegal }) };
};

const throwing = (error: IllegalTransitionError): void => {
  throw error;
};

const machineIn = (at: ConnectionState, onIllegal = throwing) => {
  const made = machine(onIllegal);
  for (const step of ways[at]) made.state.enter(step, 'on the way');
  return made;
};

const legal = states.flatMap((from) => transitions[from].map((to) => [from, to] as const));
const illegal = states.flatMap((from) =>
  states
    .filter((to) => to !== from && !transitions[from].includes(to))
    .map((to) => [from, to] as const),
);

describe('the table', () => {
  test('is this', () => {
    expect(transitions).toEqual({
      disconnected: ['connecting', 'closing'],
      connecting: ['bootstrapped', 'disconnected', 'closing'],
      bootstrapped: ['authenticated', 'disconnected', 'closing'],
      authenticated: ['disconnected', 'closing'],
      closing: ['disconnected'],
    });
    expect(legal).toHaveLength(11);
    expect(illegal).toHaveLength(9);
  });

  test.each(legal)('allows %s -> %s', (from, to) => {
    const { state } = machineIn(from);
    state.enter(to, 'because');
    expect(state.status).toMatchObject({ state: to, reason: 'because' });
  });

  test.each(illegal)('does not allow %s -> %s', (from, to) => {
    const { state } = machineIn(from);
    const before = state.status;
    expect(() => {
      state.enter(to, 'because');
    }).toThrow(new IllegalTransitionError(from, to));
    expect(state.status).toBe(before);
  });

  test.each(illegal)('in production %s -> %s is made, and told', (from, to) => {
    const told: IllegalTransitionError[] = [];
    const { state } = machineIn(from, (error) => told.push(error));
    state.enter(to, 'because');
    expect(state.status.state).toBe(to);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ code: 'illegal-transition', from, to, context: { from, to } });
  });

  test.each(states)('%s may be entered again', (at) => {
    const { state } = machineIn(at);
    state.enter(at, 'again', { attempt: 3 });
    expect(state.status).toMatchObject({ state: at, reason: 'again', attempt: 3 });
  });
});

describe('status', () => {
  test('starts disconnected, before any connection', () => {
    const { clock, state } = machine();
    clock.advance(5);
    expect(state.status).toEqual({
      state: 'disconnected',
      reason: 'not opened yet',
      since: 0,
      connection: 0,
      attempt: 0,
    });
  });

  test('is told to a newcomer at once, then every change, with its time', () => {
    const { clock, state } = machine();
    clock.advance(1000);
    state.enter('connecting', 'go', { connection: 1 });
    const seen = watch(state.status$);
    clock.advance(500);
    state.enter('bootstrapped', 'key');
    clock.advance(500);
    state.enter('authenticated', 'in');
    expect(seen.values).toEqual([
      { state: 'connecting', reason: 'go', since: 1000, connection: 1, attempt: 0 },
      { state: 'bootstrapped', reason: 'key', since: 1500, connection: 1, attempt: 0 },
      { state: 'authenticated', reason: 'in', since: 2000, connection: 1, attempt: 0 },
    ]);
    expect(seen.isOpen).toBe(true);
    state.complete();
    expect(seen.isComplete).toBe(true);
  });

  test('keeps the last failure until the next success', () => {
    const { state } = machine();
    const error = new Error('gone');
    const failed = (status: Status): unknown => status.error;
    state.enter('connecting', 'go');
    expect('error' in state.status).toBe(false);
    state.enter('disconnected', 'gone', { attempt: 1, error });
    expect(failed(state.status)).toBe(error);
    state.enter('connecting', 'again');
    expect(failed(state.status)).toBe(error);
    state.enter('bootstrapped', 'key');
    expect(failed(state.status)).toBe(error);
    state.enter('authenticated', 'in');
    expect('error' in state.status).toBe(false);
    expect(state.status.attempt).toBe(1);
  });

  test('forgets the last failure when it is closed', () => {
    const { state } = machine();
    state.enter('connecting', 'go');
    state.enter('disconnected', 'gone', { error: new Error('gone') });
    state.enter('closing', 'closed by the user');
    state.enter('disconnected', 'closed');
    expect('error' in state.status).toBe(false);
  });

  test('a listener that changes the state does not turn the order around for others', () => {
    const { state } = machine();
    const orders: ConnectionState[][] = [[], []];
    state.status$.subscribe(({ state: now }) => {
      orders[0]?.push(now);
      if (now === 'connecting') state.enter('closing', 'changed my mind');
    });
    state.status$.subscribe(({ state: now }) => orders[1]?.push(now));
    state.enter('connecting', 'go');
    expect(orders[0]).toEqual(['disconnected', 'connecting', 'closing']);
    expect(orders[1]).toEqual(orders[0]);
    expect(state.status.state).toBe('closing');
  });
});

describe('throwsOnIllegal', () => {
  const { NODE_ENV: before } = process.env;
  beforeEach(() => {
    delete process.env.NODE_ENV;
  });
  afterEach(() => {
    process.env.NODE_ENV = before;
  });

  test('is true under a test runner only', () => {
    expect(throwsOnIllegal()).toBe(false);
    process.env.NODE_ENV = 'production';
    expect(throwsOnIllegal()).toBe(false);
    process.env.NODE_ENV = 'test';
    expect(throwsOnIllegal()).toBe(true);
  });
});
