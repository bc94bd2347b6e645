/** What becomes of payloads when their entries go. See `assembly/cache/payload.ts`. */
import { freeBlob } from '../memory/blob.js';
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { BYTES, QUOTA } from '../table/header.js';
import { dropExtras } from './entry-extras.js';
import { BLOBS, HANDLES, HOLDS, RECORDS } from './header.js';
import { freeRecord } from './record.js';
import { EXTRAS, NODE_BYTES, payloadOf } from './slot.js';

/** Gives back what the entry at `slot` has in memory. Returns the handle that it had; 0 where the host holds nothing for it. */
export function letGo(memory: LinearMemory, cache: number, slot: number): number {
  const holds = load(memory, cache + HOLDS);
  if (holds === 0 && (load(memory, slot) & EXTRAS) === 0) return 0;
  const payload = payloadOf(memory, cache, slot);
  const at = (holds & RECORDS) === 0 ? payload : load(memory, payload);
  if ((holds & BLOBS) !== 0 && load(memory, at) !== 0) freeBlob(memory, cache, load(memory, at));
  const handle = (holds & HANDLES) === 0 ? 0 : load(memory, at);
  if ((holds & RECORDS) !== 0) freeRecord(memory, cache, at);
  dropExtras(memory, cache, slot);
  return handle;
}

/** A node for an entry without an index; 0 where memory is refused. */
export function newNode(memory: LinearMemory, cache: number): number {
  const node = allocatePiece(memory, load(memory, cache + QUOTA), NODE_BYTES, cache);
  if (node !== 0) store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(NODE_BYTES));
  return node;
}

/** Gives back the node of an entry without an index. */
export function freeNode(memory: LinearMemory, cache: number, node: number): void {
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(NODE_BYTES));
  freePiece(memory, load(memory, cache + QUOTA), node, NODE_BYTES);
}
