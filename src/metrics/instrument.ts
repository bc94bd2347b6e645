/** Showing one map, or all that have a name, in a registry. */
import { checkOptions, checkType, isObject, unexpected } from '../arguments.js';
import type { Written } from '../map/written.js';
import { listenToNamedMaps, namedMaps } from '../diagnostics/named-maps.js';
import { warn } from '../diagnostics/warn.js';
import { WasmapTypeError, reason } from '../errors.js';
import type { Table } from '../map/table.js';
import { countBatches } from './batch-watch.js';
import { type Collector, collectorOf } from './collector.js';
import { checkLabel, checkLabels } from './labels.js';
import { Observed } from './observed.js';
import { type LabelValues, type MetricsRegistry, checkRegistry } from './registry.js';
import type { Membership, Series } from './series.js';
import { countViolations } from './violation-watch.js';

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
}

/** Options of `instrument`. */
export interface InstrumentOptions extends InstrumentAllOptions {
  /** The label `map`; by default the name that the map was made with. */
  readonly name?: string;
  /** The label `shard`, for maps that are parts of one. */
  readonly shard?: string | number;
}

/**
 * Shows a map or set in a registry, until it is disposed of or collected, or the function that is returned is called. What has the same labels is
 * added up. O(1); a scrape costs some microseconds a map. The map itself gets no slower: it counts anyway.
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
export function instrument(map: object, options: InstrumentOptions): () => void {
  const where = 'instrument';
  checkNoRegistry(where, options);
  const { name, shard, ...common } = checkOptions<InstrumentOptions>(where, options, ['register', 'name', 'shard', 'labels', 'legacyNames']);
  const table = (map as Partial<Written> | undefined)?._table;
  if (table === undefined || table.source !== undefined) throw unexpected(`${where}: map`, 'a WasmMap or WasmSet', map);
  const label = checkType<string>(`${where}: name`, name, 'string') ?? table.name;
  if (label === undefined) throw new WasmapTypeError(`${where}: name: the map was made without one, so it has to be given here`);
  const checked = checkCommon(where, common);
  return show(table, checked, { map: label, ...(shard !== undefined && { shard: checkLabel(`${where}: shard`, shard) }) });
}

/**
 * Shows all maps and sets that have a `name` in a registry, as `instrument` does each: those that there are, and those that are made from now on,
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
  const checked = checkCommon(where, checkOptions<InstrumentAllOptions>(where, options, ['register', 'labels', 'legacyNames']));
  const shown = new Set<() => void>();
  const begin = (map: object): void => {
    const { _table: table } = map as Written;
    if (table.closed) return;
    const stop = show(table, checked, { map: table.name! }, () => shown.delete(stop));
    shown.add(stop);
  };
  // Whatever the registry objects to is to be known before maps that are made later come to it.
  open(checked);
  const stopListening = listenToNamedMaps((map) => { quietly(() => { begin(map); }); });
  for (const map of namedMaps()) begin(map);
  return () => {
    stopListening();
    for (const stop of [...shown]) stop();
  };
}

/** Maps tell of themselves while they are made, which is not to fail for what has become of a registry since. */
function quietly(run: () => void): void {
  try {
    run();
  } catch (error) {
    warn(`a map cannot be shown by instrumentAll: ${reason(error)}`, 'WasmapMetricsWarning', 'WASMAP_METRICS');
  }
}

/** @throws WasmapTypeError for a registry itself, which is what is forgotten to be put into an object. */
function checkNoRegistry(where: string, options: unknown): void {
  if (isObject(options) && 'registerMetric' in options) throw new WasmapTypeError(`${where}: options: expected an object with the registry as its 'register'`);
}

function checkCommon(where: string, { register, labels = {}, legacyNames = false }: InstrumentAllOptions): Required<InstrumentAllOptions> {
  checkType(`${where}: legacyNames`, legacyNames, 'boolean');
  return { register: checkRegistry(where, register), labels: checkLabels(`${where}: labels`, labels), legacyNames };
}

/** The registry's collector, with all that is to be shown registered. */
function open({ register, legacyNames }: Pick<Required<InstrumentAllOptions>, 'register' | 'legacyNames'>): Collector {
  const collector = collectorOf(register);
  if (legacyNames) collector.showLegacy(register);
  return collector;
}

function show(table: Table, { register, labels, legacyNames }: Required<InstrumentAllOptions>, own: LabelValues, onEnd?: () => void): () => void {
  const collector = open({ register, legacyNames });
  const series = collector.seriesOf({ ...labels, ...own });
  let member = series.memberOf(table);
  if (member === undefined) {
    const ends = [countBatches(table, series.batches), countViolations(table, series.violations)];
    if (onEnd !== undefined) ends.push(onEnd);
    const made: Membership = { observed: new Observed(table, collector.probes), holders: 0, release: () => { for (const end of ends) end(); } };
    series.add(table, member = made);
  }
  return hold(series, member);
}

/** What ends one of the calls that asked for `member`; twice is harmless. */
function hold(series: Series, member: Membership): () => void {
  member.holders++;
  let isHeld = true;
  return () => {
    if (isHeld && --member.holders === 0) series.remove(member);
    isHeld = false;
  };
}
