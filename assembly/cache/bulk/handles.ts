/**
 * Handles of a batch, where the host holds the values: the value column has some that nobody uses, which entries that need a new one take in order. What each
 * entry has then comes back in PREVIOUS: a new one, that of an entry which went for it, or its own.
 */
import { PREVIOUS, VALUES } from "../../memory/regions";

/** Handles of the value column that are in use since this call began. */
let used: u32 = 0;

export function beginHandles(): void {
  used = 0;
}

/** Makes sure of a handle for the entry `at` of the columns, whose value is at `address`. */
export function putHandle(address: usize, at: u32): void {
  let handle = load<u32>(address);
  if (!handle) {
    handle = load<u32>(VALUES + (used++ << 2));
    store<u32>(address, handle);
  }
  store<u32>(PREVIOUS + (at << 2), handle);
}
