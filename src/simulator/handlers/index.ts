import { accountRoutes } from './account.js';
import { barRoutes } from './bars.js';
import { onboardingRoutes } from './onboarding.js';
import { quoteRoutes } from './quotes.js';
import type { Route } from './route.js';
import { sessionRoutes } from './session.js';
import { symbolRoutes } from './symbols.js';
import { tradeRoutes } from './trades.js';

const all: readonly Route[] = [
  ...sessionRoutes,
  ...accountRoutes,
  ...symbolRoutes,
  ...quoteRoutes,
  ...tradeRoutes,
  ...barRoutes,
  ...onboardingRoutes,
];

/** What the server answers, by command. */
export const routes: ReadonlyMap<number, Route> = new Map(
  all.map((route) => [route.command, route]),
);
