import { NEVER } from 'rxjs';
import { catalogue, startSimulator } from '../../src/simulator/index.js';
import type { BenchBroker } from './support/broker-process.js';

/**
 * The embedded server with as many symbols as it is told, in a process of its own, so that its
 * work and its memory are not those of the session that is measured. Nothing ticks.
 */
const [symbols = ''] = process.argv.slice(2);

process.on('disconnect', () => process.exit());

const simulator = await startSimulator({
  extraSymbols: Number(symbols) - catalogue.length,
  feed: NEVER,
});
const [{ login, password }] = simulator.accounts;
process.send?.({ url: simulator.url, login: String(login), password } satisfies BenchBroker);
