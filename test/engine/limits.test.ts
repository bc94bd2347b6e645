import { describe, expect, it } from 'vitest';
import { DEFAULT_QUOTA } from '../../src/engine/memory-map.js';
import { expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];

/** Inserts keys from `first` on until one is refused; returns the first refused. */
function fill(table: Table, first = 0): number {
  let i = first;
  while (table.set(keyNumber(i, table.keyBytes), BigInt(i))) i++;
  return i;
}

/** Fails unless exactly the keys from `first` to below `end` are there, with their values. */
function holds(table: Table, first: number, end: number): void {
  expect(table.header('count')).toBe(end - first);
  for (let i = first; i < end; i++) {
    const value = table.get(keyNumber(i, table.keyBytes));
    if (value !== (table.valueBytes ? BigInt(i) : 0n)) throw new Error(`key ${i}: ${String(value)}`);
  }
}

describe.each(ENGINES)('an exhausted quota, %s engine', (name) => {
  it.each(LAYOUTS)('refuses what is too much for it and leaves %s as it was', (layout) => {
    for (const bytes of [128, 400, 1000, 7000, 20_000, 50_000]) {
      const engine = createEngine(name);
      const quota = engine.createQuota(bytes);
      const table = new Table(engine, layout, { quota });
      const end = fill(table);
      holds(table, 0, end);
      expect(walkHeap(engine, [table.map], [quota]).maps).toBeLessThanOrEqual(bytes);
      expect(table.reserve(1_000_000)).toBe(false);
      holds(table, 0, end);
      for (let i = 0; i < end; i++) expectSame(table.remove(keyNumber(i, table.keyBytes)), true);
      expect(fill(table)).toBeGreaterThanOrEqual(Math.min(end, 7) - 1);
      walkHeap(engine, [table.map], [quota]);
      table.dispose();
      expect(walkHeap(engine, [], [quota]).maps).toBe(0);
      engine.freeQuota(quota);
    }
  });

  it('ends a batch at the entry that no longer fits, with all before it set and none after', () => {
    const engine = createEngine(name);
    const quota = engine.createQuota(50_000);
    const table = new Table(engine, '4_4', { quota });
    const keys = Array.from({ length: 4096 }, (_, i) => keyNumber(i, 4));
    const set = table.putMany(keys, keys.map((_, i) => BigInt(i)));
    expect(set).toBeGreaterThan(1000);
    expect(set).toBeLessThan(4096);
    holds(table, 0, set);
    expect(table.putManyBy(keys, keys.map((_, i) => BigInt(i)), 'replace', 'u32')).toBe(set);
    holds(table, 0, set);
    walkHeap(engine, [table.map], [quota]);
  });

  it('belongs to its maps alone', () => {
    const engine = createEngine(name);
    const quota = engine.createQuota(1000);
    const [small, free] = [new Table(engine, '4_4', { quota }), new Table(engine, '4_4', { quota: DEFAULT_QUOTA })];
    const end = fill(small);
    for (let i = 0; i < 3000; i++) expectSame(free.set(keyNumber(i, 4), BigInt(i)), true);
    holds(small, 0, end);
    walkHeap(engine, [small.map, free.map], [quota]);
  });
});

describe.each(ENGINES)('an exhausted memory, %s engine', (name) => {
  it.each(LAYOUTS)('refuses entries and leaves every map of %s as it was and usable', (layout) => {
    const engine = createEngine(name, 10 * 65536);
    const tables = [new Table(engine, layout), new Table(engine, layout)];
    const ends = [0, 0];
    for (let growing = true; growing;) {
      growing = false;
      tables.forEach((table, which) => {
        const end = ends[which]!;
        if (!table.set(keyNumber(end, table.keyBytes), BigInt(end))) return;
        ends[which] = end + 1;
        growing = true;
      });
    }
    expect(engine.committed()).toBe(10 * 65536);
    tables.forEach((table, which) => { holds(table, 0, ends[which]!); });
    walkHeap(engine, tables.map(({ map }) => map));
    expect(tables[0]!.reserve(100_000)).toBe(false);
    tables[0]!.clear();
    fill(tables[1]!, ends[1]);
    expect(tables[1]!.header('count')).toBeGreaterThan(ends[1]!);
    walkHeap(engine, tables.map(({ map }) => map));
  });

  it('refuses a new map and a new quota with 0', () => {
    const engine = createEngine(name, 5 * 65536);
    const table = new Table(engine, '8_8');
    fill(table);
    let maps = 0;
    while (engine.createMap(DEFAULT_QUOTA, 0x404, 1, 2) && maps < 10_000) maps++;
    expect(maps).toBeLessThan(10_000);
    let quotas = 0;
    while (engine.createQuota(1) && quotas < 10_000) quotas++;
    expect(quotas).toBeLessThan(10_000);
    expect(table.get(keyNumber(0, 8))).toBe(0n);
  });

  it('refuses an overflow table, too', () => {
    const engine = createEngine(name, 1 << 20);
    const quota = engine.createQuota(16384 + 128);
    const table = new Table(engine, '4_4', { quota });
    table.reserve(1519);
    for (let i = 0; i < 1519; i++) table.set(keyNumber(i, 4), 0n);
    expect(fill(table)).toBeGreaterThan(0);
    walkHeap(engine, [table.map], [quota]);
  });
});
