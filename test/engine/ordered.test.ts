import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { dumpOrdered } from '../support/dump.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered } from '../support/invariants-ordered.js';
import { type Model, contents, numbered, seeds, step, steps, take, text } from '../support/ordered-life.js';
import { OrderedTable } from '../support/ordered-table.js';
import { randomWords } from '../support/random.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const VALUE_BYTES = [0, 4, 8] as const;

describe.each(ENGINES)('the entry log of the %s engine', (name) => {
  it.each(VALUE_BYTES)('with values of %i bytes behaves as a Map does, in its order', (valueBytes) => {
    fc.assert(fc.property(steps, seeds, (life, seed) => {
      const table = new OrderedTable(createEngine(name, 64 << 20), valueBytes, { seed });
      const model: Model = new Map();
      for (const each of life) step(table, model, each);
    }), { numRuns: 30 });
  });

  it('gives pages back as entries go, and takes no more than the live ones need', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 8);
    for (let i = 0; i < 20_000; i++) table.set(numbered(i), BigInt(i));
    const full = walkOrdered(table.engine, table.map).bytes;
    for (let i = 0; i < 20_000; i++) if (i % 16 !== 0) table.remove(numbered(i));
    const thin = walkHeap(table.engine, [table.map], [], walkOrdered).maps;
    expect(thin).toBeLessThan(full / 4);
    expect(contents(table)).toHaveLength(1250);
    for (let i = 0; i < 20_000; i += 16) if (!table.remove(numbered(i))) throw new Error(`key ${i} is lost`);
    expect(walkHeap(table.engine, [table.map], [], walkOrdered).maps).toBeLessThan(40_000);
  });

  it('keeps its size under any number of deletions and insertions', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 4);
    const random = randomWords(7);
    const live: number[] = Array.from({ length: 3000 }, (_, i) => i);
    for (const i of live) table.set(numbered(i), BigInt(i));
    let most = 0;
    const turns = name === 'release' ? 300_000 : 60_000;
    for (let i = 3000; i < turns; i++) {
      const at = random() % live.length;
      table.remove(numbered(live[at]!));
      table.set(numbered(i), BigInt(i));
      live[at] = i;
      if (i % 10_000 === 0) most = Math.max(most, walkHeap(table.engine, [table.map], [], walkOrdered).maps);
    }
    // At the worst every page is just above the quarter from which on it does not merge.
    expect(most).toBeLessThan(3000 * 32 * 4 + 6 * 16384);
  });

  it('keeps sequence numbers through every merge', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 8);
    for (let i = 0; i < 5000; i++) table.set(numbered(i), BigInt(i));
    const random = randomWords(3);
    const gone = new Set<number>();
    for (let i = 0; i < 15_000; i++) {
      const at = random() % 5000;
      expect(table.remove(numbered(at))).toBe(!gone.has(at));
      gone.add(at);
      if (i % 100 !== 0) continue;
      const from = random() % 5000;
      const { entries } = table.walk(from);
      const expected = Array.from({ length: 5000 - from }, (_, k) => from + k).find((k) => !gone.has(k));
      expect(entries[0]?.number).toBe(expected);
      for (const { number, value, key } of entries) {
        expectSame(Number(value), number);
        expectSame(text(key), text(numbered(number)));
      }
    }
    expect(table.moves).toBeGreaterThan(10);
    walkHeap(table.engine, [table.map], [], walkOrdered);
  });

  it('refuses what a quota forbids and is as it was then', () => {
    const engine = createEngine(name, 64 << 20);
    const quota = engine.createQuota(40_000);
    const table = new OrderedTable(engine, 8, { quota });
    let i = 0;
    while (table.set(numbered(i), BigInt(i))) i++;
    expect(i).toBeGreaterThan(300);
    const before = dumpOrdered(engine, table.map);
    expect(table.set(new Uint8Array(30_000), 1n)).toBe(false);
    expect(table.set(numbered(i + 1), 1n)).toBe(false);
    expect(contents(table)).toHaveLength(i);
    walkHeap(engine, [table.map], [quota], walkOrdered);
    expect(table.remove(numbered(0))).toBe(true);
    expect(before.length).toBeGreaterThan(0);
    table.dispose();
    expect(walkHeap(engine, [], [quota]).maps).toBe(0);
  });
});

describe('both engines, given the same operations on bytes and the same seed', () => {
  it.each(VALUE_BYTES)('own the same bytes after every step of a random life with values of %i bytes', (valueBytes) => {
    fc.assert(fc.property(steps, seeds, (life, seed) => {
      const [wasm, js] = [createEngine('debug'), createEngine('js', 64 << 20)];
      const [one, other] = [new OrderedTable(wasm, valueBytes, { seed }), new OrderedTable(js, valueBytes, { seed })];
      for (const step of life) {
        expect(take(other, step)).toEqual(take(one, step));
        expect(dumpOrdered(js, other.map).equals(dumpOrdered(wasm, one.map)), `after ${step.what}`).toBe(true);
      }
      expect(js.committed()).toBe(wasm.committed());
    }), { numRuns: 30 });
  });
});
