/** Inserting a key of bytes: a record at the end of the log, and its address in the index. */
import type { LinearMemory } from '../memory/linear.js';
import { load, increment64 } from '../memory/linear.js';
import { VERSION } from '../table/header.js';
import { hasSnapshots } from '../table/annex.js';
import { layout_4_4 } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { insertAbsent, insertInTable, OVERFLOWS } from '../table/insert.js';
import { append, takeBack } from './append.js';
import { findSlot } from './find.js';
import { hashBytes, isFast } from './hash.js';
import { FORMER } from './header.js';
import { beginMigration, migrateSome } from './migrate.js';
import { makeOwnToPut } from './own.js';

/** Address of the record of a key, which is appended, with value 0, if it is absent. 0, and nothing changed, when memory is refused. */
export function insertKey(memory: LinearMemory, map: number, at: number, word: number): number {
  const header = map >>> 2;
  if (load(memory, map + FORMER)) migrateSome(memory, map);
  const key = hashBytes(memory.i32, header, at >>> 2, word);
  if (hasSnapshots(memory, map) && !makeOwnToPut(memory, map, key, at >>> 2, word)) return 0;
  const slot = findSlot(memory.i32, header, key, at >>> 2, word);
  if (slot !== 0) {
    increment64(memory.i32, (map + VERSION) >>> 2);
    return memory.u32[slot]!;
  }
  const record = append(memory, map, at, word);
  if (!record) return 0;
  const address = insertSlot(memory, map, key, at, word);
  if (!address) {
    takeBack(memory, map, record);
    return 0;
  }
  memory.u32[address >>> 2] = record;
  return record;
}

/** Address of the index slot for an absent key, or 0 where memory is refused; `assembly/ordered/insert.ts` says more. */
export function insertSlot(memory: LinearMemory, map: number, key: number, at: number, word: number): number {
  const header = map >>> 2;
  const h = hash4(memory.i32, header, key);
  if (!isFast(memory.i32, header)) return insertAbsent(memory, layout_4_4, map, h, key, 0);
  const address = insertInTable(memory, layout_4_4, map, h, key, 0);
  if (address !== OVERFLOWS) return address;
  if (!beginMigration(memory, map)) return 0;
  const other = hashBytes(memory.i32, header, at >>> 2, word);
  return insertAbsent(memory, layout_4_4, map, hash4(memory.i32, header, other), other, 0);
}
