import { concat, defer, switchMap, throwError, type Observable } from 'rxjs';
import { closedInOrder } from './close-kind.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { socket$, type Socket, type SocketOptions } from './socket.js';

export interface OverSocketOptions extends Omit<ConnectionOptions, 'socket' | 'maxFrameBytes'> {
  readonly socket: Omit<SocketOptions, 'scheduler'>;
  /** Replaces the WebSocket, for tests. */
  readonly openSocket?: ((options: SocketOptions) => Observable<Socket>) | undefined;
}

/**
 * Opens one socket and does `work` over the connection that runs on it. What runs over it ends
 * with it: fails when the socket ends, a close in order by the server included.
 */
export const overSocket = <T>(
  options: OverSocketOptions,
  work: (live: Connection) => Observable<T>,
): Observable<T> =>
  defer(() => {
    const { openSocket = socket$, socket, ...others } = options;
    const { maxFrameBytes } = socket;
    return concat(
      openSocket({ ...socket, scheduler: options.runtime.scheduler }).pipe(
        switchMap((open) => {
          const live = new Connection({ ...others, maxFrameBytes, socket: open });
          return live.run(work(live));
        }),
      ),
      throwError(() => closedInOrder()),
    );
  });
