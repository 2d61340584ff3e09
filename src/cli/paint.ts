import type { Io } from './io.js';

export const green = '\x1b[32m';
export const red = '\x1b[31m';
export const dim = '\x1b[2m';
const plain = '\x1b[0m';

/** Text in a colour; as it is where there are none, or with the colour ''. */
export const paint = (text: string, colour: string, colours: boolean): string =>
  colours && colour !== '' ? `${colour}${text}${plain}` : text;

/** Whether to use colours: on a terminal that has them, unless `NO_COLOR` is set. */
export const hasColours = (io: Io): boolean =>
  io.out.isTerminal && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
