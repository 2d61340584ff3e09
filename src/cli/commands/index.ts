import type { Command } from '../command.js';
import { decode } from './decode.js';
import { encode } from './encode.js';

/** In the order of the help. */
export const commands: readonly Command[] = [decode, encode];
