/** Which table keeps a cache's entries. */
import { AnyCache } from './any/any-cache.js';
import type { EngineTable } from './engine-table.js';
import { LinearCache } from './linear/linear-cache.js';
import type { CacheSettings } from './options.js';

/** An empty table. @throws UnsupportedError for an engine that cannot run here. */
export function createTable(settings: CacheSettings): EngineTable {
  return settings.map.key.name === 'any' ? new AnyCache(settings) : new LinearCache(settings);
}
