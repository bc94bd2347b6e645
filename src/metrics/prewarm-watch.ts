/** Hears of what filled caches beforehand, for as long as any cache is observed, and counts its entries for whoever observes that cache. */
import { type PrewarmMessage, listenToPrewarms } from '../diagnostics/prewarm-trace.js';
import type { ObservedCache } from '../cache/reading.js';

/** Entries by what came of them, and seconds that it took; undefined where nothing was filled yet. */
export interface Prewarms {
  counts: { written: number; failed: number; skipped: number } | undefined;
  seconds: number;
}

/** By stores: calls may come through proxies of caches. */
const observers = new WeakMap<object, Set<Prewarms>>();
let observed = 0;
let stop: (() => void) | undefined;

function onEnd(message: unknown): void {
  const { cache, result } = message as PrewarmMessage;
  // Other caches are filled, too; and what was rejected says nothing of its entries.
  const { _store: store } = cache as Partial<ObservedCache>;
  if (store === undefined || result === undefined) return;
  for (const each of observers.get(store) ?? []) {
    const counts = each.counts ??= { written: 0, failed: 0, skipped: 0 };
    counts.written += result.written;
    counts.failed += result.failedCount;
    counts.skipped += result.skipped;
    each.seconds += result.durationMs / 1e3;
  }
}

/** Counts what fills the cache whose store this is in `prewarms` until what is returned is called. */
export function countPrewarms(store: object, prewarms: Prewarms): () => void {
  const those = observers.get(store) ?? new Set();
  observers.set(store, those.add(prewarms));
  if (observed++ === 0) stop = listenToPrewarms(onEnd);
  return () => {
    those.delete(prewarms);
    if (--observed === 0) stop?.();
  };
}
