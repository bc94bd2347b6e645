/**
 * Times as digits. The bits of a double, all of them turned where it is negative and else the sign only, are an integer that orders as the doubles do:
 * its *ordinal*. A wheel turns by ordinals, so its tick is the finest that a clock can have: two times in one bucket of the lowest level are the same. At
 * 1.7e12 ms (Date.now) that is 1/4096 ms; and everything up to Infinity is within reach.
 *
 *   63                32 31                 0
 *   ┌──┬──┬──┬──┬──┬──┐ ┌──┬──┬──┬──┬──┬──┐
 *   │11│10│ 9│ 8│ 7│ 6│ │ 5│ 4│ 3│ 2│ 1│ 0│    levels: digits of 6 bits, the highest of each word of 2
 *   └──┴──┴──┴──┴──┴──┘ └──┴──┴──┴──┴──┴──┘
 */

// @ts-ignore: decorator
@inline export const LEVELS: u32 = 12;
// @ts-ignore: decorator
@inline export const DIGIT_BITS: u32 = 6;
// @ts-ignore: decorator
@inline export const DIGITS: u32 = 1 << DIGIT_BITS;
/** Levels of the lower word. */
// @ts-ignore: decorator
@inline const LOW_LEVELS: u32 = 6;

export function ordinalOf(time: f64): u64 {
  const bits = reinterpret<i64>(time + 0.0); // −0 is 0
  return bits ^ ((bits >> 63) | i64.MIN_VALUE);
}

/** The time of an ordinal; NaN for those behind Infinity. */
export function timeOf(ordinal: u64): f64 {
  return reinterpret<f64>(ordinal ^ ((~<i64>ordinal >> 63) | i64.MIN_VALUE));
}

/** Where the digit of a level begins in an ordinal. */
// @ts-ignore: decorator
@inline
export function shiftOf(level: u32): u32 {
  return level < LOW_LEVELS ? level * DIGIT_BITS : 32 + (level - LOW_LEVELS) * DIGIT_BITS;
}

/** The highest level at which two ordinals differ; 0 where they are equal. */
export function levelBetween(one: u64, two: u64): u32 {
  const high = <u32>((one ^ two) >> 32);
  if (high) return LOW_LEVELS + (31 - clz(high)) / DIGIT_BITS;
  const low = <u32>(one ^ two);
  return low ? (31 - clz(low)) / DIGIT_BITS : 0;
}

export function digitOf(ordinal: u64, level: u32): u32 {
  const word = <u32>(level < LOW_LEVELS ? ordinal : ordinal >> 32);
  return (word >>> (shiftOf(level) & 31)) & (DIGITS - 1);
}

/** The least ordinal that begins as `ordinal` does down to above `level`, and has `digit` there. */
export function withDigit(ordinal: u64, level: u32, digit: u32): u64 {
  const shift = shiftOf(level);
  const above = level % LOW_LEVELS == LOW_LEVELS - 1 ? 2 : DIGIT_BITS;
  return (((ordinal >> shift) >> above << above) | digit) << shift;
}
