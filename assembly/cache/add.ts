/** Adding an entry, for which others may have to go. */
import { COUNT, VERSION, increment, increment64 } from "../table/header";
import { insertInTable } from "../table/insert";
import { ensureOpen } from "./cache";
import { makeWay } from "./give-way";
import { HOLDS, INSERTIONS, NO_INDEX } from "./header";
import { newNode } from "./payload";
import { add } from "./policy/policy";
import { INDEXED } from "./queue";
import { NODE_HASH } from "./slot";

/** A slot for a key that is not there, or a node where there is no index; 0 where memory is refused. */
export function addSlot(cache: usize, h: u32, key: u64): usize {
  if (!ensureOpen(cache) || !makeWay(cache, h)) return 0;
  if (load<u32>(cache, HOLDS) & NO_INDEX) return addNode(cache, h);
  const slot = insertInTable(cache, h, key);
  assert(slot > 1);
  store<u32>(slot, 0);
  increment64(cache, INSERTIONS);
  add(cache, slot, h, INDEXED);
  return slot;
}

function addNode(cache: usize, h: u32): usize {
  const node = newNode(cache);
  if (!node) return 0;
  store<u32>(node, h, NODE_HASH);
  increment(cache, COUNT);
  increment64(cache, VERSION);
  increment64(cache, INSERTIONS);
  add(cache, node, h, <u32>node);
  return node;
}
