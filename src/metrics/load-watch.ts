/** Hears of loads, for as long as any cache is observed, and counts their times for whoever observes that cache. */
import type { ObservedCache } from '../cache/reading.js';
import { now } from '../clock.js';
import { listenToLoads } from '../diagnostics/channels.js';
import type { CacheLoadMessage } from '../diagnostics/load-trace.js';
import type { Histogram } from './histogram.js';

/** By stores: calls may come through proxies of caches. */
const observers = new WeakMap<object, Set<Histogram>>();
let observed = 0;
let stop: (() => void) | undefined;

function onEnd(message: unknown): void {
  const { cache, began } = message as CacheLoadMessage;
  const seconds = (now() - began) / 1e3;
  for (const each of observers.get((cache as ObservedCache)._store) ?? []) each.observe(seconds);
}

/** Counts the loads of the cache whose store this is in `seconds` until what is returned is called. */
export function countLoads(store: object, seconds: Histogram): () => void {
  const those = observers.get(store) ?? new Set();
  observers.set(store, those.add(seconds));
  if (observed++ === 0) stop = listenToLoads({ asyncEnd: onEnd });
  return () => {
    those.delete(seconds);
    if (--observed === 0) stop?.();
  };
}
