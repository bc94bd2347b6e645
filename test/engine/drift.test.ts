import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table, type LayoutName } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
const GROUPS = { 40: 409, 64: 256, 96: 170, 128: 128 } as const;

/** A segment three quarters full. */
function filled(engine: Engine, layout: LayoutName): { table: Table; entries: number } {
  const table = new Table(engine, layout);
  const entries = Math.round(GROUPS[(engine.u32[(table.map + 124) >>> 2]! & 255) as keyof typeof GROUPS] * 7 * 0.75);
  for (let i = 0; i < entries; i++) table.set(keyNumber(i, table.keyBytes), BigInt(i));
  return { table, entries };
}

/** Groups that the entries of a lone segment have passed over. */
function passed(engine: Engine, table: Table): number {
  return engine.u32[((table.header('root') >>> 8) & 0xffc0) / 4 + 8]!;
}

describe.each(ENGINES)('a table at constant size, %s engine', (name) => {
  it.each(LAYOUTS)('keeps the entries of %s as near to home as those of a fresh one, or a little less', (layout) => {
    const engine = createEngine(name);
    const { table, entries } = filled(engine, layout);
    const fresh = passed(engine, table);
    let sum = 0;
    for (let i = 0; i < 6 * entries; i++) {
      if (!table.remove(keyNumber(i, table.keyBytes))) throw new Error(`lost ${i}`);
      table.set(keyNumber(entries + i, table.keyBytes), BigInt(i));
      sum += passed(engine, table);
      if (i % 1500 === 0) walkHeap(engine, [table.map]);
    }
    expect(table.header('rebuilds')).toBeGreaterThan(5);
    expect(table.header('rebuilds')).toBeLessThan(60);
    // Without rebuilding it is four times as much.
    expect(sum / (6 * entries)).toBeLessThan(2 * fresh);
    for (let i = 6 * entries; i < 7 * entries; i++) {
      const value = table.get(keyNumber(i, table.keyBytes));
      if (value !== (table.valueBytes ? BigInt(i - entries) & 0xffff_ffffn : 0n)) throw new Error(`lost ${i}: ${String(value)}`);
    }
    walkHeap(engine, [table.map]);
  });

  it('does not rebuild a table whose keys share their homes again and again', () => {
    const engine = createEngine(name);
    const { table, entries } = filled(engine, '4_4');
    // Each third key is known to be far from home; what a rebuild leaves must have grown by half before the next.
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < entries; i += 3) {
        table.remove(keyNumber(i, 4));
        table.set(keyNumber(i, 4), 1n);
      }
    }
    expect(table.header('rebuilds')).toBeLessThan(40);
    walkHeap(engine, [table.map]);
  });
});
