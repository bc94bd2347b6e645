/** What the collector costs while a full cache is alive and a program asks it for keys, beside the objects that it makes. */
import { createRandom, mixBits } from '../../input/random.js';
import { collectionsUnder } from '../../measures/collection.js';
import { AllocationLoad } from '../../measures/load.js';
import { cacheRival } from '../rivals/index.js';
import type { Cache, CacheValues } from '../rivals/rival.js';
import { zipfRanks } from '../zipf.js';
import type { CacheCollections, CacheCollectionTask } from './task.js';

const KEY_BITS = 31;
const KEYS_BY_ENTRIES = 10;
const EXPONENT = 0.99;
/** Beside the objects of one step. */
const REQUESTS_A_STEP = 100;

/** In the process without a cache, too, requests are drawn and their values made. */
class CacheLoad extends AllocationLoad {
  readonly #cache: Cache | undefined;
  readonly #valueOf: (rank: number) => unknown;
  readonly #next: () => number;
  readonly #seed: number;
  /** What nobody keeps would not be made. */
  last: unknown;

  constructor(cache: Cache | undefined, { capacity, values, seed }: CacheCollectionTask) {
    super();
    this.#cache = cache;
    this.#valueOf = valuesOf(values);
    this.#next = zipfRanks(capacity * KEYS_BY_ENTRIES, EXPONENT, createRandom(seed));
    this.#seed = seed;
  }

  override step(): void {
    super.step();
    for (let i = 0; i < REQUESTS_A_STEP; i++) this.#request(this.#next());
  }

  /** Keys that the cache has not had: afterwards it is full. */
  fill(capacity: number): void {
    for (let rank = 0; rank < capacity * 2; rank++) this.#request(rank);
  }

  #request(rank: number): void {
    const key = mixBits(rank, this.#seed, KEY_BITS);
    const value = this.#valueOf(rank);
    if (this.#cache === undefined) this.last = value;
    else if (this.#cache.get(key) === undefined) this.#cache.set(key, value);
  }
}

function valuesOf(values: CacheValues): (rank: number) => unknown {
  return values === 'f64' ? (rank) => rank + 0.5 : (rank) => ({ id: rank, price: rank + 0.5 });
}

export async function measureCacheCollections(task: CacheCollectionTask): Promise<CacheCollections> {
  const { rival, values, capacity, seed, loadMs } = task;
  const cache = rival === 'none' ? undefined : (await cacheRival(rival).open({ keys: 'u32', values, seed }))(capacity);
  const load = new CacheLoad(cache, task);
  load.fill(capacity);
  const costs = await collectionsUnder(load, loadMs);
  if (cache !== undefined && cache.size > capacity) throw new Error(`a cache of ${capacity} entries holds ${cache.size}`);
  if (cache !== undefined && cache.size < capacity / 2) throw new Error(`a cache of ${capacity} entries holds only ${cache.size} when it should be full`);
  return { measure: 'collection', ...costs };
}
