/** Checking a table whose bytes come from outside: see `assembly/serial/verify.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { type Layout, KEYS_AT, SLOTS, counterShift, homeIn, loadLimit, lowestBit, probeMask, takenSlots } from '../table/group.js';
import { hashAt } from '../table/hash.js';
import { LIST } from '../memory/regions.js';

const BROKEN = -1;
const LIST_AT = LIST >>> 2;

/** Where a table is, and what its hashes begin with. */
interface Place {
  readonly table: number;
  readonly groups: number;
  readonly prefix: number;
  readonly depth: number;
}

/**
 * Whether the table at `table` holds `count` entries whose hashes begin with the `depth` bits of `prefix` and that `passed` over so many
 * groups, 0 below a segment; keys are canonical f64 bits if `floats`. A counter may be stuck at its highest if `saturated`, and only then. O(entries).
 */
export function verifyTable(
  memory: LinearMemory, layout: Layout, map: number, place: Place, count: number, passed: number, saturated: boolean, floats: boolean,
): boolean {
  const { table, groups } = place;
  const { i32 } = memory;
  if (count > loadLimit(groups)) return false;
  i32.fill(0, LIST_AT, LIST_AT + 2 * groups);
  let entries = 0;
  let passes = 0;
  for (let group = 0; group < groups; group++) {
    const taken = takenSlots(i32, (table >>> 2) + group * layout.groupWords);
    for (let slot = 0; slot < SLOTS; slot++) {
      const tag = memory.u8[table + group * layout.groupBytes + slot]!;
      if (((taken >>> slot) & 1) !== (tag === 0 ? 0 : 1)) return false;
      if (tag === 0) continue;
      const steps = verifyEntry(memory, layout, map, place, group, slot, floats);
      if (steps === BROKEN) return false;
      passes += steps;
      entries++;
    }
  }
  const passesAsSaid = groups === layout.segmentGroups ? passes === passed : passed === 0;
  return entries === count && passesAsSaid && verifyCounters(i32, layout, place, saturated);
}

/** How many groups an entry passed over on its way from home, each counted in LIST; BROKEN where it is not what, or where, it should be. */
function verifyEntry(
  memory: LinearMemory, layout: Layout, map: number, { table, groups, prefix, depth }: Place, group: number, slot: number, floats: boolean,
): number {
  const { i32 } = memory;
  const at = (table >>> 2) + group * layout.groupWords;
  const key = at + KEYS_AT + slot * layout.keyWords;
  if (floats && !isCanonical(i32[key]!, i32[key + 1]!)) return BROKEN;
  const h = hashAt(i32, layout, map >>> 2, key);
  if (memory.u8[(at << 2) + slot] !== (0x80 | (h & 0x7f)) || (depth > 0 && h >>> (32 - depth) !== prefix)) return BROKEN;
  if (holds(i32, layout, at, key, slot)) return BROKEN;
  const mask = probeMask(groups);
  let step = 0;
  let passed = 0;
  let next = homeIn(h, groups);
  while (next !== group) {
    if (holds(i32, layout, (table >>> 2) + next * layout.groupWords, key, SLOTS)) return BROKEN;
    i32[LIST_AT + 2 * next + (h & 1)]!++;
    passed++;
    do {
      if (++step > mask) return BROKEN;
      next = (next + step) & mask;
    } while (next >= groups);
  }
  return passed;
}

/** Whether one of the first `slots` slots of the group at `at` has the key that is at `key`. */
function holds(i32: Int32Array, { keyWords }: Layout, at: number, key: number, slots: number): boolean {
  for (let taken = takenSlots(i32, at); taken; taken &= taken - 1) {
    const slot = lowestBit(taken);
    const other = at + KEYS_AT + slot * keyWords;
    if (slot < slots && i32[other] === i32[key] && (keyWords === 1 || i32[other + 1] === i32[key + 1])) return true;
  }
  return false;
}

/** Whether the groups' counters are what LIST says. */
function verifyCounters(i32: Int32Array, layout: Layout, { table, groups }: Place, saturated: boolean): boolean {
  for (let i = 0; i < 2 * groups; i++) {
    const counter = (i32[(table >>> 2) + (i >>> 1) * layout.groupWords + 1]! >>> counterShift(i & 1)) & 15;
    if (counter === 15 ? !saturated : counter !== i32[LIST_AT + i]) return false;
  }
  return true;
}

/** Whether two lanes are those of a number as keys have it: neither −0 nor an odd NaN. */
function isCanonical(low: number, high: number): boolean {
  if ((high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0) return high === 0x7ff80000 && low === 0;
  return (high | 0) !== -0x80000000 || low !== 0;
}
