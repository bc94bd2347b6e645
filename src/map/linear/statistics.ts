/** What a map tells of itself: the memory it owns and its counters. */
import * as Header from '../../engine/header.js';
import { overflow as overflowField, readAnnex } from '../../engine/annex.js';
import { loadLimit, SLOTS } from '../../engine/js/table/group.js';
import { probeLengths } from './probe-lengths.js';
import { openSnapshots } from '../open-snapshots.js';
import { isOrdered } from '../kinds.js';
import type { LinearState } from './linear-state.js';
import type { HashName } from '../options.js';
import type { MemoryUsage, TableCounters, TableStats } from '../table-stats.js';

export function memoryUsageOf(table: LinearState): MemoryUsage {
  table.assertOpen();
  const { bytes, size } = table;
  return { bytes, bytesPerEntry: size === 0 ? 0 : bytes / size, committed: table.engine.committed() };
}

function hashOf(table: LinearState): HashName {
  return table.read(Header.fastHash) === 0 ? 'siphash13' : 'fast';
}

export function statsOf(table: LinearState): TableStats {
  return { ...countersOf(table), probeLengths: probeLengths(table.engine, table.map) };
}

export function countersOf(table: LinearState): TableCounters {
  table.assertOpen();
  const opened = table.map !== 0;
  const read = (field: number): number => (opened ? table.read(field) : 0);
  const read64 = (field: number): number => (opened ? table.read64(field) : 0);
  const groups = read(Header.groups);
  const tables = Math.max(1, read(Header.segments));
  const overflow = opened ? readAnnex(table.engine.u32, table.map, overflowField) : 0;
  const hash = opened && isOrdered(table.key) ? hashOf(table) : table.hash;
  return {
    size: table.size,
    capacity: tables * loadLimit(groups),
    loadFactor: groups === 0 ? 0 : table.size / (tables * groups * SLOTS),
    hits: read64(Header.hits),
    misses: read64(Header.misses) + table.earlyMisses,
    collisions: read64(Header.collisions),
    segments: read(Header.segments),
    splits: read(Header.splits),
    merges: read(Header.merges),
    rebuilds: read(Header.rebuilds),
    overflowed: overflow === 0 ? 0 : table.engine.u32[(overflow + Header.count) >>> 2]!,
    putAlls: table.putAlls,
    rollbacks: table.rollbacks,
    concurrentModifications: table.concurrentModifications,
    snapshots: openSnapshots(table),
    hash,
    migrations: hash === table.hash ? 0 : 1,
  };
}

const totals = [Header.hits, Header.misses, Header.collisions] as const;
const counters = [Header.splits, Header.merges, Header.rebuilds] as const;

/** Lets the header at `to`, which is to take the place of that of `from`, go on counting from there; addresses found before are void. */
export function carryCounters(from: LinearState, to: number): void {
  const { u32 } = from.engine;
  for (const field of totals) {
    const at = (to + field) >>> 2;
    const sum = from.read64(field) + u32[at]! + u32[at + 1]! * 2 ** 32;
    u32[at] = sum % 2 ** 32;
    u32[at + 1] = Math.floor(sum / 2 ** 32);
  }
  for (const field of counters) u32[(to + field) >>> 2]! += from.read(field);
  const moving = isOrdered(from.key) ? [Header.relocations, Header.logMoves] : [Header.relocations];
  for (const field of moving) u32[(to + field) >>> 2]! += from.read(field) + 1;
}
