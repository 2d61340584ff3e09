import { describe, expect, test } from '@jest/globals';

import { Scoped } from '../../src/simulator/server/scoped.js';

describe('a scoped setting', () => {
  test('counts by its narrowest scope', () => {
    const setting = new Scoped<string>();
    expect(setting.find(1, 3)).toBeUndefined();
    setting.set({}, 'all');
    setting.set({ command: 3 }, 'command');
    setting.set({ connection: 1 }, 'connection');
    setting.set({ connection: 1, command: 3 }, 'both');
    expect([
      setting.find(1, 3),
      setting.find(1, 4),
      setting.find(2, 3),
      setting.find(2, 4),
    ]).toEqual(['both', 'connection', 'command', 'all']);
    expect([setting.find(1), setting.find(2)]).toEqual(['connection', 'all']);
  });

  test('is forgotten where a wider one is set', () => {
    const setting = new Scoped<string>();
    setting.set({ connection: 1, command: 3 }, 'both');
    setting.set({ connection: 2 }, 'second');
    setting.set({ command: 3 }, 'command');
    expect(setting.find(1, 3)).toBe('command');
    expect(setting.find(2, 4)).toBe('second');
    setting.set({}, 'all');
    expect([setting.find(1, 3), setting.find(2, 4)]).toEqual(['all', 'all']);
  });

  test('does not take connection 1 for connection 11', () => {
    const setting = new Scoped<string>();
    setting.set({ connection: 11 }, 'eleven');
    setting.clear({ connection: 1 });
    expect([setting.find(1), setting.find(11)]).toEqual([undefined, 'eleven']);
  });

  test('is used up after so many times, then the wider one counts', () => {
    const setting = new Scoped<string>();
    setting.set({}, 'all');
    setting.set({ command: 3 }, 'twice', 2);
    expect([
      setting.find(1, 3),
      setting.take(1, 3),
      setting.take(2, 3),
      setting.take(1, 3),
    ]).toEqual(['twice', 'twice', 'twice', 'all']);
    expect(setting.take(1, 3)).toBe('all');
  });
});
