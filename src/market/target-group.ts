import type { SubscriptionTarget } from './keep-subscribed.js';

/** Several that listen to one list of the server, as one. */
export const targetGroup = (targets: readonly SubscriptionTarget[]): SubscriptionTarget => ({
  retain(names) {
    for (const target of targets) target.retain?.(names);
  },
  unbound: () => [...new Set(targets.flatMap((target) => target.unbound()))],
  bind(id, symbol, specification) {
    for (const target of targets) target.bind(id, symbol, specification);
  },
  fail(name, error) {
    for (const target of targets) target.fail(name, error);
  },
});
