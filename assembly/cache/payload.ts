/** What becomes of payloads when their entries go. */
import { BYTES, QUOTA } from "../table/header";
import { freeBlob } from "../memory/blob";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { BLOBS, HANDLES, HOLDS, RECORDS } from "./header";
import { freeRecord } from "./record";
import { EXTRAS, NODE_BYTES, payloadOf } from "./slot";
import { dropExtras } from "./entry-extras";

/**
 * Gives back what the entry at `slot` has in memory. Returns the handle that it had, which another entry may have: 0 where the host holds nothing for it.
 */
export function letGo(cache: usize, slot: usize): u32 {
  const holds = load<u32>(cache, HOLDS);
  if (!holds && !(load<u32>(slot) & EXTRAS)) return 0;
  const payload = payloadOf(cache, slot);
  const at: usize = holds & RECORDS ? <usize>load<u32>(payload) : payload;
  if ((holds & BLOBS) && load<u32>(at)) freeBlob(cache, load<u32>(at));
  const handle = holds & HANDLES ? load<u32>(at) : 0;
  if (holds & RECORDS) freeRecord(cache, at);
  dropExtras(cache, slot);
  return handle;
}

/** A node for an entry without an index; 0 where memory is refused. */
export function newNode(cache: usize): usize {
  const node = allocatePiece(load<u32>(cache, QUOTA), NODE_BYTES, cache);
  if (node) store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(NODE_BYTES), BYTES);
  return node;
}

/** Gives back the node of an entry without an index. */
export function freeNode(cache: usize, node: usize): void {
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(NODE_BYTES), BYTES);
  freePiece(load<u32>(cache, QUOTA), node, NODE_BYTES);
}
