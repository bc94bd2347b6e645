/** The facade: a bounded cache. */
import { nameClass } from '../protocols.js';
import type { Codec } from '../map/codec.js';
import type { KeyKind, KeyOf, ValueKind, ValueOf } from '../map/kinds.js';
import { type ByteSource, type ByteStream, readFile } from '../serial/streams.js';
import { Cache } from './cache.js';
import { Checked, hotClass } from './hot-class.js';
import { loadOptionsOf } from './loading/options.js';
import { type CacheKinds, type CacheOptions, readCacheSettings } from './options.js';
import { checkFileOptions, deserialize } from './serial/deserialize.js';
import { type SerializeCacheOptions, serialize, serializeStream } from './serial/serialize.js';

class WasmCacheImplementation<K, V, FC = unknown> extends Cache<K, V, FC, WasmCache<K, V, FC>> {
  constructor(options: unknown) {
    const settings = options instanceof Checked ? options.settings : readCacheSettings(options instanceof WasmCacheImplementation ? optionsOf(options) : options);
    if (new.target === WasmCacheImplementation) {
      // Calls stay monomorphic when every kind has a class of its own, so the caller gets an instance of that.
      const Kind = hotClass<WasmCacheImplementation<K, V, FC>>(WasmCacheImplementation, settings);
      if (Kind !== WasmCacheImplementation) return new Kind(new Checked(settings));
    }
    super(settings);
  }

  /**
   * A cache with what `file` has, which `serialize()` has written: see {@link WasmCacheConstructor.deserialize}.
   *
   * @throws As that.
   */
  static deserialize<K = unknown, V = unknown, FC = unknown>(file: Uint8Array, options: DeserializeCacheOptions<K, V, FC> = {}): WasmCache<K, V, FC> {
    return deserialize(this, file, options) as unknown as WasmCache<K, V, FC>;
  }

  /** As `deserialize`, from a web stream of bytes. @throws As `deserialize`; what the stream fails with. */
  static async deserializeStream<K = unknown, V = unknown, FC = unknown>(stream: ByteSource, options: DeserializeCacheOptions<K, V, FC> = {}): Promise<WasmCache<K, V, FC>> {
    checkFileOptions('WasmCache.deserializeStream', options);
    return (this as unknown as WasmCacheConstructor).deserialize(await readFile(stream, 'WasmCache.deserializeStream'), options);
  }

  /**
   * All entries whose time is not over, with what is left of their times, and what the policy knows, as a file: `deserialize` makes a cache of it, on either
   * engine, that goes on as this one would. src/serial/FORMAT.md has the format. Keys and values of kind `any` that are objects need a codec. O(entries).
   *
   * @throws WasmapTypeError for an unknown option, and for a key or value that no file can hold; ConcurrentModificationError where a codec wrote to the cache.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 1000, ttl: 60_000, key: 'string', value: 'f64' });
   * cache.set('a', 0.5);
   * const restored = WasmCache.deserialize<string, number>(cache.serialize());
   * console.log(restored.get('a'), restored.max, restored.ttl); // 0.5 1000 60000
   * ```
   */
  serialize(options: SerializeCacheOptions = {}): Uint8Array {
    return serialize(this._store, options);
  }

  /**
   * As `serialize`, as a web stream: of this moment, whatever is written while it is read.
   *
   * @throws As `serialize`; UnsupportedError where the runtime has no web streams.
   */
  serializeStream(options: SerializeCacheOptions = {}): ByteStream {
    return serializeStream(this._store, options);
  }

  /** As `entries`, the first to go first. */
  override rentries(): Generator<[K, V], void, unknown> {
    return super.rentries() as Generator<[K, V], void, unknown>;
  }

  /** As `values`, the first to go first. */
  override rvalues(): Generator<V, void, unknown> {
    return super.rvalues() as Generator<V, void, unknown>;
  }
}

nameClass(WasmCacheImplementation, 'WasmCache');

/** The options of another cache, as they are now. */
function optionsOf({ _store: { settings, table } }: WasmCacheImplementation<unknown, unknown>): Record<string, unknown> {
  const { map, perf, callbacks, loading, policy } = settings;
  const bound = (most: number): number => (most === Infinity ? 0 : most);
  return {
    ...settings.rules, ...callbacks, ...loadOptionsOf(loading), perf, policy, max: bound(table.max), maxSize: bound(table.maxSize), maxBytes: bound(table.maxBytes),
    ...(map.codec === undefined ? { key: map.key.name } : { codec: map.codec }), value: map.value.name,
    engine: map.engine, seed: map.seed, heap: map.heap, name: map.name, valueCodec: map.rules.valueCodec?.codec,
  };
}

/**
 * A bounded cache; {@link WasmCacheConstructor} says how it is made.
 *
 * @interface
 *
 * @category Caches
 */
export type WasmCache<K = unknown, V = unknown, FC = unknown> = WasmCacheImplementation<K, V, FC>;

/** Options of a cache whose keys are of a type of the user's own. */
export interface WithCodec<K> {
  /** How keys become bytes; in place of `key`. */
  readonly codec: Codec<K>;
}

/** Options of a {@link WasmCache}. */
export type WasmCacheOptions<K = unknown, V = unknown, FC = unknown> = CacheOptions<K, V, FC, WasmCache<K, V, FC>>;

/**
 * Options of `deserialize`: those of the constructor, which take the place of what the file says of bounds, policy and `ttl`. Kinds are only compared with
 * the file's.
 */
export type DeserializeCacheOptions<K = unknown, V = unknown, FC = unknown> = Omit<WasmCacheOptions<K, V, FC>, 'seed'> & CacheKinds & Partial<WithCodec<K>>;

/**
 * How caches are made: with the kinds' names in the options, keys and values get their types.
 *
 * @category Caches
 */
export interface WasmCacheConstructor {
  /** What all caches inherit. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as of MapConstructor, so that every subclass fits
  readonly prototype: WasmCache<any, any, any>;
  /**
   * A cache with what `file` has, which `serialize()` has written. Kinds, bounds, policy and default `ttl` are the file's unless `options` say otherwise; callbacks,
   * codecs, clock, heap and so on are those of `options`. Nobody is told of the entries, and its `stats` begin anew.
   *
   * The time that has passed since by `Date.now()` counts for the entries' times: those whose time is over by now are left out, and nobody lives longer where
   * that clock was set back. Under narrower bounds those entries are left out that would go first; under another policy entries are set in their order.
   *
   * Everything in the file is checked, as if nobody had written it. Its bound of entries is believed, for which a policy takes up to 8 bytes an entry: for bytes
   * from outside give `max`.
   *
   * @throws SnapshotError for what is no such file, a damaged one, or one of other kinds than `options` say; CapacityError when memory is refused; as
   * the constructor, for `options`. Nothing is left behind then.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 1000, policy: 'lru', key: 'u32', value: 'u32' });
   * for (let i = 0; i < 100; i++) cache.set(i, i);
   * const small = WasmCache.deserialize<number, number>(cache.serialize(), { max: 10 });
   * console.log(small.size, small.has(89), small.has(90)); // 10 false true
   * ```
   */
  deserialize<K = unknown, V = unknown, FC = unknown>(file: Uint8Array, options?: DeserializeCacheOptions<K, V, FC>): WasmCache<K, V, FC>;
  /** As `deserialize`, from a web stream of bytes. @throws As `deserialize`; what the stream fails with. */
  deserializeStream<K = unknown, V = unknown, FC = unknown>(stream: ByteSource, options?: DeserializeCacheOptions<K, V, FC>): Promise<WasmCache<K, V, FC>>;
  /**
   * An empty cache of the kinds that the options name.
   *
   * @throws WasmapTypeError or WasmapRangeError for an unknown option or a value that an option cannot have, WasmapTypeError without a bound, UnsupportedError for
   * an engine that cannot run here.
   */
  // Four parameters, where types that are given are two or three: a class may extend what has one signature of as many only.
  new <const Key extends KeyKind, const Value extends ValueKind, FC, Own>(
    options: WasmCacheOptions<KeyFor<Key, Own>, ValueOf<Value>, FC> & CacheKinds<Key, Value> & Partial<WithCodec<Own>>,
  ): WasmCache<KeyFor<Key, Own>, ValueOf<Value>, FC>;
  /** A cache whose types are given, of kinds that need not be known before it runs, or with the options of another cache as they are now. @throws As the first. */
  new <K, V, FC = unknown>(options: (WasmCacheOptions<K, V, FC> & CacheKinds & Partial<WithCodec<K>>) | WasmCache<K, V, FC>): WasmCache<K, V, FC>;
}

/** The type of keys: what a codec decodes, or what the kind says; without either, as of kind `any`. */
type KeyFor<Key, Own> = unknown extends Own ? KeyOf<Key> : Own;

/**
 * A bounded cache: it keeps the entries that are worth most by its policy, for as long as their time is not over. Keys and values of all kinds but
 * `any` lie in WebAssembly linear memory. Options and calls have the names and the meanings of lru-cache's. Its instances are of the type
 * {@link WasmCache:interface | WasmCache}.
 *
 * @example
 * ```ts
 * import { WasmCache } from 'wasmap/cache';
 * const sessions = new WasmCache({ max: 100_000, ttl: 60_000, key: 'string', value: 'any' });
 * sessions.set('Ada', { admin: true });
 * console.log(sessions.get('Ada'), sessions.get('Grace')); // { admin: true } undefined
 * ```
 *
 * @category Caches
 */
export const WasmCache = WasmCacheImplementation as unknown as WasmCacheConstructor;
