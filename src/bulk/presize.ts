/** Making an empty map as large as a batch's distinct keys need, so that it neither rehashes on the way nor ends too large. */
import { CHUNK } from '../engine/memory-map.js';
import type { NumericArray } from '../map/kinds.js';
import type { LinearState } from '../map/linear/linear-state.js';
import { stageKeys } from './stage-keys.js';


/** Below this, growing costs less than estimating. */
const SMALL_BATCH = 64;
/** Bits of the engines' sample. */
const SAMPLE_BITS = 262144;
/** A batch is counted whole up to here, where mispredicted branches would cost more than leaving keys out saves. */
const COUNTED_WHOLE = 131072;
/** Of a larger batch about so many keys: an error of 0.8 %. */
const SAMPLED_KEYS = 16384;

/** Reserves for an estimate of the distinct keys. A refusal is no failure: the batch may fit even so. */
export function presize(table: LinearState, keys: NumericArray): void {
  if (keys.length <= SMALL_BATCH) return;
  const { engine, map } = table;
  engine.reserve(map, Math.min(keys.length, estimateDistinct(table, keys)));
}

/**
 * Distinct keys by linear counting over a sample by hash: within one or two percent.
 * Whang, Vander-Zanden, Taylor: "A linear-time probabilistic counting algorithm for database applications" (1990).
 */
export function estimateDistinct(table: LinearState, keys: NumericArray): number {
  const { engine, map } = table;
  const bits = keys.length <= COUNTED_WHOLE ? 0 : Math.ceil(Math.log2(keys.length / SAMPLED_KEYS));
  engine.clearSample();
  for (let from = 0; from < keys.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, keys.length);
    stageKeys(table, keys, from, to);
    engine.sampleMany(map, to - from, bits);
  }
  const share = engine.countSample() / SAMPLE_BITS;
  return Math.round(-Math.log1p(-share) * SAMPLE_BITS * 2 ** bits);
}
