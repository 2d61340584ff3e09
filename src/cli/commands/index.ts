import type { Command } from '../command.js';
import { decode } from './decode.js';
import { demo } from './demo.js';
import { encode } from './encode.js';
import { simulate } from './simulate.js';
import { ticks } from './ticks.js';

/** In the order of the help. */
export const commands: readonly Command[] = [demo, ticks, simulate, decode, encode];
