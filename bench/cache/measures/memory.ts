/**
 * Bytes an entry, read from the resident set of a fresh process, in the way in which maps are measured. The cache is written to until it has evicted half as many
 * entries as it holds: what eviction needs room for counts, too.
 */
import type { Key } from '../../input/columns.js';
import { CHUNK, Filler } from '../../measures/filler.js';
import { setAll } from '../../measures/tables.js';
import type { Table } from '../../rivals/rival.js';
import { returnGarbage } from '../../sampling/process.js';
import { cacheRival } from '../rivals/index.js';
import type { CacheMemory, CacheMemoryTask } from './task.js';

/** As many caches as hold this many entries, so that a process's own noise of a megabyte stays below 3 %. */
const ENTRIES = 2_000_000;
/** The same few entries again and again: afterwards code is compiled and V8's young generation has its final size. */
const WARM_UP = { entries: CHUNK, rounds: 150 };
/** New keys written, by entries that fit. */
const WRITTEN = 1.5;

export async function measureCacheMemory({ rival, keys, capacity, seed }: CacheMemoryTask): Promise<CacheMemory> {
  const create = await cacheRival(rival).open({ keys, values: 'f64', seed });
  const newCache = (size: number): Table<Key> => create(size) as unknown as Table<Key>;
  const tables = { create: () => newCache(capacity), fill: setAll, bytes: () => undefined };
  const filler = new Filler({ measure: 'memory', rival: 'none', keys, values: 'f64', size: capacity, seed }, tables);
  const warm = newCache(WARM_UP.entries);
  for (let round = 0; round < WARM_UP.rounds; round++) filler.fill(warm, WARM_UP.entries);
  const before = residentBytes();
  const alive = Array.from({ length: Math.max(1, Math.round(ENTRIES / capacity)) }, () => {
    const cache = newCache(capacity);
    filler.fill(cache, Math.round(capacity * WRITTEN));
    return cache;
  });
  const gained = residentBytes() - before;
  return { measure: 'memory', bytesPerEntry: gained / alive.reduce((sum, cache) => sum + cache.size, 0) };
}

function residentBytes(): number {
  returnGarbage();
  returnGarbage();
  return process.memoryUsage.rss();
}
