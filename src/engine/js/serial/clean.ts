/** A table as it is written to a file: what removed entries have left in its slots stays behind. */
import type { LinearMemory } from '../memory/linear.js';
import { type Layout, KEYS_AT, SLOTS, takenSlots } from '../table/group.js';

/** Copies the table at `table` to `to`, empty slots zeroed. O(groups). */
export function copyClean(memory: LinearMemory, layout: Layout, table: number, groups: number, to: number): void {
  const { keyWords, valueWords, valuesAt, valueStride, groupWords, groupBytes } = layout;
  memory.u8.copyWithin(to, table, table + groups * groupBytes);
  const { i32 } = memory;
  const first = to >>> 2;
  for (let at = first; at < first + groups * groupWords; at += groupWords) {
    const taken = takenSlots(i32, at);
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((taken >>> slot) & 1) continue;
      i32.fill(0, at + KEYS_AT + slot * keyWords, at + KEYS_AT + (slot + 1) * keyWords);
      if (valueWords > 0) i32.fill(0, at + valuesAt + slot * valueStride, at + valuesAt + slot * valueStride + valueWords);
    }
  }
}
