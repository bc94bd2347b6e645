/** Showing one map or cache, or all that have a name, in a registry. */
import { checkOptions, checkType, isObject, unexpected } from '../arguments.js';
import type { ObservedCache as Cache } from '../cache/reading.js';
import { listenToNamedCaches, namedCaches } from '../diagnostics/named-caches.js';
import { listenToNamedMaps, namedMaps } from '../diagnostics/named-maps.js';
import { warn } from '../diagnostics/warn.js';
import { WasmapTypeError, reason } from '../errors.js';
import type { Written } from '../map/written.js';
import { checkLabel, checkLabels } from './labels.js';
import { type LabelValues, type MetricsRegistry, checkRegistry } from './registry.js';
import { type Destination, open, showCache, showMap } from './show.js';

/** The label `tier` of caches where nothing else is said: the level that is asked first. */
const DEFAULT_TIER = 'l1';

/** Options of `instrumentAll`. */
export interface InstrumentAllOptions {
  /** A registry of prom-client 15, or of its successor `@prometheus-io/client`. */
  readonly register: MetricsRegistry;
  /** More labels, each with one value: never a key, nor anything else of which there may be many. */
  readonly labels?: LabelValues;
  /**
   * Shows `go_map_batch_write_duration_seconds`, `go_map_concurrent_modifications_total`, `putall_failure_rate`, `putall_p99_latency`,
   * `putall_batch_size`, `putall_collision_rate` and `putall_gc_trigger_count`, too, for all maps of this registry.
   */
  readonly legacyNames?: boolean;
  /** The label `tier` of caches, or what gives it for a name: 'l1' (default) for the level that is asked first. One of few. */
  readonly tier?: string | ((name: string) => string);
}

/** Options of `instrument`. */
export interface InstrumentOptions extends Omit<InstrumentAllOptions, 'tier'> {
  /** The label `map`, or `cache`; by default the name that the map or cache was made with. */
  readonly name?: string;
  /** The label `shard`, for maps or caches that are parts of one. */
  readonly shard?: string | number;
  /** The label `tier` of a cache: 'l1' (default) for the level that is asked first. One of few. */
  readonly tier?: string;
}

/**
 * Shows a map, set or cache in a registry, until it is disposed of, closed or collected, or the function that is returned is called. What has the same labels is
 * added up. O(1); a scrape costs some microseconds a map. The map itself gets no slower: it counts anyway.
 * Metrics of caches have the label `cache` where those of maps have `map`, so that neither is taken for the other, and `tier`.
 *
 * @returns what ends it
 *
 * @throws WasmapTypeError where there is no name, or something is not what it is to be, or the registry has one of the metrics from elsewhere
 *
 * @example
 * ```ts
 * import { Registry } from 'prom-client';
 * import { WasmMap } from 'wasmap';
 * import { instrument } from 'wasmap/metrics';
 * const register = new Registry();
 * const prices = new WasmMap({ key: 'u32', value: 'f64', name: 'prices' });
 * const stop = instrument(prices, { register });
 * prices.set(1, 9.5).get(1);
 * console.log(/^wasmap_hits_total.*$/m.exec(await register.metrics())?.[0]); // wasmap_hits_total{map="prices"} 1
 * stop();
 * ```
 *
 * @category Metrics
 */
export function instrument(mapOrCache: object, options: InstrumentOptions): () => void {
  const where = 'instrument';
  checkNoRegistry(where, options);
  const { name, shard, tier, ...common } = checkOptions<InstrumentOptions>(where, options, ['register', 'name', 'shard', 'tier', 'labels', 'legacyNames']);
  const store = storeOf(mapOrCache);
  const table = (mapOrCache as Partial<Written> | undefined)?._table;
  if (store === undefined && (table === undefined || table.source !== undefined)) throw unexpected(`${where}: map`, 'a WasmMap, WasmSet or cache', mapOrCache);
  const label = checkType<string>(`${where}: name`, name, 'string') ?? (store?.settings.map ?? table!).name;
  if (label === undefined) throw new WasmapTypeError(`${where}: name: the ${store === undefined ? 'map' : 'cache'} was made without one, so it has to be given here`);
  const checked = checkCommon(where, common);
  const shards = shard === undefined ? {} : { shard: checkLabel(`${where}: shard`, shard) };
  if (store !== undefined) return showCache(store, checked, { cache: label, tier: checkTier(where, tier)(label), ...shards });
  if (tier !== undefined) throw new WasmapTypeError(`${where}: tier: only caches have one, and this is a map`);
  return showMap(table!, checked, { map: label, ...shards });
}

/**
 * Shows all maps, sets and caches that have a `name` in a registry, as `instrument` does each: those that there are, and those that are made from now on,
 * until the function that is returned is called. Where the runtime has no weak references, only the latter.
 *
 * @returns what ends it
 *
 * @throws WasmapTypeError as `instrument`
 *
 * @example
 * ```ts
 * import { Registry } from 'prom-client';
 * import { WasmMap } from 'wasmap';
 * import { instrumentAll } from 'wasmap/metrics';
 * const register = new Registry();
 * const stop = instrumentAll({ register });
 * new WasmMap([[1, 9.5]], { key: 'u32', value: 'f64', name: 'all-prices' });
 * console.log((await register.metrics()).includes('wasmap_entries{map="all-prices"} 1')); // true
 * stop();
 * ```
 *
 * @category Metrics
 */
export function instrumentAll(options: InstrumentAllOptions): () => void {
  const where = 'instrumentAll';
  checkNoRegistry(where, options);
  const { tier, ...common } = checkOptions<InstrumentAllOptions>(where, options, ['register', 'labels', 'legacyNames', 'tier']);
  const checked = checkCommon(where, common);
  const tierOf = checkTier(where, tier);
  const shown = new Set<() => void>();
  const beginMap = (map: object): void => {
    const { _table: table } = map as Written;
    if (table.closed) return;
    const stop = showMap(table, checked, { map: table.name! }, () => shown.delete(stop));
    shown.add(stop);
  };
  const beginCache = (cache: object): void => {
    const store = storeOf(cache);
    // Another version of the package may have made it.
    if (store?.closed !== false) return;
    const name = store.settings.map.name!;
    const stop = showCache(store, checked, { cache: name, tier: tierOf(name) }, () => shown.delete(stop));
    shown.add(stop);
  };
  // Whatever the registry objects to is to be known before what is made later comes to it.
  open(checked, 'maps', 'caches');
  const stopListening = [
    listenToNamedMaps((map) => { quietly(() => { beginMap(map); }); }),
    listenToNamedCaches((cache) => { quietly(() => { beginCache(cache); }); }),
  ];
  const stopAll = (): void => {
    for (const stop of [...stopListening, ...shown]) stop();
  };
  try {
    for (const map of namedMaps()) beginMap(map);
    for (const cache of namedCaches()) beginCache(cache);
  } catch (error) {
    // Of the user's function for tiers: nothing is shown then.
    stopAll();
    throw error;
  }
  return stopAll;
}

/** Maps and caches tell of themselves while they are made, which is not to fail for what has become of a registry since. */
function quietly(run: () => void): void {
  try {
    run();
  } catch (error) {
    warn(`a map or cache cannot be shown by instrumentAll: ${reason(error)}`, 'WasmapMetricsWarning', 'WASMAP_METRICS');
  }
}

/** @throws WasmapTypeError for a registry itself, which is what is forgotten to be put into an object. */
function checkNoRegistry(where: string, options: unknown): void {
  if (isObject(options) && 'registerMetric' in options) throw new WasmapTypeError(`${where}: options: expected an object with the registry as its 'register'`);
}

function checkCommon(where: string, { register, labels = {}, legacyNames = false }: InstrumentAllOptions): Destination {
  checkType(`${where}: legacyNames`, legacyNames, 'boolean');
  return { register: checkRegistry(where, register), labels: checkLabels(`${where}: labels`, labels), legacyNames };
}

/** What is observed of a cache; undefined for what is none. */
function storeOf(cache: unknown): Cache['_store'] | undefined {
  const store = (cache as Partial<Cache> | null | undefined)?._store;
  return typeof store?.reading === 'function' ? store : undefined;
}

/** What gives the tier of caches of a name. @throws WasmapTypeError where it is neither a label nor a function, or that returns none */
function checkTier(where: string, tier: InstrumentAllOptions['tier']): (name: string) => string | number {
  if (typeof tier === 'function') return (name) => checkLabel(`${where}: tier`, (tier as (name: string) => unknown)(name));
  const label = checkLabel(`${where}: tier`, tier ?? DEFAULT_TIER);
  return () => label;
}
