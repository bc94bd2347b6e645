/** Hears of writes that broke a rule of their guard, for as long as any map is observed, and counts them for whoever observes that map. */
import { listenTo } from '../diagnostics/channels.js';
import type { GuardMessage } from '../diagnostics/guard-message.js';

/** By rules; undefined where none was broken yet. */
export interface Violations {
  counts: Record<GuardMessage['rule'], number> | undefined;
}

const observers = new WeakMap<object, Set<Violations>>();
let observed = 0;
let stop: (() => void) | undefined;

function onViolation(message: unknown): void {
  const { map, rule } = message as GuardMessage;
  for (const each of observers.get(map) ?? []) (each.counts ??= { atomic: 0, idempotent: 0, observable: 0 })[rule]++;
}

/** Counts the violations of `map` in `violations` until what is returned is called. */
export function countViolations(map: object, violations: Violations): () => void {
  const those = observers.get(map) ?? new Set();
  observers.set(map, those.add(violations));
  if (observed++ === 0) stop = listenTo('wasmap:guard', onViolation);
  return () => {
    those.delete(violations);
    if (--observed === 0) stop?.();
  };
}
