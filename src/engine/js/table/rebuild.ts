/** Rebuilding a table whose entries have drifted from home, or whose counters are saturated; see `assembly/table/rebuild.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { ROOT, REBUILDS, RELOCATIONS, WORD_SATURATED } from './header.js';
import { type Layout, SLOTS } from './group.js';
import { distribute } from './distribute.js';
import { refill } from './room.js';
import { LIST } from '../memory/regions.js';
import { entryOf, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, FLAG_SATURATED } from '../memory/segments.js';

/** Brings every entry of the table at `base` as near to home as it can be. */
export function rebuild(memory: LinearMemory, layout: Layout, map: number, base: number, groups: number): void {
  if (groups === layout.segmentGroups) rebuildSegment(memory, layout, map, base);
  else rebuildLone(memory, layout, map, base, groups);
  increment(memory, map + REBUILDS);
  increment(memory, map + RELOCATIONS);
}

function rebuildSegment(memory: LinearMemory, layout: Layout, map: number, segment: number): void {
  const entry = entryOf(segment);
  store(memory, entry + ENTRY_FLAGS, load(memory, entry + ENTRY_FLAGS) & ~FLAG_SATURATED);
  store(memory, entry + ENTRY_PASSED, 0);
  distribute(memory, layout, map, segment, segment, 0);
  store(memory, entry + ENTRY_REBUILT, load(memory, entry + ENTRY_PASSED));
}

function rebuildLone(memory: LinearMemory, layout: Layout, map: number, base: number, groups: number): void {
  store(memory, map + ROOT, load(memory, map + ROOT) & ~WORD_SATURATED);
  memory.u8.copyWithin(LIST, base, base + groups * layout.groupBytes);
  for (let i = 0; i < groups; i++) {
    store(memory, base + i * layout.groupBytes, 0);
    store(memory, base + i * layout.groupBytes + 4, 0);
  }
  refill(memory, layout, map, LIST, groups, base, groups);
}

/** Whether the `count` entries of a segment have passed over twice as many groups as those of a fresh one. */
export function hasDrifted(memory: LinearMemory, entry: number, count: number, groups: number): boolean {
  const passed = load(memory, entry + ENTRY_PASSED);
  const rebuilt = load(memory, entry + ENTRY_REBUILT);
  const crowd = Math.max(count - 3 * groups, 0);
  return passed > Math.floor((crowd * crowd) / (5 * groups)) + (groups >>> 4) && passed > rebuilt + (rebuilt >>> 1);
}

/** Whether a table that met saturated counters is rebuilt at `count` entries: half empty, and below that at powers of two. */
export function rebuildsAt(count: number, groups: number): boolean {
  const half = (groups * SLOTS) >>> 1;
  return count === half || (count < half && (count & (count - 1)) === 0);
}
