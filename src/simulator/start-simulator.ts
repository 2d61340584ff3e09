import type { Observable } from 'rxjs';
import { AccountBook } from './accounts/account-book.js';
import type { ConnectionInfo } from './client.js';
import { controlsOf, type Controls } from './controls.js';
import { BarStore, randomWalk, type FeedTick } from './data/index.js';
import { SimulatorClosedError, UnknownSimulatorSymbolError } from './errors.js';
import { Gateway, type SimulatorRequest } from './gateway.js';
