import { WebSocket } from 'ws';

/**
 * The server's end of a WebSocket, which can fall silent: while `muted`, neither pings nor
 * closes of the client are answered, as from a peer whose network is gone.
 */
export class ServerSocket extends WebSocket {
  muted = false;

  /** Called by ws, too, to answer the close of the client. */
  override close(code?: number, reason?: string | Buffer): void {
    if (this.muted) return;
    super.close(code, reason);
  }

  /** Answers a ping; ws would do it by itself, but could not be kept from it. */
  answerPing(data: Buffer): void {
    if (!this.muted && this.readyState === WebSocket.OPEN) super.pong(data);
  }
}
