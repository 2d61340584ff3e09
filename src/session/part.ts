import type { Observable } from 'rxjs';
import type { Opened, Ready } from './ready.js';
import type { SessionClosedError } from './errors.js';

/** One thing that a session does: what it runs over each connection, and how it ends. */
export interface Part {
  /** Runs over a connection from the moment its account record is there, before its symbols are. */
  readonly serveAccount?: (opened: Opened) => Observable<never>;
  /** Runs over a connection whose account and symbols are loaded. */
  readonly serve?: (ready: Ready) => Observable<never>;
  /** Nothing more comes: streams fail with `error`, or complete in order. */
  readonly end: (error: SessionClosedError, isFailure: boolean) => void;
}
