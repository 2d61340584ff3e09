import type { Command } from '../command.js';
import { account } from './account.js';
import { bars } from './bars.js';
import { book } from './book.js';
import { deals } from './deals.js';
import { decode } from './decode.js';
import { demo } from './demo.js';
import { encode } from './encode.js';
import { links } from './links.js';
import { openDemo } from './open-demo.js';
import { openReal } from './open-real.js';
import { orders } from './orders.js';
import { otp } from './otp.js';
import { password } from './password.js';
import { positions } from './positions.js';
import { quote } from './quote.js';
import { simulate } from './simulate.js';
import { symbols } from './symbols.js';
import { ticks } from './ticks.js';

/** In the order of the help. */
export const commands: readonly Command[] = [
  demo,
  ticks,
  symbols,
  quote,
  book,
  bars,
  account,
  positions,
  orders,
  deals,
  links,
  openDemo,
  openReal,
  otp,
  password,
  simulate,
  decode,
  encode,
];
