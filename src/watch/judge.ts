/** Whether what a window came to is beyond the thresholds. */
import type { Thresholds } from './report.js';

/** What a window says of a signal, as a fraction, so that nothing is divided by nothing. Of nothing by nothing nothing is to be said but that all is well. */
export interface Reading {
  readonly part: number;
  readonly whole: number;
}

/** Nothing that could be judged, and nothing that could be wrong. */
export const calm: Reading = { part: 0, whole: 0 };

/** Of both thresholds: whether they were reached, and whether what had reached them before would still hold. */
export interface Verdict {
  readonly warning: Judgement;
  readonly critical: Judgement;
}

export interface Judgement {
  readonly isReached: boolean;
  /** Whether it is beyond the threshold less the hysteresis. */
  readonly isHeld: boolean;
}

/** `part / whole`; undefined where that is no number. */
export function valueOf({ part, whole }: Reading): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

/** A threshold is left at `1 - hysteresis` times itself. */
export function judge(reading: Reading, { warning, critical }: Thresholds, hysteresis: number): Verdict {
  const at = (threshold = Infinity): Judgement => ({ isReached: isBeyond(reading, threshold), isHeld: isBeyond(reading, threshold * (1 - hysteresis)) });
  return { warning: at(warning), critical: at(critical) };
}

/**
 * Whether there is more than `threshold` says. A quotient is compared, not a product: 230 misses by 100 hits are 2.3 as it is written, and not
 * more, while 2.3 × 100 falls a little short of 230. Whatever misses where nothing hits is beyond every threshold that there is.
 */
function isBeyond({ part, whole }: Reading, threshold: number): boolean {
  return whole > 0 ? part / whole > threshold : part > 0 && threshold < Infinity;
}
