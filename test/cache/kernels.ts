/** The calls of an engine for a cache with keys of 4 bytes. */
import { DEFAULT_QUOTA } from '../../src/engine/memory-map.js';
import { type CacheCalls, cacheCallsOf } from '../../src/engine/cache-calls.js';
import type { Engine } from '../../src/engine/engine.js';
import { hash4 } from '../../src/engine/js/table/hash.js';

export const policies = ['lru', 's3-fifo', 'w-tinylfu'] as const;
export type PolicyName = (typeof policies)[number];

export const SEED = [0x12345678, 0x9abcdef0] as const;

export class Cache {
  readonly #calls: CacheCalls;
  readonly cache: number;

  constructor(readonly engine: Engine, policy: PolicyName, max: number, quota = DEFAULT_QUOTA) {
    this.#calls = cacheCallsOf(engine);
    this.cache = this.#calls.createCache(quota, 0x408, ...SEED, policies.indexOf(policy), max, 0, 0);
  }

  hashOf(key: number): number {
    return hash4(this.engine.i32, this.cache >>> 2, key) >>> 0;
  }

  /** Without being seen by the policy. */
  has(key: number): boolean {
    return this.#calls.cacheSlot_4(this.cache, key) !== 0;
  }

  get(key: number): number | undefined {
    const at = this.#calls.cacheFind_4_8(this.cache, key) >>> 0;
    return at === 0 ? undefined : this.engine.f64[at >>> 3];
  }

  /** False where memory is refused. */
  put(key: number, value: number): boolean {
    const at = this.#calls.cachePut_4_8(this.cache, key) >>> 0;
    if (at !== 0) this.engine.f64[at >>> 3] = value;
    return at !== 0;
  }

  remove(key: number): boolean {
    return this.#calls.cacheRemove_4(this.cache, key) === 1;
  }

  clear(): void {
    this.#calls.clearCache(this.cache);
  }

  dispose(): void {
    this.#calls.disposeCache(this.cache);
  }

  get bytes(): number {
    return this.#calls.cacheBytes(this.cache);
  }

  field(at: number): number {
    return this.engine.u32[(this.cache + at) >>> 2]!;
  }
}
