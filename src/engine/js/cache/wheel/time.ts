/** Times as digits. See `assembly/cache/wheel/time.ts`. An ordinal is in `keyLanes`, its lower word first: it has 64 bits. */
import type { LinearMemory } from '../../memory/linear.js';

export const LEVELS = 12;
export const DIGIT_BITS = 6;
export const DIGITS = 64;
const LOW_LEVELS = 6;

/** Leaves the ordinal of a time in `keyLanes`. */
export function ordinalOf({ keyF64, keyLanes }: LinearMemory, time: number): void {
  keyF64[0] = time + 0;
  const turned = keyLanes[1]! >> 31;
  keyLanes[0]! ^= turned;
  keyLanes[1]! ^= turned | 0x80000000;
}

/** The time of the ordinal in `keyLanes`; NaN for those behind Infinity. */
export function timeOf({ keyF64, keyLanes }: LinearMemory): number {
  const turned = ~keyLanes[1]! >> 31;
  keyLanes[0]! ^= turned;
  keyLanes[1]! ^= turned | 0x80000000;
  return keyF64[0]!;
}

/** Where the digit of a level begins in its word. */
function shiftOf(level: number): number {
  return (level % LOW_LEVELS) * DIGIT_BITS;
}

/** The highest level at which the ordinals of two times differ; 0 where they are equal. The ordinal of the second stays in `keyLanes`. */
export function levelBetween(memory: LinearMemory, one: number, two: number): number {
  const { keyLanes } = memory;
  ordinalOf(memory, one);
  const low = keyLanes[0]!;
  const high = keyLanes[1]!;
  ordinalOf(memory, two);
  if (high !== keyLanes[1]) return LOW_LEVELS + highestDigit(high ^ keyLanes[1]!);
  return low === keyLanes[0] ? 0 : highestDigit(low ^ keyLanes[0]!);
}

function highestDigit(word: number): number {
  return Math.trunc((31 - Math.clz32(word)) / DIGIT_BITS);
}

/** The digit of a level of the ordinal in `keyLanes`. */
export function digitOf({ keyLanes }: LinearMemory, level: number): number {
  return (keyLanes[level < LOW_LEVELS ? 0 : 1]! >>> shiftOf(level)) & (DIGITS - 1);
}

/** The ordinal in `keyLanes` becomes the least that begins as it does down to above `level`, and has `digit` there. */
export function setDigit({ keyLanes }: LinearMemory, level: number, digit: number): void {
  const lane = level < LOW_LEVELS ? 0 : 1;
  const shift = shiftOf(level);
  keyLanes[lane] = (((keyLanes[lane]! >>> shift) & -DIGITS) | digit) << shift;
  if (lane === 1) keyLanes[0] = 0;
}

/** The ordinal in `keyLanes` becomes the greatest that begins as it does down to `level`. */
export function fillBelow({ keyLanes }: LinearMemory, level: number): void {
  keyLanes[level < LOW_LEVELS ? 0 : 1]! |= (1 << shiftOf(level)) - 1;
  if (level >= LOW_LEVELS) keyLanes[0] = -1;
}
