/** Making an empty map as large as a batch's distinct keys need, so that it neither rehashes on the way nor ends too large. */
import { CHUNK } from '../engine/memory-map.js';
import { isOrdered } from '../map/kinds.js';
import type { LinearState } from '../map/linear/linear-state.js';
import type { NumericArray } from '../typed-arrays.js';
import type { WritableKeys } from './columns.js';
import { StoredKeys } from './stored-keys.js';
import { PackedKeys } from './packed.js';
import { callsFor, stageKeys } from './stage-keys.js';

/** Below this, growing costs less than estimating. */
const SMALL_BATCH = 64;
/** Bits of the engines' sample. */
const SAMPLE_BITS = 262144;
/** A batch is counted whole up to here, where mispredicted branches would cost more than leaving keys out saves. */
const COUNTED_WHOLE = 131072;
/** Of a larger batch about so many keys: an error of 0.8 %. */
const SAMPLED_KEYS = 16384;

/** Packed keys longer than this on average cost more to copy and hash twice than growing does; strings always do. */
const LONG_KEY = 64;

/** Reserves for an estimate of the distinct keys, where that pays. A refusal is no failure: the batch may fit even so. */
export function presize(table: LinearState, keys: WritableKeys): void {
  if (keys.length <= SMALL_BATCH || !isCheap(table, keys)) return;
  const { engine, map } = table;
  engine.reserve(map, Math.min(keys.length, estimateDistinct(table, keys)));
}

function isCheap(table: LinearState, keys: WritableKeys): keys is NumericArray | PackedKeys {
  if (keys instanceof PackedKeys) return keys.bytes <= LONG_KEY * keys.length;
  return !(keys instanceof StoredKeys) && !isOrdered(table.key);
}

/**
 * Distinct keys by linear counting over a sample by hash: within one or two percent.
 * Whang, Vander-Zanden, Taylor: "A linear-time probabilistic counting algorithm for database applications" (1990).
 */
export function estimateDistinct(table: LinearState, keys: NumericArray | PackedKeys): number {
  const { engine, map } = table;
  const bits = keys.length <= COUNTED_WHOLE ? 0 : Math.ceil(Math.log2(keys.length / SAMPLED_KEYS));
  const { sample } = callsFor(table);
  engine.clearSample();
  for (let from = 0; from < keys.length;) {
    const to = stageKeys(table, keys, from, Math.min(from + CHUNK, keys.length));
    if (to === from) return from; // text of no valid UTF-8, which the write will report
    engine[sample](map, to - from, bits);
    from = to;
  }
  const share = engine.countSample() / SAMPLE_BITS;
  return Math.round(-Math.log1p(-share) * SAMPLE_BITS * 2 ** bits);
}
