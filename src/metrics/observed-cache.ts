/** A cache that is observed: what it counts itself. Holds it weakly, so that observing keeps no cache alive. */
import type { ObservedCache as Cache } from '../cache/reading.js';
import { WeakReference } from '../weak.js';
import { type CacheCounters, type CacheHealth, healthOf } from './cache-health.js';
import type { Observation } from './members.js';

export class ObservedCache implements Observation<CacheCounters, CacheHealth> {
  readonly #reference: WeakRef<Cache['_store']>;

  constructor(store: Cache['_store']) {
    this.#reference = new WeakReference(store);
  }

  /** Whether the cache was closed, or collected. */
  get isGone(): boolean {
    return this.#reference.deref()?.closed !== false;
  }

  counters(): CacheCounters | undefined {
    return this.#reference.deref()?.reading()?.stats;
  }

  health(): CacheHealth | undefined {
    const reading = this.#reference.deref()?.reading();
    return reading === undefined ? undefined : healthOf(reading);
  }
}
