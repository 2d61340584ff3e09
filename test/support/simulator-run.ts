/**
 * A program that starts a simulator with its random walk, uses it and closes it, for the test
 * that nothing keeps the process alive then.
 */
import { startSimulator } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { RawClient } from './raw-client.js';

const simulator = await startSimulator();
const [account] = simulator.accounts;
if (account === undefined) throw new Error('no account');
const client = await RawClient.loggedOn(simulator.url, account);
await client.ask(commands.ticksSubscribe, [1, 2, 3]);
await client.push(commands.tickPush);
simulator.controls.delayReplies(600_000);
client.send(commands.ping.id);
await simulator.close();
await client.closed;
process.stdout.write('closed\n');
