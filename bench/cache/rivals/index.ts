import { peers } from './peers.js';
import type { CacheRival, CacheRivalName } from './rival.js';
import { wasmapCaches } from './wasmap.js';

/** In the order in which they are shown. */
export const cacheRivals: readonly CacheRival[] = [...wasmapCaches, ...peers];

export function cacheRival(name: CacheRivalName): CacheRival {
  const found = cacheRivals.find((rival) => rival.name === name);
  if (found === undefined) throw new Error(`no cache is called ${name}`);
  return found;
}
