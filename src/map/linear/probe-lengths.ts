/**
 * How far entries lie from home: what tells a crowded table, or keys that hash badly, from a healthy one.
 *
 * Tables have the same bytes in both engines, so the JS engine's functions read them wherever they are.
 */
import type { Engine } from '../../engine/engine.js';
import * as Header from '../../engine/header.js';
import { overflow, readAnnex } from '../../engine/annex.js';
import { groupsOf, tableOf, wordOf } from '../../engine/js/table/find.js';
import { KEYS_AT, homeIn, layoutNumbered, lowestBit, probeMask, takenSlots } from '../../engine/js/table/group.js';
import { hashAt } from '../../engine/js/table/hash.js';

/** Tables looked at: about 20 000 entries, half a millisecond. */
const SAMPLED_TABLES = 16;

/**
 * Entries by the number of groups that a lookup reads to find them, one group first: all entries of a small map, those of 16
 * segments of a large one, whose entries are spread over segments by chance. O(1).
 */
export function probeLengths(engine: Engine, map: number): number[] {
  const lengths: number[] = [];
  // An overflow table is searched after the table proper, which costs one group more.
  for (let level = 0; map !== 0; map = readAnnex(engine.u32, map, overflow), level++) {
    const tables = new Set<number>();
    for (let i = 0; i < SAMPLED_TABLES; i++) tables.add(tableOf(wordOf(engine.i32, map >>> 2, (i * 2 ** 32) / SAMPLED_TABLES)));
    for (const table of tables) if (table !== 0) tally(engine, map, table, lengths, level);
  }
  return lengths;
}

/** Adds the entries of the table at the word index `table` to `lengths`. */
function tally({ i32 }: Engine, map: number, table: number, lengths: number[], level: number): void {
  const header = map >>> 2;
  const layout = layoutNumbered(i32[header + (Header.layout >>> 2)]!);
  const groups = groupsOf(i32, header);
  for (let group = 0; group < groups; group++) {
    const at = table + group * layout.groupWords;
    for (let taken = takenSlots(i32, at); taken !== 0; taken &= taken - 1) {
      const h = hashAt(i32, layout, header, at + KEYS_AT + lowestBit(taken) * layout.keyWords);
      const length = level + groupsBetween(homeIn(h, groups), group, groups);
      while (lengths.length <= length) lengths.push(0);
      lengths[length]!++;
    }
  }
}

/** Groups that a probe from `home` has passed when it comes to `group`. */
function groupsBetween(home: number, group: number, groups: number): number {
  const mask = probeMask(groups);
  let passed = 0;
  for (let at = home, step = 0; at !== group; passed++) {
    do at = (at + ++step) & mask; while (at >= groups);
  }
  return passed;
}
