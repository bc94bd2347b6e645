/**
 * Metrics for Prometheus, pulled when they are scraped. Needs a registry of prom-client, or of what takes its place, and imports neither.
 *
 * @module wasmap/metrics
 */
import { checkOptions, isObject, unexpected } from '../arguments.js';
import type { Written } from '../diagnostics/batch-trace.js';
import { WasmapTypeError } from '../errors.js';
import { WeakReference } from '../weak.js';
import { unwatchBatches, watchBatches } from './batch-watch.js';
import { collectorOf } from './collector.js';
import { Observed } from './observed.js';
import { type LabelValues, type MetricsRegistry, checkRegistry } from './registry.js';

export type { LabelValues, MetricsRegistry } from './registry.js';

/** Options of `instrument`. */
export interface InstrumentOptions {
  /** A registry of prom-client. */
  readonly register: MetricsRegistry;
  /** The label `map`; by default the name that the map was made with. */
  readonly name?: string;
  /** The label `shard`, for maps that are parts of one. */
  readonly shard?: string | number;
  /** More labels, each with one value: never a key, nor anything else of which there may be many. */
  readonly labels?: LabelValues;
}

/**
 * Shows a map or set in a registry, until it is disposed of or collected, or the function that is returned is called. What has the same labels is
 * added up. O(1); a scrape costs some microseconds a map.
 *
 * @throws WasmapTypeError where there is no name, or something is not what it is to be
 *
 * @category Metrics
 */
export function instrument(map: object, options: InstrumentOptions): () => void {
  const where = 'instrument';
  const { register, name, shard, labels = {} } = checkOptions<InstrumentOptions>(where, options, ['register', 'name', 'shard', 'labels']);
  const table = (map as Partial<Written> | undefined)?._table;
  if (table === undefined || table.source !== undefined) throw unexpected(`${where}: map`, 'a WasmMap or WasmSet', map);
  const label = name ?? table.name;
  if (label === undefined) throw new WasmapTypeError(`${where}: name: the map was made without one, so it has to be given here`);
  const series = collectorOf(checkRegistry(where, register)).seriesOf({ ...checkLabels(`${where}: labels`, labels), map: label, ...(shard !== undefined && { shard }) });
  const observed = new Observed(map as Written);
  series.maps.add(observed);
  watchBatches(map, observed);
  const held = new WeakReference(map);
  let isObserved = true;
  return () => {
    if (!isObserved) return;
    isObserved = false;
    series.maps.delete(observed);
    unwatchBatches(held.deref(), observed);
  };
}

const OWN_LABELS = ['map', 'shard', 'result', 'kind', 'le'];

function checkLabels(where: string, labels: unknown): LabelValues {
  if (!isObject(labels)) throw unexpected(where, 'an object', labels);
  for (const [name, value] of Object.entries(labels)) {
    if (!/^[a-zA-Z_]\w*$/.test(name) || name.startsWith('__')) throw new WasmapTypeError(`${where}: '${name}' is no name that a label may have`);
    if (OWN_LABELS.includes(name)) throw new WasmapTypeError(`${where}: '${name}' is set by wasmap itself`);
    if (typeof value !== 'string' && typeof value !== 'number') throw unexpected(`${where}.${name}`, 'a string or number', value);
  }
  return labels as LabelValues;
}
