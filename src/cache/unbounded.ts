/** The warning about caches that only time bounds, given once. */
import { warn } from '../diagnostics/warn.js';
import type { CacheType } from './options.js';

const warned = new Set<CacheType>();

/** With lru-cache's name and code where the cache stands in for it, for those who filter warnings by them. */
export function warnUnbounded(type: CacheType): void {
  if (warned.has(type)) return;
  warned.add(type);
  warn(
    `${type}: with a ttl alone, and neither ttlAutopurge nor a bound such as max, entries stay until they are asked for, and memory has no bound`,
    'UnboundedCacheWarning', type === 'LRUCache' ? 'LRU_CACHE_UNBOUNDED' : 'WASMAP_CACHE_UNBOUNDED',
  );
}
