/** Ordered maps whose fast hash somebody makes collide, who knows the seed: they go over to SipHash, a little with each write. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { overflow, readAnnex } from '../../src/engine/annex.js';
import { hash4 } from '../../src/engine/js/table/hash.js';
import { hashBytes } from '../../src/engine/js/ordered/hash.js';
import { KEYS, PREVIOUS } from '../../src/engine/memory-map.js';
import { expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { dumpOrdered } from '../support/dump.js';
import { colliding } from '../support/hostile.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered } from '../support/invariants-ordered.js';
import { type Model, check, contents, lives, numbered, short, step, take, text } from '../support/ordered-life.js';
import { OrderedTable, type OrderedOptions } from '../support/ordered-table.js';
import { runs } from '../support/workloads.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
/** As many equal hashes as a segment holds. */
const FULL = 1456;
const { short: hostile, long: hostileLong } = (() => {
  const engine = createEngine('js', 16 << 20);
  return colliding(engine, new OrderedTable(engine, 8).map);
})();

/** A map and its model with `benign` numbered keys and `count` colliding ones: one more of these begins a migration. */
function filled(name: EngineName, benign: number, options: OrderedOptions = {}, count = FULL): { table: OrderedTable; model: Model } {
  const table = new OrderedTable(createEngine(name, 64 << 20), 8, options);
  const model: Model = new Map();
  const keys = [...Array.from({ length: benign }, (_, i) => numbered(i)), ...Array.from({ length: count }, (_, i) => hostile(i))];
  keys.forEach((key, i) => {
    if (!table.set(key, BigInt(i))) throw new Error('memory was refused');
    model.set(text(key), BigInt(i));
  });
  return { table, model };
}

/** As `filled`, in the middle of a migration. */
function migrating(name: EngineName, benign = 6000): { table: OrderedTable; model: Model } {
  const { table, model } = filled(name, benign);
  for (let i = FULL; i < FULL + 30; i++) {
    table.set(hostile(i), BigInt(i));
    model.set(text(hostile(i)), BigInt(i));
  }
  expect([table.migrates, table.secure]).toEqual([true, true]);
  return { table, model };
}

/** Entries that the former index still has. */
function left(table: OrderedTable): number {
  const { engine, map } = table;
  const word = (at: number): number => engine.u32[at / 4]!;
  const former = word(map + 32);
  if (former === 0) return 0;
  const [directory, from] = [word(former + 4), word(former + 132)];
  const count = directory === 0 ? 1 : 2 ** (32 - word(former + 8));
  const words = Array.from({ length: count }, (_, i) => word((directory || former) + i * 4));
  let entries = 0;
  for (const segment of new Set(words.slice(Math.floor((from / 2 ** 32) * words.length)))) {
    for (let at = segment; at < segment + 16384; at += 64) for (let slot = 0; slot < 7; slot++) if (engine.u8[at + slot]) entries++;
  }
  return entries;
}

describe.each(ENGINES)('colliding keys of bytes on the %s engine', (name) => {
  it.each([
    ['of 8 bytes', hostile], ['of 136 bytes', hostileLong],
  ])('%s go in and out by the thousand, without an overflow table', (_, key) => {
    const table = new OrderedTable(createEngine(name), 8);
    const keys = Array.from({ length: 10_000 }, (_, i) => key(i));
    expect(new Set(keys.map(text)).size).toBe(keys.length);
    keys.forEach((each, i) => {
      expectSame(table.secure, i > FULL);
      expectSame(table.set(each, BigInt(i)), true);
    });
    expect([table.secure, table.migrates, readAnnex(table.engine.u32, table.map, overflow)]).toEqual([true, false, 0]);
    walkHeap(table.engine, [table.map], [], walkOrdered);
    keys.forEach((each, i) => { expectSame(table.get(each), BigInt(i)); });
    expect(keys.filter((each) => !table.remove(each))).toEqual([]);
    expect(contents(table)).toEqual([]);
  });

  it('keep every invariant, and every entry in its place, whatever index it is in', () => {
    const { table, model } = filled(name, 6000);
    let before = left(table);
    for (let i = FULL; i < 2 * FULL; i++) {
      table.set(hostile(i), BigInt(i));
      model.set(text(hostile(i)), BigInt(i));
      const after = left(table);
      if (before - after > 63) expect(before - after).toBeLessThanOrEqual(63);
      before = after;
      if (i % 10 === 0 && (table.migrates || i % 100 === 0)) check(table, model);
      if (!table.migrates) continue;
      for (let n = i % 13; n < 6000; n += 101) if (table.get(numbered(n)) !== BigInt(n)) throw new Error(`key ${n} is lost`);
      expectSame(table.get(hostile(i % FULL)), BigInt(6000 + (i % FULL)));
      expectSame(table.get(numbered(6000 + i)), undefined);
    }
    expect(table.migrates).toBe(false);
    check(table, model);
  });

  it('migrate while keys are only removed, or only set again', () => {
    for (const again of [false, true]) {
      const { table, model } = migrating(name);
      let writes = 0;
      for (const key of [...model.keys()]) {
        if (!table.migrates) break;
        writes++;
        const bytes = Buffer.from(key, 'latin1');
        expectSame(again ? table.set(bytes, 5n) : table.remove(bytes), true);
        if (again) model.set(key, 5n);
        else model.delete(key);
      }
      expect(writes).toBeLessThan(400);
      expectSame(table.migrates, false);
      check(table, model);
    }
  });

  it('are found, put and removed in batches before, amid and after a migration', () => {
    const { table, model } = filled(name, 3000, {}, FULL - 200);
    expectSame(table.secure, false);
    for (let round = 0; round < 60; round++) {
      const first = FULL - 200 + round * 10;
      const keys = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? numbered(round * 97 + i) : hostile(first - 100 + i)));
      const values = keys.map((_, i) => BigInt(round * 1000 + i));
      const expected = keys.map((key) => model.get(text(key)));
      expect(table.getKeys(keys)).toEqual(expected);
      expect(table.hasKeys(keys)).toEqual(expected.map((value) => value !== undefined));
      expectSame(table.putKeys(keys, values, 'replace', 'u64'), 200);
      if (round % 2 === 0) {
        table.undoKeys(200);
      } else {
        keys.forEach((key, i) => model.set(text(key), values[i]!));
        const gone = keys.filter((_, i) => i % 5 === 0);
        expect(table.removeKeys(gone)).toEqual(gone.map((key) => model.delete(text(key))));
      }
      check(table, model);
    }
    expect(table.secure).toBe(true);
  });

  it('are all found when a migration begins amid a batch, or are all gone when that is taken back', () => {
    for (const undone of [false, true]) {
      for (let early = 1; early < 100; early += 33) {
        const { table, model } = filled(name, 0, {}, FULL - early);
        const keys = Array.from({ length: 200 }, (_, i) => hostile(FULL - early + i));
        expect(table.putKeys(keys, keys.map(() => 3n), 'replace', 'u64')).toBe(200);
        expect(table.secure).toBe(true);
        if (undone) table.undoKeys(200);
        else for (const key of keys) model.set(text(key), 3n);
        expect(table.getKeys(keys)).toEqual(keys.map(() => (undone ? undefined : 3n)));
        check(table, model);
      }
    }
  });

  it('leave pages free to merge and iterators to go on, amid a migration', () => {
    const { table, model } = migrating(name);
    const moves = table.moves;
    for (let i = 0; table.migrates; i++) {
      if (i % 16 !== 0) expect(table.remove(numbered(i))).toBe(model.delete(text(numbered(i))));
      if (i % 20 === 0) check(table, model);
    }
    expect(table.moves).toBeGreaterThan(moves);
    check(table, model);
  });

  it('keep SipHash after a clear, which ends a migration', () => {
    const { table, model } = migrating(name);
    table.clear();
    model.clear();
    check(table, model);
    expect([table.secure, table.migrates]).toEqual([true, false]);
    expect(walkHeap(table.engine, [table.map], [], walkOrdered).maps).toBe(192);
    for (let i = 0; i < 5000; i++) {
      table.set(hostile(i), BigInt(i));
      model.set(text(hostile(i)), BigInt(i));
    }
    check(table, model);
    expect([table.secure, table.migrates]).toEqual([true, false]);
  });

  it('give everything back when the map is disposed of, or emptied, amid a migration', () => {
    const disposed = migrating(name).table;
    disposed.dispose();
    expect(walkHeap(disposed.engine, []).maps).toBe(0);
    const { table, model } = migrating(name, 200);
    const keys = [...model.keys()].map((key) => Buffer.from(key, 'latin1'));
    for (let at = 0; at < keys.length; at += 100) table.removeKeys(keys.slice(at, at + 100));
    model.clear();
    check(table, model);
    expect(table.migrates).toBe(false);
  });

  it('end a migration when the map shrinks; room can be reserved meanwhile', () => {
    for (const reserved of [0, 20_000]) {
      const { table, model } = migrating(name);
      if (reserved > 0) expect(table.engine.reserve(table.map, reserved)).toBe(1);
      check(table, model);
      table.shrink();
      expect(table.migrates).toBe(false);
      check(table, model);
    }
  });

  it('leave a map as it was where memory is refused, at whatever step, and go on when there is some', () => {
    let begun = 0;
    // The new index may at times need more segments than the former one has given back.
    for (const extra of [0, 192, 16384, ...[1, 2, 3, 4].map((segments) => 192 + 256 + segments * 16384)]) {
      const engine = createEngine(name, 64 << 20);
      const quota = engine.createQuota(2 ** 30);
      const table = new OrderedTable(engine, 8, { quota });
      const model: Model = new Map();
      const put = (key: Uint8Array, value: number): boolean => {
        const done = table.set(key, BigInt(value));
        if (done) model.set(text(key), BigInt(value));
        return done;
      };
      for (let i = 0; i < 10_400; i++) put(numbered(i), i);
      for (let i = 0; i < FULL - 300; i++) put(hostile(i), i);
      expect(table.secure).toBe(false);
      engine.u64[quota / 8] = engine.u64[quota / 8 + 1]! + BigInt(extra);
      let refused = 0;
      for (let i = FULL - 300; refused < 30; i++) {
        if (put(hostile(i), i)) continue;
        if (refused++ % 10 === 0) walkHeap(engine, [table.map], [quota], walkOrdered);
      }
      if (table.migrates) begun++;
      expect(contents(table)).toEqual([...model]);
      expect([...model].filter(([key, value]) => table.get(Buffer.from(key, 'latin1')) !== value)).toEqual([]);
      const some = Array.from({ length: 300 }, (_, i) => hostile(i));
      expect(some.filter((key) => table.remove(key) !== model.delete(text(key)))).toEqual([]);
      walkHeap(engine, [table.map], [quota], walkOrdered);
      engine.u64[quota / 8] = BigInt(2 ** 30);
      for (let i = 0; i < 3000; i++) if (!put(hostile(i), i)) throw new Error('memory was refused');
      expect([table.secure, table.migrates]).toEqual([true, false]);
      expect(contents(table)).toEqual([...model]);
      table.dispose();
      expect(walkHeap(engine, [], [quota]).maps).toBe(0);
    }
    expect(begun).toBeGreaterThan(1);
  });

  it('overflow under SipHash, too, as the last resort', () => {
    const table = new OrderedTable(createEngine(name), 8, { secure: true });
    const { engine, map } = table;
    // A key of the index hash that is multiplied by 0 goes to one group of one segment, as equal hashes would.
    engine.u32[(map + 24) / 4] = 0;
    const all = Array.from({ length: 2000 }, (_, i) => i);
    expect(all.filter((i) => !table.set(numbered(i), BigInt(i)))).toEqual([]);
    expect(readAnnex(engine.u32, map, overflow)).not.toBe(0);
    expect(all.filter((i) => table.get(numbered(i)) !== BigInt(i))).toEqual([]);
    expect(all.filter((i) => !table.remove(numbered(i)))).toEqual([]);
    expect([table.count, readAnnex(engine.u32, map, overflow)]).toEqual([0, 0]);
  });

  it('behave as in a Map, whatever is done before, amid and after a migration', () => {
    const keys = fc.oneof({ weight: 1, arbitrary: short }, { weight: 6, arbitrary: fc.integer({ min: 1200, max: 3000 }).map(hostile) });
    fc.assert(fc.property(lives(keys, 40), fc.nat(3000), fc.integer({ min: FULL - 10, max: FULL }), (life, benign, count) => {
      const { table, model } = filled(name, benign, {}, count);
      for (const each of life) step(table, model, each);
    }), { numRuns: runs(4) });
  });
});

/** What an index keeps of a key that lies at `KEYS`, and how it places that. */
function hashesIn({ i32 }: Engine, header: number, word: number): { key: number; h: number } {
  const key = hashBytes(i32, header >>> 2, KEYS >>> 2, word);
  return { key: key >>> 0, h: hash4(i32, header >>> 2, key) >>> 0 };
}

it.each(ENGINES)('a segment that has gone back is not read any more, %s engine', (name) => {
  const { table } = migrating(name);
  const { engine, map } = table;
  const word = (at: number): number => engine.u32[at / 4]!;
  const former = word(map + 32);
  for (let i = 0; word(former + 132) === 0; i++) table.set(numbered(i), 0n);
  // A key that is nowhere is forged to be where the former index would have had it: a slot in a free segment, and a record.
  let forged = 0;
  for (let i = 10_000; i < 10_200; i++) {
    const key = numbered(i);
    expect(table.get(key)).toBe(undefined);
    const { key: hash, h } = hashesIn(engine, former, key.length);
    if (h >= word(former + 132)) continue;
    const segment = word(word(former + 4) + (h >>> word(former + 8)) * 4);
    if (word(Math.floor((segment % 2 ** 24) / 16384) * 64) !== 0) continue;
    const group = segment + ((h & 32767) >>> 7) * 64;
    engine.u8[group] = 0x80 | (h & 127);
    engine.u32[(group + 8) / 4] = hash;
    engine.u32[(group + 36) / 4] = PREVIOUS;
    engine.u32[(PREVIOUS + 8) / 4] = key.length;
    engine.u8.set(key, PREVIOUS + 12);
    expect(table.get(key)).toBe(undefined);
    forged++;
  }
  expect(forged).toBeGreaterThan(0);
});

describe('both engines', () => {
  it('own the same bytes after a migration that begins amid a batch', () => {
    const tables = ENGINES.map((name) => filled(name, 5, {}, FULL - 3).table);
    for (const table of tables) {
      take(table, { what: 'put all', first: 299, count: 5 });
      expect(table.migrates).toBe(true);
    }
    const [one, other] = tables.map((table) => dumpOrdered(table.engine, table.map));
    expect(one!.equals(other!)).toBe(true);
  });

  it('own the same bytes after every step through a migration', () => {
    const keys = fc.oneof({ weight: 1, arbitrary: short }, { weight: 6, arbitrary: fc.integer({ min: 1200, max: 3000 }).map(hostile) });
    fc.assert(fc.property(lives(keys, 40), fc.nat(3000), fc.integer({ min: FULL - 10, max: FULL }), (life, benign, count) => {
      const [one, other] = [filled('debug', benign, {}, count).table, filled('js', benign, {}, count).table];
      for (const each of life) {
        expect(take(other, each)).toEqual(take(one, each));
        expect(dumpOrdered(other.engine, other.map).equals(dumpOrdered(one.engine, one.map)), `after ${each.what}`).toBe(true);
      }
      for (let i = 0; i < 300; i++) {
        expect(other.set(hostileLong(i), 1n)).toBe(one.set(hostileLong(i), 1n));
        if (i % 10 !== 0) continue;
        expect(dumpOrdered(other.engine, other.map).equals(dumpOrdered(one.engine, one.map)), `after ${String(i)}`).toBe(true);
      }
    }), { numRuns: runs(3) });
  });
});
