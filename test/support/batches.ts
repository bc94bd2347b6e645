/** Batches for those who observe them. */
import { expect } from 'vitest';
import { PutAllError, VersionError, type WasmMap } from '../../src/index.js';

/** Writes one batch for each of what may become of it, two that are applied; entries 1 to 4 and 8 are there afterwards, under u32 keys. */
export async function writeForEachResult(map: WasmMap<number, number>): Promise<void> {
  map.putAll([[1, 1], [2, 2], [3, 3]], { idempotencyKey: 'a' });
  map.putAll([[1, 1], [2, 2], [3, 3]], { idempotencyKey: 'a' });
  map.putAll([[4, 4], [5, -5]], { atomic: false });
  expect(() => map.putAll([[6, 6], [1, 1]], { onConflict: 'error' })).toThrow(PutAllError);
  expect(() => map.compareAndPutAll(99, [[7, 7]])).toThrow(VersionError);
  await map.putAllAsync([[8, 8]]);
}
