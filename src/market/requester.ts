import type { Connection } from '../connection/index.js';

/** All that market data needs of a connection in order to ask for something. */
export type Requester = Pick<Connection, 'request'>;
