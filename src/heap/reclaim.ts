/**
 * Giving back the memory of maps that were collected without `dispose`.
 *
 * The collector does not see linear memory: to it, a map of a gigabyte is a small object, and it may let millions of dead ones
 * lie. So whenever the memory in use has doubled since maps were last given back, a buffer is allocated and dropped at once.
 * Nobody touches its pages, so it costs no memory, but V8 counts it and starts a collection it would have put off.
 */
import type { Engine } from '../engine/engine.js';
import { REMINDER_BYTES } from '../engine/host.js';
import { FREE_COUNT, FRONTIER, SEGMENT_BYTES } from '../engine/memory-map.js';
import { Finalizers, WeakReference } from '../weak.js';

/** Below this much memory in use, nothing is done: a collection takes milliseconds. */
const LEAST_PRESSURE_BYTES = 4 * 2 ** 20;

/**
 * What the registry remembers of a map: the address of its header, 0 once it was given back. A token to unregister it with would
 * take V8 a quarter of the time of making and filling a map of 8 entries.
 */
export interface Lease {
  map: number;
  /** Weakly: an engine that went with all its maps has nothing to be given back. */
  readonly engine: WeakRef<Engine>;
  readonly ends: Ends;
  /** To be called before the header is given back. */
  letGo?: () => void;
}

/** The names of an engine's calls that make a map smaller, empty it and give it back. */
export interface Ends {
  readonly shrink: 'shrink' | 'shrinkOrdered';
  readonly clear: 'clear' | 'clearOrdered';
  readonly dispose: 'dispose' | 'disposeOrdered' | 'releaseSnapshot' | 'releaseOrderedSnapshot';
  /** What gives back values that lie in memory of their own, before either; undefined where there are none. */
  readonly blobs: 'freeBlobs' | 'freeRecordBlobs' | undefined;
  /** What gives all back, in place of `dispose`, where that is none of the engine's own calls. */
  readonly give?: (engine: Engine, map: number) => void;
}

/** One object for each combination: a million small maps share them. */
const endsOfNumeric: Ends = { shrink: 'shrink', clear: 'clear', dispose: 'dispose', blobs: undefined };
const endsOfOrdered: Ends = { shrink: 'shrinkOrdered', clear: 'clearOrdered', dispose: 'disposeOrdered', blobs: undefined };
/** A snapshot is neither emptied nor made smaller. */
const endsOfNumericSnapshot: Ends = { ...endsOfNumeric, dispose: 'releaseSnapshot' };
const endsOfOrderedSnapshot: Ends = { ...endsOfOrdered, dispose: 'releaseOrderedSnapshot' };
const endsOfNumericBlobs: Ends = { ...endsOfNumeric, blobs: 'freeBlobs' };
const endsOfOrderedBlobs: Ends = { ...endsOfOrdered, blobs: 'freeRecordBlobs' };

export function endsOf(ordered: boolean, blobs: boolean): Ends {
  if (ordered) return blobs ? endsOfOrderedBlobs : endsOfOrdered;
  return blobs ? endsOfNumericBlobs : endsOfNumeric;
}

export function snapshotEndsOf(ordered: boolean): Ends {
  return ordered ? endsOfOrderedSnapshot : endsOfNumericSnapshot;
}

/** One for all engines: where each had its own, and thousands came and went, V8 at times stopped running any finalizers. */
const registry = new Finalizers<Lease>((lease) => {
  const engine = lease.engine.deref();
  if (lease.map !== 0 && engine !== undefined) reclaim(engine, lease);
});

interface Reclaimer {
  readonly engine: WeakRef<Engine>;
  /** Segments in use at which the collector is next reminded. */
  limit: number;
  /** Quotas of collected heaps that had maps left. */
  readonly orphans: Set<number>;
}

const reclaimers = new WeakMap<Engine, Reclaimer>();

function reclaimerOf(engine: Engine): Reclaimer {
  let reclaimer = reclaimers.get(engine);
  if (reclaimer === undefined) {
    reclaimer = { engine: new WeakReference(engine), limit: LEAST_PRESSURE_BYTES / SEGMENT_BYTES, orphans: new Set() };
    reclaimers.set(engine, reclaimer);
  }
  return reclaimer;
}

function segmentsInUse(engine: Engine): number {
  return engine.u32[FRONTIER >>> 2]! - engine.u32[FREE_COUNT >>> 2]!;
}

/** Sees to it that the header at `map` and all it owns go back once `table` is collected, unless the lease's `map` is 0 by then. */
export function reclaimWith(table: object, engine: Engine, map: number, ends: Ends): Lease {
  const reclaimer = reclaimerOf(engine);
  const lease: Lease = { map, engine: reclaimer.engine, ends };
  registry.register(table, lease);
  if (segmentsInUse(engine) > reclaimer.limit) remindCollector(engine, reclaimer);
  return lease;
}

function reclaim(engine: Engine, { map, ends, letGo }: Lease): void {
  const reclaimer = reclaimerOf(engine);
  letGo?.();
  if (ends.blobs !== undefined) engine[ends.blobs](map);
  if (ends.give === undefined) engine[ends.dispose](map);
  else ends.give(engine, map);
  reclaimer.limit = Math.max(LEAST_PRESSURE_BYTES / SEGMENT_BYTES, 2 * segmentsInUse(engine));
  for (const quota of reclaimer.orphans) freeOrphan(engine, reclaimer, quota);
}

/** Gives a collected heap's quota back, now or once the last of its maps is. */
export function reclaimQuota(engine: Engine, quota: number): void {
  freeOrphan(engine, reclaimerOf(engine), quota);
}

function freeOrphan(engine: Engine, { orphans }: Reclaimer, quota: number): void {
  if (engine.freeQuota(quota)) orphans.delete(quota);
  else orphans.add(quota);
}

function remindCollector(engine: Engine, reclaimer: Reclaimer): void {
  reclaimer.limit = 2 * segmentsInUse(engine);
  try {
    void new ArrayBuffer(REMINDER_BYTES);
  } catch {
    // Where even address space is short, collections come by themselves.
  }
}
