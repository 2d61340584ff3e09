/** Frames that the server sends over and over. */
export interface FrameOrder {
  readonly ticksPerFrame: number;
  /** Ticks are of the first so many symbols. */
  readonly symbols: number;
}

export type ToServer =
  | { readonly kind: 'start'; readonly client: string; readonly frames: FrameOrder }
  | { readonly kind: 'stop'; readonly client: string };

export type FromServer =
  | { readonly kind: 'listening'; readonly port: number }
  /** A client is there: one that only counts, or one that logs in and subscribes. */
  | { readonly kind: 'ready'; readonly client: string }
  /** All ticks since the start are in the socket. */
  | { readonly kind: 'stopped'; readonly client: string; readonly ticks: number };

/** Paths of clients that do not speak the protocol. */
export const countPath = '/count';
export const echoPath = '/echo';
