/** wasmap's own cache, through its published entry: all that the comparison knows of `WasmCache` is here. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AbsentError } from '../../rivals/absent.js';
import { checked, singleCalls } from './loops.js';
import { BATCH, type Cache, type CacheKeys, type CacheRival, type CacheRivalName, type CacheValues, type Policy, type Requester } from './rival.js';

/** The calls of the public surface that the comparison makes. */
interface BenchedCache<K, V> extends Cache<K, V> {
  getAll(keys: Uint32Array | readonly string[]): { readonly values: ArrayLike<V>; readonly found: Uint8Array };
  putAll(source: { keys: Uint32Array | readonly string[]; values: Float64Array }): unknown;
}

interface CacheOptions {
  readonly max: number;
  readonly policy: Policy;
  readonly engine: 'wasm' | 'js';
  readonly key: CacheKeys;
  readonly value: CacheValues;
  readonly seed: bigint;
}

interface CacheModule {
  readonly WasmCache: new (options: CacheOptions) => BenchedCache<number | string, unknown>;
}

/** By the package's own name, from the bundle as from the sources: so it is what users import that is measured. */
const ENTRY = 'wasmap/cache';

/** @throws {AbsentError} where this build of wasmap has no cache */
async function loadCache(): Promise<CacheModule> {
  return (await import(/* @vite-ignore */ pathToFileURL(pathOfEntry()).href)) as CacheModule;
}

/** Only that it is missing is an answer; what goes wrong inside it is an error. */
function pathOfEntry(): string {
  try {
    return createRequire(import.meta.url).resolve(ENTRY);
  } catch {
    throw new AbsentError('this build of wasmap has no cache: npm run build');
  }
}

interface Variant {
  readonly name: CacheRivalName;
  readonly policy: Policy;
  readonly engine?: 'js';
  readonly requester?: Requester;
}

function wasmapCache({ name, policy, engine, requester }: Variant): CacheRival {
  return {
    name,
    async open({ keys, values, seed }) {
      const { WasmCache } = await loadCache();
      return (capacity) => new WasmCache({ max: capacity, policy, engine: engine ?? 'wasm', key: keys, value: values, seed: BigInt(seed) });
    },
    requester: requester ?? singleCalls,
  };
}

/** A `getAll` a batch, and a `putAll` of what it did not find. */
const batches: Requester = {
  numbers(cache, keys, values) {
    let hits = 0;
    for (let from = 0; from < keys.length; from += BATCH) {
      const to = Math.min(from + BATCH, keys.length);
      hits += requestBatch(cache as BenchedCache<number, number>, keys.subarray(from, to), values.subarray(from, to));
    }
    return hits;
  },
  text(cache, keys, values) {
    let hits = 0;
    for (let from = 0; from < keys.length; from += BATCH) {
      const to = Math.min(from + BATCH, keys.length);
      hits += requestBatch(cache as BenchedCache<string, number>, keys.cutRows(from, to), values.subarray(from, to));
    }
    return hits;
  },
};

function requestBatch<K extends number | string>(cache: BenchedCache<K, number>, keys: Uint32Array | string[], values: Float64Array): number {
  const { values: read, found } = cache.getAll(keys);
  const missing: number[] = [];
  let wrong = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i] === 0) missing.push(i);
    else if (read[i] !== values[i]) wrong++;
  }
  if (missing.length > 0) cache.putAll({ keys: pick(keys, missing), values: Float64Array.from(missing, (i) => values[i]) });
  return checked(found.length - missing.length, wrong);
}

function pick(keys: Uint32Array | string[], places: readonly number[]): Uint32Array | string[] {
  return Array.isArray(keys) ? places.map((i) => keys[i]) : Uint32Array.from(places, (i) => keys[i]);
}

export const wasmapCaches: readonly CacheRival[] = [
  wasmapCache({ name: 'wasmap', policy: 'w-tinylfu' }),
  wasmapCache({ name: 'wasmap-s3-fifo', policy: 's3-fifo' }),
  wasmapCache({ name: 'wasmap-lru', policy: 'lru' }),
  wasmapCache({ name: 'wasmap-js', policy: 'w-tinylfu', engine: 'js' }),
  wasmapCache({ name: 'wasmap-batches', policy: 'w-tinylfu', requester: batches }),
];
