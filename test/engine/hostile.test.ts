import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../support/engines.js';
import { expectSame } from '../support/expect.js';
import { unhash } from '../support/hostile.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['release', 'js'];
const COUNT = 20_000;

/** Inserts, finds and removes the keys. How long that may take, `test/long` says. */
function inAndOut(table: Table, keys: readonly bigint[]): void {
  for (const key of keys) table.set(key, key);
  for (const key of keys) if (table.find(key) === 0) throw new Error(`lost ${String(key)}`);
  for (const key of keys) if (!table.remove(key)) throw new Error(`lost ${String(key)}`);
}

describe.each(ENGINES)('keys that collide under a known seed, %s engine', (name) => {
  it('lets 20 000 keys with equal highest bits in and out and keeps no overflow table', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: COUNT }, (_, i) => keyOf(0x2bad0000 ^ i));
    expect(new Set(keys).size).toBe(COUNT);
    inAndOut(table, keys);
    expect(table.header('count')).toBe(0);
    expect(table.overflow).toBe(0);
    table.shrink();
    walkHeap(engine, [table.map]);
  });

  it('lets 20 000 keys with equal lowest bits, which share their home group, in and out', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: 20_000 }, (_, i) => keyOf((Math.imul(i, 0x9e35) << 15) | 0x1234));
    inAndOut(table, keys);
    walkHeap(engine, [table.map]);
  });

  it('has the shape of a fresh map once hostile keys are gone', () => {
    const engine = createEngine(name);
    const [table, fresh] = [new Table(engine, '4_4'), new Table(engine, '4_4')];
    const keyOf = unhash(engine, table.map);
    inAndOut(table, Array.from({ length: 20_000 }, (_, i) => keyOf(i)));
    const keys = Array.from({ length: 20_000 }, (_, i) => keyNumber(i, 4));
    for (const key of keys) table.set(key, key);
    for (const key of keys) fresh.set(key, key);
    expect(table.overflow).toBe(0);
    expect(table.header('segments')).toBe(fresh.header('segments'));
    expect(table.header('bytes')).toBe(fresh.header('bytes'));
    walkHeap(engine, [table.map, fresh.map]);
  });

  it('holds every invariant while the overflow table grows, splits and empties', () => {
    const engine = createEngine(name === 'js' ? 'js' : 'debug');
    const table = new Table(engine, '4_8');
    const keyOf = unhash(engine, table.map);
    const keys = Array.from({ length: 6000 }, (_, i) => keyOf(i));
    keys.forEach((key, i) => {
      table.set(key, BigInt(i));
      if (i % 500 === 0 || (i > 950 && i < 1000)) walkHeap(engine, [table.map]);
    });
    expect(table.overflow).not.toBe(0);
    expect(table.entries().length).toBe(keys.length);
    keys.forEach((key, i) => {
      expect(table.get(key)).toBe(BigInt(i));
      table.remove(key);
      if (i % 500 === 0 || i > 5990) walkHeap(engine, [table.map]);
    });
    expect(table.overflow).toBe(0);
  });

  it('writes a batch to the right places when the overflow table moves under it', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    const keyOf = unhash(engine, table.map);
    let next = 0;
    const fresh = (count: number): bigint[] => Array.from({ length: count }, () => keyOf(next++));
    const model = new Map<bigint, bigint>();
    const put = (keys: readonly bigint[], salt: bigint, by: boolean): void => {
      const values = keys.map((key) => (key ^ salt) & 0xffffffffn);
      expect(by ? table.putManyBy(keys, values, 'replace', 'u32') : table.putMany(keys, values)).toBe(keys.length);
      keys.forEach((key, i) => model.set(key, values[i]!));
    };
    put(fresh(2000), 1n, false);
    for (let round = 0; round < 60; round++) {
      const present = [...model.keys()].slice(-32);
      put([...fresh(32), ...present], BigInt(round + 2), round % 2 === 1);
    }
    for (const [key, value] of model) expectSame(table.get(key), value);
    walkHeap(engine, [table.map]);
  });
});
