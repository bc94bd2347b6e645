/** Showing one map or cache in the registry that options name. */
import type { ObservedCache as Cache } from '../cache/reading.js';
import type { Table } from '../map/table.js';
import { countBatches } from './batch-watch.js';
import { type Collector, type Kind, collectorOf } from './collector.js';
import { countLoads } from './load-watch.js';
import type { Members, Observation } from './members.js';
import { Observed } from './observed.js';
import { ObservedCache } from './observed-cache.js';
import { countPrewarms } from './prewarm-watch.js';
import type { LabelValues, MetricsRegistry } from './registry.js';
import { countViolations } from './violation-watch.js';

/** Where and how things are shown: checked options. */
export interface Destination {
  readonly register: MetricsRegistry;
  readonly labels: LabelValues;
  readonly legacyNames: boolean;
}

type Ends = readonly (() => void)[];

/** The registry's collector, with all that is to be shown registered. @throws WasmapTypeError where the registry objects */
export function open({ register, legacyNames }: Destination, ...kinds: readonly Kind[]): Collector {
  return collectorOf(register, legacyNames ? [...kinds, 'legacy'] : kinds);
}

/** Shows a map, until what is returned is called. `onEnd` is called when it is shown no longer. */
export function showMap(table: Table, destination: Destination, own: LabelValues, onEnd?: () => void): () => void {
  const collector = open(destination, 'maps');
  const series = collector.maps.seriesOf({ ...destination.labels, ...own });
  return show(series, table, () => new Observed(table, collector.probes), () => [countBatches(table, series.batches), countViolations(table, series.violations)], onEnd);
}

/** As `showMap`, the cache whose store this is. */
export function showCache(store: Cache['_store'], destination: Destination, own: LabelValues, onEnd?: () => void): () => void {
  const series = open(destination, 'caches').caches.seriesOf({ ...destination.labels, ...own });
  return show(series, store, () => new ObservedCache(store), () => [countLoads(store, series.loads), countPrewarms(store, series.prewarms)], onEnd);
}

function show<Subject extends object, Counters, Health extends { readonly counters: Counters }>(
  series: Members<Subject, Counters, Health>, subject: Subject, observe: () => Observation<Counters, Health>, listen: () => Ends, onEnd: (() => void) | undefined,
): () => void {
  let member = series.memberOf(subject);
  if (member === undefined) {
    const ends = onEnd === undefined ? listen() : [...listen(), onEnd];
    member = { observed: observe(), holders: 0, release: () => { for (const end of ends) end(); } };
    series.add(subject, member);
  }
  return series.hold(member);
}
