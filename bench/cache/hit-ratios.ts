/** Hit ratios over one trace at several capacities: of the best there can be, of LRU and S3-FIFO as simulated here, and of every rival. */
import { AbsentError } from '../rivals/absent.js';
import { cacheRival } from './rivals/index.js';
import type { Cache, CacheRivalName } from './rivals/rival.js';
import { REFERENCES, type LruCheck, type RatioRow, type RatioTable, type ReferenceName } from './report/schema.js';
import type { Requests } from './requests.js';
import { LruSimulator } from './simulators/lru.js';
import { optimalHits } from './simulators/optimal.js';
import { S3FifoSimulator } from './simulators/s3-fifo.js';

export interface RatioOptions {
  readonly capacities: readonly number[];
  /** Draw nothing: further seeds need none. */
  readonly references?: readonly ReferenceName[];
  readonly rivals: readonly CacheRivalName[];
  readonly seed: number;
  /** Told before each row is begun. */
  readonly onRow?: ((name: ReferenceName | CacheRivalName) => void) | undefined;
}

/** Who has no hit ratio of its own: the same policy on another engine, or in other calls. */
const SAME_AS_ANOTHER: readonly CacheRivalName[] = ['wasmap-js', 'wasmap-batches'];

export function hasRatio(name: CacheRivalName): boolean {
  return !SAME_AS_ANOTHER.includes(name);
}

/** Rows of the references, then of the rivals in their order. */
export async function hitRatios(requests: Requests, { capacities, references = REFERENCES, rivals, seed, onRow }: RatioOptions): Promise<RatioTable> {
  const rows: RatioRow[] = [];
  for (const name of references) {
    onRow?.(name);
    rows.push({ name, ratios: capacities.map((capacity) => referenceHits(name, requests, capacity) / requests.keys.length) });
  }
  for (const name of rivals) {
    onRow?.(name);
    rows.push(await rivalRow(name, requests, capacities, seed));
  }
  const { name: trace, keys, distinct } = requests;
  return { trace, requests: keys.length, distinct, seed, capacities, rows };
}

export function referenceHits(name: ReferenceName, requests: Requests, capacity: number): number {
  if (name === 'optimal') return optimalHits(requests, capacity);
  const simulator = new (name === 'lru' ? LruSimulator : S3FifoSimulator)(capacity, requests.distinct);
  let hits = 0;
  for (const key of requests.keys) if (simulator.request(key)) hits++;
  return hits;
}

async function rivalRow(name: CacheRivalName, requests: Requests, capacities: readonly number[], seed: number): Promise<RatioRow> {
  try {
    const create = await cacheRival(name).open({ keys: 'u32', values: 'f64', seed });
    return { name, ratios: capacities.map((capacity) => cacheHits(create(capacity), requests) / requests.keys.length) };
  } catch (error) {
    if (error instanceof AbsentError) return { name, ratios: [], absent: error.message };
    throw error;
  }
}

/** The cache is closed afterwards. */
function cacheHits(cache: Cache, { keys }: Requests): number {
  let hits = 0;
  for (const key of keys) {
    if (cache.get(key) === undefined) cache.set(key, key + 0.5);
    else hits++;
  }
  cache.close?.();
  return hits;
}

/** `policy: 'lru'` beside exact LRU. @throws {AbsentError} where this build of wasmap has no cache */
export async function checkLru(requests: Requests, { capacities, seed }: Pick<RatioOptions, 'capacities' | 'seed'>): Promise<LruCheck[]> {
  const create = await cacheRival('wasmap-lru').open({ keys: 'u32', values: 'f64', seed });
  return capacities.map((capacity) => ({
    trace: requests.name,
    capacity,
    requests: requests.keys.length,
    differsAt: firstDifferenceFromLru(create(capacity), requests, capacity),
  }));
}

/** The first request in which a cache differs from exact LRU; undefined where there is none. The cache is closed afterwards. */
export function firstDifferenceFromLru(cache: Cache, { keys, distinct }: Requests, capacity: number): number | undefined {
  const exact = new LruSimulator(capacity, distinct);
  const differs = keys.findIndex((key) => {
    const hit = cache.get(key) !== undefined;
    if (!hit) cache.set(key, key + 0.5);
    return hit !== exact.request(key);
  });
  cache.close?.();
  return differs === -1 ? undefined : differs;
}
