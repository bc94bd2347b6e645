/**
 * What V8's collector did between two moments, and what was allocated on its heap, from the profiler that Node has for this.
 *
 * Entries of a `PerformanceObserver` tell the same pauses, but are objects on the heap that is watched, and come only when the event
 * loop turns. The profiler writes beside the heap, and knows what was in use before and after each collection: what lies between two
 * of them was allocated.
 */
import { getHeapStatistics, GCProfiler } from 'node:v8';

export interface HeapRecord {
  /** Each time that the collector stopped the program. */
  readonly pausesMs: readonly number[];
  /** Minor and major ones. */
  readonly collections: number;
  readonly majorCollections: number;
  readonly allocatedBytes: number;
  /** The most that was in use. */
  readonly mostBytes: number;
}

const MAJOR = 'MarkSweepCompact';
/** The others that the profiler tells of are steps of a major one. */
const COLLECTIONS: ReadonlySet<string> = new Set(['Scavenge', 'MinorMarkSweep', MAJOR]);

export class HeapWatch {
  readonly #profiler = new GCProfiler();
  readonly #atFirst: number;

  constructor() {
    this.#profiler.start();
    this.#atFirst = usedBytes();
  }

  end(): HeapRecord {
    // First, because what the profiler returns is on the heap, too.
    const atLast = usedBytes();
    const { statistics } = this.#profiler.stop();
    const before = [...statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize), atLast];
    const after = [this.#atFirst, ...statistics.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize)];
    const kinds = statistics.map(({ gcType }) => gcType);
    return {
      pausesMs: statistics.map(({ cost }) => cost / 1e3),
      collections: kinds.filter((kind) => COLLECTIONS.has(kind)).length,
      majorCollections: kinds.filter((kind) => kind === MAJOR).length,
      allocatedBytes: before.reduce((sum, bytes, i) => sum + bytes - after[i], 0),
      mostBytes: before.reduce((most, bytes) => Math.max(most, bytes), 0),
    };
  }
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}
