import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];

describe.each(ENGINES)('growth and shrinkage of a table, %s engine', (name) => {
  it.each(LAYOUTS)('keeps every invariant while %s grows from nothing over its first splits and back to nothing', (layout) => {
    const engine = createEngine(name);
    const table = new Table(engine, layout);
    const most = 6000;
    const step = name === 'debug' ? 251 : 997;
    for (let i = 0; i < most; i++) {
      expect(table.set(keyNumber(i, table.keyBytes), BigInt(i))).toBe(true);
      if (i < 64 || i % step === 0) walkHeap(engine, [table.map]);
    }
    expect(table.header('splits')).toBeGreaterThan(0);
    for (let i = 0; i < most; i++) expect(table.get(keyNumber(i, table.keyBytes))).toBe(table.valueBytes ? BigInt(i) : 0n);
    for (let i = most - 1; i >= 0; i--) {
      expect(table.remove(keyNumber(i, table.keyBytes))).toBe(true);
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
});
