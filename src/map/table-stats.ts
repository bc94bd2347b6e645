/** What maps and sets tell of themselves. */
import type { Intruder } from '../errors.js';
import type { HashName } from './options.js';

/** What a map or cache owns. What is on the JavaScript heap is not counted: keys of kind `any` and their values, of which a map's bytes are 0. */
export interface MemoryUsage {
  /** Bytes of linear memory that the map or cache owns. */
  readonly bytes: number;
  /** `bytes` by entries; 0 where there are none. */
  readonly bytesPerEntry: number;
  /** Bytes of the whole linear memory in which it lies, what others own included. */
  readonly committed: number;
}

/**
 * Counters of a map since it was made. Of one with keys of kind `any`, which are in a native Map, they are size, capacity (the same),
 * hits, misses (`get` of a stored `undefined` counts as one) and putAlls: the others are about tables in linear memory, and 0.
 */
export interface TableStats extends TableCounters {
  /** Entries by the groups that finding them takes, one group first: of the whole map, or of 16 segments of a large one. */
  readonly probeLengths: readonly number[];
}

/** What `stats()` tells without looking at entries. O(1). */
export interface TableCounters {
  /** Entries. */
  readonly size: number;
  /** Entries the present tables take if hashes spread evenly; of a large map's, one may grow a few percent before that. */
  readonly capacity: number;
  /** `size` by slots. */
  readonly loadFactor: number;
  /** Reads, one by one or in bulk, that found their key. */
  readonly hits: number;
  /** Reads that did not. */
  readonly misses: number;
  /** Insertions whose home group was full. */
  readonly collisions: number;
  /** Segments of 16 KiB; 0 while the map is smaller than one. */
  readonly segments: number;
  /** Segments that were full, and became two. */
  readonly splits: number;
  /** Pairs of segments that were nearly empty, and became one. */
  readonly merges: number;
  /** Tables rebuilt because deletions and insertions had left too many entries away from home. */
  readonly rebuilds: number;
  /** Entries in the overflow table: their hashes have too many bits in common. */
  readonly overflowed: number;
  /** Batches that were applied. */
  readonly putAlls: number;
  /** Batches that failed amid being written, and were taken back. */
  readonly rollbacks: number;
  /** Batches that were given up because the map was written to meanwhile, by who did: see ConcurrentModificationError. */
  readonly concurrentModifications: Readonly<Record<Intruder, number>>;
  /** Snapshots that were neither disposed of nor collected. */
  readonly snapshots: number;
  /** How keys are hashed now: keys of text and bytes that were made to collide let their map go over to SipHash-1-3. */
  readonly hash: HashName;
  /** How often that has happened: at most once, for the map stays with it. */
  readonly migrations: number;
}
