/** The heap's own beginnings, and quotas made and dropped. */
import { DEFAULT_QUOTA } from "./regions";
import { HOME_SHIFT } from "../table/header";
import { HOME_BITS } from "../table/group";
import { initializeSegments } from "./segments";
import { allocateBlock, freeBlock } from "./blocks";
import { QUOTA_MAXIMUM, QUOTA_USED, QUOTA_BYTES } from "./quota";

/** To be called once, before anything else. */
export function initialize(): void {
  initializeSegments();
  store<u32>(0, HOME_BITS, HOME_SHIFT); // the null map: see table/header.ts
  store<u64>(DEFAULT_QUOTA, 0, QUOTA_MAXIMUM);
}

/** A quota of `maximum` bytes, and no limit where that is more than there can be; 0 when memory is exhausted. */
export function createQuota(maximum: f64): usize {
  const quota = allocateBlock(QUOTA_BYTES);
  if (quota) store<u32>(quota, maximum < 4294967296 ? <u32>maximum : 0, QUOTA_MAXIMUM);
  return quota;
}

/** Gives a quota back, unless maps are counted in it still. */
export function freeQuota(quota: usize): bool {
  if (load<u64>(quota, QUOTA_USED)) return false;
  freeBlock(quota);
  return true;
}
