import type { Logger } from 'pino';
import type { Observable, SchedulerLike } from 'rxjs';
import type { BarStore, FeedTick, SymbolSpec } from '../data/index.js';
import type { DaylightChange } from '../quotes/clock.js';
import type { MarginSpreadOptions } from './margin-spread-options.js';
import type { AccountOptions } from './account-options.js';
import type { LinkOptions, VerificationOptions } from './onboarding-options.js';

/** All may be absent: then it is a demo broker with one account on a free loopback port. */
export interface SimulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `/terminal`, as the official gateway has it. */
  readonly path?: string;
  /** Serves `wss:` with this certificate and key (PEM). */
  readonly tls?: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array };
  /** At least one. Default: login 1001 with password `Demo-1001`, a hedging demo account. */
  readonly accounts?: readonly AccountOptions[];
  /** Codes that clients who open an account are asked for. Default: none are. */
  readonly verification?: VerificationOptions;
  /** Whether clients may open demo accounts; if not, they get result code 1025. Default true. */
  readonly demoAccounts?: boolean;
  /** Documents of the broker, for command 44. Default: none. */
  readonly links?: readonly LinkOptions[];
  /** Default: the built-in catalogue. */
  readonly symbols?: readonly SymbolSpec[];
  /** As many generated symbols besides. Default 0. */
  readonly extraSymbols?: number;
  /**
   * Where quotes come from; subscribed to once, at the start. An error or the end of it leaves
   * the simulator running. Default: a random walk of the symbols.
   */
  readonly feed?: Observable<FeedTick>;
  /** Bars of the past for command 11; ticks of the feed are added to it. */
  readonly bars?: BarStore;
  /** Length of the session keys. Default 256. */
  readonly keyBits?: 128 | 192 | 256;
  /** Whether replies bring back the two random bytes of their request. Default false. */
  readonly echo?: boolean;
  /** Whether a symbol's last quote is sent right after it is subscribed to. Default true. */
  readonly snapshots?: boolean;
  /** How far the server's clock is ahead of UTC, without daylight saving. Default 7200. */
  readonly timezoneShiftSeconds?: number;
  /** Hours that daylight saving adds to it. Default 0. */
  readonly daylightHours?: number;
  /**
   * Daylight saving begins or ends at this time: ticks and bars from then on are of the other
   * clock, and every account is told (push 14). Default: never.
   */
  readonly daylightChange?: DaylightChange;
  /** Rules by which positions need less margin together, for command 20. Default: none. */
  readonly marginSpreads?: readonly MarginSpreadOptions[];
  /** Default `Simulator-Demo`. */
  readonly serverName?: string;
  /** Default `Simulated Markets Ltd`. */
  readonly company?: string;
  /** Connections at once; more are refused with HTTP 503. Default 1000. */
  readonly maxConnections?: number;
  /** The longest ciphertext a client may send; a longer one ends its connection. Default 16 MiB. */
  readonly maxFrameBytes?: number;
  /**
   * Bytes that may wait for a slow client before its ticks are dropped. Sixteen times as many,
   * and it is disconnected. Default 4 MiB.
   */
  readonly maxBufferedBytes?: number;
  /** Default: none, the simulator is silent. */
  readonly logger?: Logger;
  /** Uniform in [0, 1): makes keys, tokens and the random bytes of frames. Default: the system. */
  readonly random?: () => number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}
