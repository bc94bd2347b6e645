/** A table as it is written to a file: what removed entries have left in its slots stays behind. */
import { firstSlot, TAKEN, KEYS_AT } from "../table/group";
import { keyBytesOf, valueBytesOf, valuesAtOf, slotBytesOf, groupBytesOf, storeKey, storeValue } from "../table/layout";

/** Copies the table at `table` to `to`, empty slots zeroed. O(groups). */
export function copyClean(map: usize, table: usize, groups: u32, to: usize): void {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const stride = groupBytesOf(map);
  memory.copy(to, table, groups * stride);
  for (let at = to, end = to + groups * stride; at < end; at += stride) {
    let empty = ~load<u64>(at) & TAKEN;
    while (empty) {
      const slot = firstSlot(empty);
      empty &= empty - 1;
      storeKey(keyBytes, at + KEYS_AT + slot * keyBytes, 0);
      storeValue(valueBytes, at + valuesAtOf(map) + slot * slotBytesOf(map), 0);
    }
  }
}
