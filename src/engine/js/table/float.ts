/** f64 keys: equal by SameValueZero, so −0 is 0 and all NaNs are one. */
import type { LinearMemory } from '../memory/linear.js';
import { KEYS } from '../memory/regions.js';

/** The upper half of the one NaN; its lower half is 0. */
const CANONICAL_NAN_HIGH = 0x7ff80000;

/** Puts the bits under which `key` is stored into the memory's key lanes. Adding 0 turns −0 into 0 and changes nothing else. */
export function splitF64(memory: LinearMemory, key: number): void {
  memory.keyF64[0] = key + 0;
  if (key !== key) {
    // Which bits a NaN has when it is stored is not specified.
    memory.keyLanes[0] = 0;
    memory.keyLanes[1] = CANONICAL_NAN_HIGH;
  }
}

/** Makes the first `count` f64 of the key column canonical. */
export function canonicalizeMany(memory: LinearMemory, count: number): void {
  const { f64, i32 } = memory;
  for (let i = KEYS >> 3, end = i + count; i < end; i++) {
    const key = f64[i]!;
    if (key === 0) f64[i] = 0;
    else if (key !== key) {
      i32[2 * i] = 0;
      i32[2 * i + 1] = CANONICAL_NAN_HIGH;
    }
  }
}
