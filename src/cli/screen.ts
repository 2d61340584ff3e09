import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './shown-text.js';

const escape = '\x1b[';
const hideCursor = `${escape}?25l`;
const showCursor = `${escape}?25h`;
const eraseToLineEnd = `${escape}K`;
const eraseBelow = `${escape}J`;

/**
 * Some lines of a terminal that are drawn over and over in place, below what is
 * there already. Yields the text to write; `close` puts the cursor back.
 */
export class Screen {
  #before: readonly string[] = [];
  #isOpen = false;

  /** Empty when nothing has changed. */
  draw(lines: readonly string[], columns: number): string {
    const same = lines.length === this.#before.length;
    if (this.#isOpen && same && lines.every((line, at) => line === this.#before[at])) return '';
    const start = this.#isOpen ? '' : hideCursor;
    const body = lines.map((line) => `${line}${eraseToLineEnd}\n`).join('');
    const text = `${start}${this.#home(columns)}${body}${eraseBelow}`;
    this.#isOpen = true;
    this.#before = lines;
    return text;
  }

  /** Puts a line above the drawing, which has to be drawn again after it. */
  above(line: string, columns: number): string {
    const text = `${this.#home(columns)}${eraseBelow}${line}\n`;
    this.#before = [];
    return text;
  }

  /** Leaves the last lines where they are. */
  close(): string {
    if (!this.#isOpen) return '';
    this.#isOpen = false;
    this.#before = [];
    return showCursor;
  }

  /** To the beginning of the first line of the drawing. */
  #home(columns: number): string {
    const up = this.#before.reduce((rows, line) => rows + rowsOf(line, columns), 0);
    return `${up > 0 ? `${escape}${up}A` : ''}\r`;
  }
}

/** A terminal that has become narrower has wrapped the lines drawn before. */
const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / Math.max(columns, 1)));
