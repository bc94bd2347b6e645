import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { unhash } from '../support/hostile.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];

describe.each(ENGINES)('scanning, %s engine', (name) => {
  it.each(LAYOUTS)('visits each entry of %s once, whatever its size', (layout) => {
    for (const size of [0, 1, 7, 8, 100, 1500, 4000]) {
      const table = new Table(createEngine(name), layout);
      for (let i = 0; i < size; i++) table.set(keyNumber(i, table.keyBytes), BigInt(i));
      const entries = table.entries();
      expect(entries.length).toBe(size);
      const seen = new Map(entries);
      expect(seen.size).toBe(size);
      for (let i = 0; i < size; i++) expectSame(seen.get(keyNumber(i, table.keyBytes)), table.valueBytes ? BigInt(i) : 0n);
    }
  });

  it('visits entries present throughout once, removed ones never and added ones at most once, across splits and merges', () => {
    const change = fc.record({ add: fc.boolean(), first: fc.nat(12_000), count: fc.nat(4000) });
    fc.assert(fc.property(fc.nat(6000), fc.array(change, { minLength: 1, maxLength: 12 }), (start, changes) => {
      const table = new Table(createEngine(name), '4_4');
      const key = (i: number): bigint => keyNumber(i, 4);
      const present = new Set<bigint>();
      const stable = new Set<bigint>();
      for (let i = 0; i < start; i++) {
        table.set(key(i), BigInt(i));
        present.add(key(i));
        stable.add(key(i));
      }
      const visits = new Map<bigint, number>();
      for (let position = 0, step = 0; position >= 0; step++) {
        const { entries, next } = table.scan(position);
        for (const [found] of entries) {
          expectSame(present.has(found), true);
          visits.set(found, (visits.get(found) ?? 0) + 1);
        }
        position = next;
        const { add, first, count } = changes[step % changes.length]!;
        for (let i = first; i < first + count && step < 40; i++) {
          if (add) {
            table.set(key(i), BigInt(i));
            present.add(key(i));
          } else if (table.remove(key(i))) {
            present.delete(key(i));
            stable.delete(key(i));
            // Added again it is another entry, which may be visited, too.
            visits.delete(key(i));
          }
        }
      }
      for (const found of stable) expectSame(visits.get(found), 1);
      for (const count of visits.values()) expectSame(count, 1);
    }), { numRuns: 8 });
  });

  it('goes on to the overflow table and ends where that is dropped meanwhile', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: 3000 }, (_, i) => keyOf(i));
    for (const key of keys) table.set(key, key);
    expect(new Map(table.entries()).size).toBe(keys.length);
    const { next } = table.scan(0);
    expect(next).toBeGreaterThan(0);
    for (const key of keys) table.remove(key);
    expect(table.scan(next)).toEqual({ entries: [], next: -1 });
  });

  it('of the null map and of an empty one ends at once', () => {
    const engine = createEngine(name);
    expect(engine.scan(0, 0)).toBe(0);
    expect(new Table(engine, '8_8').scan(0)).toEqual({ entries: [], next: -1 });
    expect(engine.find_4_4(0, 0)).toBe(0);
    expect(engine.find_8_8(0, 0n)).toBe(0);
  });
});
