/** The cache as loading sees it: what `loading/` asks of the cache that it loads for, answered by its store. */
import { KeyCodec } from '../map/codec.js';
import { keyProblem, ownBytes } from '../map/kinds.js';
import type { FetchSettings } from './loading/fetch-options.js';
import type { HostEntry, HostReadOptions, LoadHost } from './loading/host.js';
import { Loader } from './loading/loader.js';
import { entryOf, read } from './operations/get.js';
import { remove } from './operations/remove.js';
import { setLoaded } from './operations/set.js';
import type { Rules } from './rules.js';
import type { Store } from './store.js';
import type { GetOptions, Milliseconds, SetOptions } from './types.js';

/** The loader of a cache, which most caches never need: made when it is first asked for. */
export function loaderOf(store: Store): Loader<unknown, unknown, unknown> {
  return store.loads ??= new Loader(new StoreHost(store), store.settings.loading);
}

class StoreHost implements LoadHost<unknown, unknown> {
  readonly label: string;
  readonly cache: object;
  readonly defaults: Rules;
  readonly #store: Store;
  readonly #codec: KeyCodec | undefined;

  constructor(store: Store) {
    const { codec } = store.settings.map;
    this.label = store.table.label;
    this.cache = store.owner;
    this.defaults = store.rules;
    this.#store = store;
    this.#codec = codec === undefined ? undefined : new KeyCodec(codec);
  }

  now(): Milliseconds {
    return this.#store.clock.exact();
  }

  identity(key: unknown): unknown {
    const store = this.#store;
    store.checkKey(key);
    if (this.#codec !== undefined) return textOf(this.#codec.encode(key, 'key'));
    return store.settings.map.key.name === 'bytes' ? textOf(key as Uint8Array) : key;
  }

  checkKeys(keys: readonly unknown[]): void {
    const { table: { label }, settings: { map: { key: kind } } } = this.#store;
    const index = keys.findIndex((key) => !kind.fits(key));
    if (index !== -1) throw keyProblem(kind, keys[index], `${label}: keys[${index}]`)!;
  }

  ownKey(key: unknown): unknown {
    // What a codec decodes is the user's no longer either.
    if (this.#codec !== undefined) return this.#codec.decode(new Uint8Array(this.#codec.encode(key, 'key')), 'key');
    return ownBytes(this.#store.settings.map.key, key);
  }

  ownValue(value: unknown): unknown {
    const { value: { name } } = this.#store.settings.map;
    if (typeof value === 'number') return name === 'f32' ? Math.fround(value) : name === 'u32' || name === 'i32' ? value + 0 : value; // -0 is stored as 0
    // What was not stored, for the key was written to meanwhile, need not fit.
    return value instanceof Uint8Array ? ownBytes(this.#store.settings.map.value, value) : value;
  }

  peekEntry(key: unknown): HostEntry<unknown> | undefined {
    return entryOf(this.#store, key);
  }

  read(key: unknown, { isTolerated = false, ...options }: HostReadOptions<unknown, unknown>): unknown {
    return read(this.#store, key, options as GetOptions<unknown, unknown, unknown>, isTolerated);
  }

  store(key: unknown, value: unknown, options: FetchSettings<unknown, unknown>): void {
    const { status } = options;
    if (status !== undefined) {
      const old = this.peekEntry(key);
      Object.assign(status, { value: this.ownValue(value) }, old && { oldValue: old.value });
    }
    setLoaded(this.#store, key, value, options as SetOptions<unknown, unknown, unknown>);
  }

  remove(key: unknown, reason: 'fetch' | 'delete'): void {
    remove(this.#store, key, reason);
  }
}

/** As many arguments as every runtime passes. */
const CHUNK = 4096;

/** A string that is another for other bytes: a character each. */
function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return text;
}
