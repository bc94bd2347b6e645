/** Hears of writes that broke a rule of their guard, for as long as any map is observed, and counts them for whoever observes that map. */
import { listenTo } from '../diagnostics/channels.js';
import type { GuardMessage } from '../diagnostics/guard-message.js';
import type { Table } from '../map/table.js';
import type { Written } from '../map/written.js';

/** By rules; undefined where none was broken yet. */
export interface Violations {
  counts: Record<GuardMessage['rule'], number> | undefined;
}

/** By tables: calls may come through proxies of maps. */
const observers = new WeakMap<Table, Set<Violations>>();
let observed = 0;
let stop: (() => void) | undefined;

function onViolation(message: unknown): void {
  const { map, rule } = message as GuardMessage;
  // Guards of native maps tell of violations, too.
  const { _table: table } = map as Partial<Written>;
  if (table === undefined) return;
  for (const each of observers.get(table) ?? []) (each.counts ??= { atomic: 0, idempotent: 0, observable: 0 })[rule]++;
}

/** Counts the violations of the map whose table this is in `violations` until what is returned is called. */
export function countViolations(table: Table, violations: Violations): () => void {
  const those = observers.get(table) ?? new Set();
  observers.set(table, those.add(violations));
  if (observed++ === 0) stop = listenTo('wasmap:guard', onViolation);
  return () => {
    those.delete(violations);
    if (--observed === 0) stop?.();
  };
}
