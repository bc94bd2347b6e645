/** Caches of every kind, policy and engine to be written to files, by a clock that is moved by hand. */
import { WasmCache, type WasmCacheOptions } from '../../../src/cache/index.js';
import { type SubjectKey, type SubjectValue, codecsOf, keyOf, valueOf } from '../../serial/subjects.js';
import { generator } from '../../serial/fuzz.js';

export type AnyCache = WasmCache<unknown, unknown>;
export type AnyOptions = Omit<WasmCacheOptions<unknown, unknown>, 'key' | 'value'>;

export const policies = ['lru', 's3-fifo', 'w-tinylfu'] as const;
export const engines = ['wasm', 'js'] as const;
export type { SubjectKey, SubjectValue };
export const cacheValueKinds = ['u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes', 'any', 'objects'] as const;

/** A clock in milliseconds. */
export class Clock {
  time: number;

  constructor(time: number) {
    this.time = time;
  }

  readonly now = (): number => this.time;
}

export function emptyCache(key: SubjectKey, value: SubjectValue, options: AnyOptions): AnyCache {
  return new WasmCache<unknown, unknown>({
    ...(key !== 'codec' && { key }), value: value === 'objects' ? 'any' : value as 'u32', ...codecsOf(key, value), ...options,
  } as WasmCacheOptions<unknown, unknown>);
}

/** A cache after some hundreds of random calls, with more keys than it has room for. */
export function subject(key: SubjectKey, value: SubjectValue, options: AnyOptions, calls = 300, seed = 1): AnyCache {
  const cache = emptyCache(key, value, options);
  const random = generator(seed);
  for (let i = 0; i < calls; i++) {
    const number = random(3) === 0 ? random(120) : random(20);
    const each = keyOf(key, number);
    if (random(10) === 0) cache.delete(each);
    else if (cache.get(each) === undefined) cache.set(each, valueOf(value, number), random(5) === 0 && options.ttl !== undefined ? { ttl: 10 + random(500) } : {});
  }
  return cache;
}

/** The cache that `file` holds. */
export function restored(file: Uint8Array, key: SubjectKey, value: SubjectValue, options: Partial<AnyOptions> = {}): AnyCache {
  return WasmCache.deserialize<unknown, unknown>(file, { ...codecsOf(key, value), ...options });
}

/** All that can be seen of a cache, but for what it has counted. */
export function seen(cache: AnyCache): unknown {
  const keys = [...cache.rkeys()];
  return {
    keys, values: [...cache.rvalues()], size: cache.size, weight: cache.calculatedSize, max: cache.max, maxSize: cache.maxSize, maxEntrySize: cache.maxEntrySize,
    ttl: cache.ttl, policy: cache.policy, left: keys.map((key) => cache.getRemainingTTL(key)), sizes: keys.map((key) => cache.info(key)?.size),
  };
}
