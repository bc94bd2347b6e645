/** The bound in seconds that hostile keys must keep: here and not in `npm test`, because a loud machine can stretch any clock. */
import { describe, expect, it } from 'vitest';
import { bundledJsEngine, createEngine, type EngineName } from '../support/engines.js';
import { colliding, unhash } from '../support/hostile.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered } from '../support/invariants-ordered.js';
import { OrderedTable } from '../support/ordered-table.js';
import { Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['release', 'js'];
const COUNT = 100_000;
/** Milliseconds for all of them in and out. */
const ALLOWED = 2000;
const bundled = await bundledJsEngine();

/** Inserts, finds and removes the keys; returns how long that took. */
function inAndOut(table: Table, keys: readonly bigint[]): number {
  const start = performance.now();
  for (const key of keys) table.set(key, key);
  for (const key of keys) if (table.find(key) === 0) throw new Error(`lost ${String(key)}`);
  for (const key of keys) if (!table.remove(key)) throw new Error(`lost ${String(key)}`);
  return performance.now() - start;
}

describe.each(ENGINES)('keys that collide under a known seed, %s engine', (name) => {
  it('lets 100 000 keys with equal highest bits in and out in under two seconds and keeps no overflow table', () => {
    const engine = name === 'js' ? bundled() : createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: COUNT }, (_, i) => keyOf(0x2bad0000 ^ i));
    expect(new Set(keys).size).toBe(COUNT);
    expect(inAndOut(table, keys)).toBeLessThan(ALLOWED);
    expect(table.header('count')).toBe(0);
    expect(table.overflow).toBe(0);
    table.shrink();
    walkHeap(engine, [table.map]);
  });

  it('lets 20 000 keys with equal lowest bits, which share their home group, in and out in under two seconds', () => {
    const engine = name === 'js' ? bundled() : createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: 20_000 }, (_, i) => keyOf((Math.imul(i, 0x9e35) << 15) | 0x1234));
    expect(inAndOut(table, keys)).toBeLessThan(ALLOWED);
    walkHeap(engine, [table.map]);
  });

  it.each(['short', 'long'] as const)('lets 100 000 %s keys of bytes with equal hashes in and out in under two seconds', (length) => {
    const engine = name === 'js' ? bundled() : createEngine(name);
    const table = new OrderedTable(engine, 8);
    const keyOf = colliding(engine, table.map)[length];
    const keys = Array.from({ length: COUNT }, (_, i) => keyOf(i));
    const start = performance.now();
    keys.forEach((key, i) => { if (!table.set(key, BigInt(i))) throw new Error('memory was refused'); });
    keys.forEach((key, i) => { if (table.get(key) !== BigInt(i)) throw new Error(`lost ${String(i)}`); });
    for (const key of keys) if (!table.remove(key)) throw new Error('lost');
    const took = performance.now() - start;
    expect([table.count, table.secure]).toEqual([0, true]);
    walkHeap(engine, [table.map], [], walkOrdered);
    expect(took).toBeLessThan(ALLOWED);
  });
});
