/** Shrinking an ordered map: pages of its log that are partly dead become full ones, in the same order, under the same numbers. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_QUOTA } from '../../src/engine/memory-map.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { dumpOrdered } from '../support/dump.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered } from '../support/invariants-ordered.js';
import { type Model, check, numbered, text } from '../support/ordered-life.js';
import { OrderedTable } from '../support/ordered-table.js';
import { randomWords } from '../support/random.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
const VALUE_BYTES = [0, 4, 8] as const;
const COUNT = 8000;

/** A map of `COUNT` keys less those that `goes` says. */
function thinned(name: EngineName, valueBytes: 0 | 4 | 8, goes: (i: number) => boolean): { table: OrderedTable; model: Model } {
  const table = new OrderedTable(createEngine(name, 64 << 20), valueBytes);
  const model: Model = new Map();
  for (let i = 0; i < COUNT; i++) {
    table.set(numbered(i), BigInt(i));
    if (!goes(i)) model.set(text(numbered(i)), BigInt(i));
  }
  for (let i = 0; i < COUNT; i++) if (goes(i)) table.remove(numbered(i));
  return { table, model };
}

/** Lets the heap have `extra` bytes more, and no others, until what it returns is called. */
function exhaust({ engine }: OrderedTable, extra: number): () => void {
  const [maximum, used] = [DEFAULT_QUOTA / 8, DEFAULT_QUOTA / 8 + 1];
  const before = engine.u64[maximum]!;
  engine.u64[maximum] = engine.u64[used]! + BigInt(extra);
  return () => { engine.u64[maximum] = before; };
}

/** The sequence numbers of all entries. */
function numbers(table: OrderedTable): number[] {
  const all: number[] = [];
  for (let from = 0; ; from = all.at(-1)! + 1) {
    const { entries } = table.walk(from);
    if (entries.length === 0) return all;
    all.push(...entries.map(({ number }) => number));
  }
}

/** Bytes of the log's pages. */
function logBytes(table: OrderedTable): number {
  const { u32 } = table.engine;
  let bytes = 0;
  for (let page = u32[(table.map + 132) / 4]!; page !== 0; page = u32[page / 4]!) bytes += u32[page / 4 + 2]!;
  return bytes;
}

/** Bytes of a map's live records and of a filler for each run of dead ones. */
function needed(table: OrderedTable, goes: (i: number) => boolean): number {
  const record = (length: number): number => Math.ceil((table.valueBytes + 4 + length) / 8) * 8;
  let bytes = 0;
  for (let i = 0; i < COUNT; i++) {
    if (!goes(i)) bytes += record(numbered(i).length) + (i > 0 && goes(i - 1) ? record(0) : 0);
  }
  return bytes;
}

const random = randomWords(17);
const dice = Array.from({ length: COUNT }, random);
const patterns: Readonly<Record<string, (i: number) => boolean>> = {
  'every other key': (i) => i % 2 === 0,
  'two in three': (i) => i % 3 !== 0,
  'some by chance': (i) => dice[i]! % 10 < 4,
  'nearly all by chance': (i) => dice[i]! % 100 !== 0,
  'the older half': (i) => i < COUNT / 2,
  'the newer half': (i) => i >= COUNT / 2,
  'all': () => true,
  'none': () => false,
};

describe.each(ENGINES)('the log of a map that shrinks, %s engine', (name) => {
  describe.each(Object.entries(patterns))('after %s went', (_, goes) => {
    it.each(VALUE_BYTES)('takes little more than its live records, whose order and numbers stay, with values of %i bytes', (valueBytes) => {
      const { table, model } = thinned(name, valueBytes, goes);
      const before = numbers(table);
      table.shrink();
      check(table, model);
      expect(numbers(table)).toEqual(before);
      expect(logBytes(table)).toBeLessThanOrEqual(needed(table, goes) * 1.15 + 2 * 16384);
      const [bytes, moves] = [logBytes(table), table.moves];
      table.shrink();
      // The newest page may become smaller still; nothing else is worth a move any more.
      expect(logBytes(table)).toBeLessThanOrEqual(bytes);
      expect(table.moves - moves).toBeLessThanOrEqual(1);
      for (let i = 0; i < 100; i++) {
        table.set(numbered(COUNT + i), BigInt(i));
        model.set(text(numbered(COUNT + i)), BigInt(i));
      }
      check(table, model);
    });
  });

  it('goes on in the page that shrinking left newest', () => {
    const table = new OrderedTable(createEngine(name), 8);
    for (let i = 0; i < 40; i++) table.set(numbered(i), 0n);
    for (let i = 30; i < 40; i++) table.remove(numbered(i));
    table.shrink();
    const bytes = logBytes(table);
    for (let i = 0; i < 200; i++) {
      table.set(numbered(100 + i), 0n);
      table.remove(numbered(100 + i));
      table.shrink();
    }
    expect(logBytes(table)).toBe(bytes);
    walkHeap(table.engine, [table.map], [], walkOrdered);
  });

  it('keeps runs of long keys between its pages', () => {
    const table = new OrderedTable(createEngine(name), 8);
    const model: Model = new Map();
    const put = (key: Uint8Array): void => {
      table.set(key, 7n);
      model.set(text(key), 7n);
    };
    for (let i = 0; i < 4000; i++) {
      if (i % 500 === 250) put(new Uint8Array(20_000).fill(i / 500));
      put(i % 100 === 7 ? new Uint8Array(9000 + i) : numbered(i));
    }
    for (const key of [...model.keys()]) {
      if (key.length < 8000 && model.size % 3 !== 0) table.remove(Buffer.from(key, 'latin1'));
      if (key.length < 8000 && model.size % 3 !== 0) model.delete(key);
      else model.set(key, 7n);
    }
    check(table, model);
    table.shrink();
    check(table, model);
  });

  it.each(Object.entries(patterns))('needs no free memory: after %s went', (_, goes) => {
    for (const extra of [0, 300, 16_000, 40_000]) {
      const { table, model } = thinned(name, 8, goes);
      const free = exhaust(table, extra);
      const before = numbers(table);
      table.shrink();
      expect(logBytes(table)).toBeLessThanOrEqual(needed(table, goes) * 1.15 + 3 * 16384);
      expect(numbers(table)).toEqual(before);
      check(table, model);
      free();
      for (let i = 0; i < 2000; i++) {
        table.set(numbered(COUNT + i), BigInt(i));
        model.set(text(numbered(COUNT + i)), BigInt(i));
      }
      check(table, model);
    }
  });
});

describe('both engines', () => {
  it.each(Object.entries(patterns))('own the same bytes after shrinking when %s went', (_, goes) => {
    const [one, other] = [thinned('debug', 8, goes).table, thinned('js', 8, goes).table];
    for (let round = 0; round < 3; round++) {
      const free = round === 1 ? [one, other].map((table) => exhaust(table, 0)) : [];
      one.shrink();
      other.shrink();
      free.forEach((each) => { each(); });
      for (let i = 0; i < 3000; i += 3) for (const table of [one, other]) table.remove(numbered(COUNT + i));
      expect(dumpOrdered(other.engine, other.map).equals(dumpOrdered(one.engine, one.map))).toBe(true);
      for (let i = 0; i < 3000; i++) {
        one.set(numbered(COUNT + i), 1n);
        other.set(numbered(COUNT + i), 1n);
      }
    }
  });
});
