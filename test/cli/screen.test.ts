import { describe, expect, test } from '@jest/globals';

import { Screen } from '../../src/cli/screen.js';

const hide = '\x1b[?25l';
const show = '\x1b[?25h';
const erase = '\x1b[K';
const below = '\x1b[J';

describe('Screen', () => {
  test('draws below what is there and hides the cursor', () => {
    expect(new Screen().draw(['a', 'b'], 80)).toBe(`${hide}\ra${erase}\nb${erase}\n${below}`);
  });

  test('draws again over the lines before, also when they become fewer', () => {
    const screen = new Screen();
    screen.draw(['a', 'b', 'c'], 80);
    expect(screen.draw(['A', 'B'], 80)).toBe(`\x1b[3A\rA${erase}\nB${erase}\n${below}`);
    expect(screen.draw(['A', 'C'], 80)).toContain('\x1b[2A');
  });

  test('writes nothing when nothing has changed', () => {
    const screen = new Screen();
    screen.draw(['a'], 80);
    expect(screen.draw(['a'], 80)).toBe('');
    expect(screen.draw(['a', ''], 80)).not.toBe('');
  });

  test('counts lines that a narrower terminal has wrapped, without their colours', () => {
    const screen = new Screen();
    screen.draw([`\x1b[32m${'x'.repeat(40)}\x1b[0m`, 'short'], 80);
    expect(screen.draw(['y'], 20)).toContain('\x1b[3A');
  });

  test('gives the cursor back once', () => {
    const screen = new Screen();
    expect(screen.close()).toBe('');
    screen.draw(['a'], 80);
    expect(screen.close()).toBe(show);
    expect(screen.close()).toBe('');
  });

  test('starts anew after it was closed', () => {
    const screen = new Screen();
    screen.draw(['a'], 80);
    screen.close();
    expect(screen.draw(['a'], 80)).toBe(`${hide}\ra${erase}\n${below}`);
  });
});
