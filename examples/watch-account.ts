/**
 * Watches an account through a lost connection: positions as they change, where each change comes
 * from, and what the stream says of itself. Runs against the embedded server, whose desk trades
 * meanwhile; ends by itself.
 *
 *   npx tsx examples/watch-account.ts
 */
import { filter, firstValueFrom } from 'rxjs';
import { openSession } from '../src/index.js';
import { startSimulator } from '../src/simulator/index.js';

const server = await startSimulator();
const [{ login, password }] = server.accounts;
server.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.085, ask: 1.0852 });
const session = await openSession({
  ...{ url: server.url, login, password },
  reconnect: { delayMs: 100 },
});

const { positions$ } = session;
positions$.subscribe(({ source, added, changed, removed, all }) => {
  const tell = (what: string, tickets: readonly bigint[]): string =>
    tickets.length === 0 ? '' : ` ${what} ${tickets.join(', ')}`;
  console.log(
    `${source}:${tell(
      'added',
      added.map(({ ticket }) => ticket),
    )}` +
      tell(
        'changed',
        changed.map(({ after }) => after.ticket),
      ) +
      `${tell(
        'removed',
        removed.map(({ ticket }) => ticket),
      )} (${all.length} open)`,
  );
});
positions$.condition$.subscribe(({ kind }) => console.log(`  ${kind}`));
const restored = firstValueFrom(
  positions$.condition$.pipe(filter(({ kind }) => kind === 'restored')),
);
await firstValueFrom(positions$);

const desk = server.desk();
const first = desk.buy('EURUSD', 1, { tp: 1.1 });
const second = desk.sell('EURUSD', 0.5);

// The line is cut; the desk goes on.
server.controls.refuseConnections(true);
server.controls.drop();
await firstValueFrom(session.status$.pipe(filter(({ state }) => state === 'disconnected')));
desk.close(first.position, { lots: 0.4 });
desk.close(second.position);
server.controls.refuseConnections(false);
await restored;

await session.close();
await server.close();
