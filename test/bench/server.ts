import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { FromServer, ToServer } from './support/server-messages.js';
import { Client } from './server/client.js';
import { FrameSource } from './server/frame-source.js';

/**
 * The other end of the end to end benches, in a process of its own. It answers what
 * a session needs to come up, and then writes prepared WebSocket frames into the
 * socket in large pieces: making frames, or one write for each, would be the limit.
 */
const source = new FrameSource();
const clients = new Map<string, Client>();
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

const tell = (message: FromServer): void => {
  process.send?.(message);
};

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const client = new Client(ws, socket, (kind) => {
      clients.set(client.name, client);
      tell({ kind, client: client.name });
    });
    client.serve(request.url ?? '/');
  });
});

process.on('message', (message: ToServer) => {
  const client = clients.get(message.client);
  if (client === undefined) throw new Error(`bench server: no client "${message.client}"`);
  if (message.kind === 'start') client.start(source.pieces(message.frames));
  else client.stop((ticks) => tell({ kind: 'stopped', client: client.name, ticks }));
});

process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});
