/** How contended what stands behind a map is, estimated from how many reads it has to answer in the map's place. */

/** The exponent that the rule of thumb has. */
const EXPONENT = 0.72;

/**
 * 1 − (1 + ρ)^−0.72 of ρ = misses / hits, from 0 to 1. 1 + ρ is reads / hits, so its power is one of the share of reads that hit, which is there
 * when nothing hits, too. Undefined where nothing was read.
 */
export function contention(hits: number, misses: number): number | undefined {
  const reads = hits + misses;
  return reads > 0 ? 1 - (hits / reads) ** EXPONENT : undefined;
}
