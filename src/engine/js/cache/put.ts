/** Writing to a cache. See `assembly/cache/put.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64, load, store } from '../memory/linear.js';
import { hash } from '../table/hash.js';
import { VERSION } from '../table/header.js';
import { addSlot } from './add.js';
import { readEntry } from './find.js';
import { RECYCLED } from './header.js';
import { noteAddition, noteRead } from './shadows.js';
import { layoutOf, payloadOf } from './slot.js';

/** Address of the payload of a key, which is added if it is absent: its payload is 0 then, or a handle to be used again. 0 where memory is refused. */
export function putEntry(memory: LinearMemory, cache: number, low: number, high: number): number {
  const layout = layoutOf(memory, cache);
  const h = hash(memory.i32, layout, cache >>> 2, low, high);
  const found = readEntry(memory, cache, h, low, high);
  if (found !== 0) {
    noteRead(memory, cache, h);
    increment64(memory.i32, (cache + VERSION) >>> 2);
    return found;
  }
  const slot = addSlot(memory, cache, h, low, high);
  if (slot === 0) return 0;
  noteAddition(memory, cache, h);
  const payload = payloadOf(memory, cache, slot);
  store(memory, payload, load(memory, cache + RECYCLED));
  if (layout.sideWords === 2) store(memory, payload + 4, 0);
  return payload;
}
