import { describe, expect, it } from 'vitest';
import { expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];

describe.each(ENGINES)('growth and shrinkage of a table, %s engine', (name) => {
  it.each(LAYOUTS)('keeps every invariant while %s grows from nothing over its first splits and back to nothing', (layout) => {
    const engine = createEngine(name);
    const table = new Table(engine, layout);
    const most = 4500;
    const step = name === 'debug' ? 251 : 997;
    for (let i = 0; i < most; i++) {
      if (!table.set(keyNumber(i, table.keyBytes), BigInt(i))) throw new Error(`refused ${i}`);
      if (i < 64 || i % step === 0) walkHeap(engine, [table.map]);
    }
    expect(table.header('splits')).toBeGreaterThan(0);
    for (let i = 0; i < most; i++) {
      if (table.get(keyNumber(i, table.keyBytes)) !== (table.valueBytes ? BigInt(i) : 0n)) throw new Error(`lost ${i}`);
    }
    for (let i = most - 1; i >= 0; i--) {
      if (!table.remove(keyNumber(i, table.keyBytes))) throw new Error(`lost ${i}`);
      if (i < 64 || i % step === 0) walkHeap(engine, [table.map]);
    }
    expect(table.header('merges')).toBe(table.header('splits'));
    expect(table.header('directory')).toBe(0);
    table.shrink();
    walkHeap(engine, [table.map]);
    expect(table.find(keyNumber(1, table.keyBytes))).toBe(0);
    table.dispose();
    expect(walkHeap(engine, []).maps).toBe(0);
  });

  it.each([
    ['4_0', 409], ['4_4', 256], ['4_8', 170], ['8_0', 256], ['8_4', 170], ['8_8', 128],
  ] as const)('moves %s to the next size exactly when the last entry that fits is followed by one more', (layout, whole) => {
    const engine = createEngine(name);
    const table = new Table(engine, layout);
    let count = 0;
    for (let groups = 1; groups <= whole; groups = groups * 2 * (16384 / whole) > 8192 && groups < whole ? whole : groups * 2) {
      const limit = groups === 1 ? 7 : Math.floor((groups * 7 * 208) / 256);
      while (count < limit) {
        table.set(keyNumber(count++, table.keyBytes), 0n);
        expect(table.header('groups')).toBe(groups);
      }
      walkHeap(engine, [table.map]);
    }
    expect(table.header('directory')).toBe(0);
    table.set(keyNumber(count, table.keyBytes), 0n);
    expect([table.header('segments'), table.header('shift'), table.header('deepest')]).toEqual([2, 31, 2]);
    walkHeap(engine, [table.map]);
  });

  it('doubles and halves the directory with the depth of its deepest segments', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '8_8');
    const depth = (): number => (table.header('directory') ? 32 - table.header('shift') : 0);
    const depths = new Set<number>();
    for (let i = 0; i < 9000; i++) {
      table.set(keyNumber(i, 8), 0n);
      if (!depths.has(depth())) walkHeap(engine, [table.map]);
      depths.add(depth());
    }
    expect([...depths]).toEqual([0, 1, 2, 3, 4]);
    for (let i = 0; i < 9000; i++) {
      const before = depth();
      table.remove(keyNumber(i, 8));
      if (depth() !== before) walkHeap(engine, [table.map]);
    }
    expect(depth()).toBe(0);
  });

  it('shrinks to the smallest table that holds what is left, and to nothing', () => {
    const engine = createEngine(name);
    for (const left of [3000, 1500, 700, 90, 12, 7, 1, 0]) {
      const table = new Table(engine, '4_4');
      expect(table.reserve(20_000)).toBe(true);
      for (let i = 0; i < left; i++) table.set(keyNumber(i, 4), BigInt(i));
      table.shrink();
      walkHeap(engine, [table.map]);
      expect(table.header('bytes')).toBeLessThanOrEqual(128 + Math.max(left * 36, left && 64) + (left > 1000 ? 16384 : 0));
      for (let i = 0; i < left; i++) expectSame(table.get(keyNumber(i, 4)), BigInt(i));
      expect(table.get(keyNumber(left, 4))).toBe(undefined);
      table.dispose();
    }
    expect(walkHeap(engine, []).maps).toBe(0);
  });

  it('reads nothing but the null group of a map that was emptied and shrunk', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    for (let i = 0; i < 1500; i++) table.set(keyNumber(i, 4), 0n);
    for (let i = 0; i < 1500; i++) table.remove(keyNumber(i, 4));
    table.shrink();
    // Where the home group of a larger table was, the heap's own words could be taken for an entry with this key.
    const others = Array.from({ length: 100 }, () => new Table(engine, '8_8'));
    for (let key = 0; key < 4000; key++) expectSame(table.lookup(BigInt(key)), 0);
    walkHeap(engine, [table.map, ...others.map(({ map }) => map)]);
  });
});
