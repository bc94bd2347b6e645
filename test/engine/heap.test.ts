import { describe, expect, it } from 'vitest';
import { FRONTIER } from '../../src/engine/memory-map.js';
import { MEMORY_FIELDS } from '../../src/engine/js/cache/header.js';
import { Cache } from '../cache/kernels.js';
import { bundledJsEngine, createEngine, type EngineName } from '../support/engines.js';
import { expectSame } from '../support/expect.js';
import { walkMap } from '../support/invariants.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber, randomWords, scatter } from '../support/random.js';
import { unhash } from '../support/hostile.js';
import { LAYOUTS, Table } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
const bundled = await bundledJsEngine();

/** Segments of 16 KiB in a region. */
const REGION = 1024;

function put(table: Table, from: number, to: number): void {
  for (let i = from; i < to; i++) if (!table.set(keyNumber(i, table.keyBytes), BigInt(i))) throw new Error(`refused ${i}`);
}

describe.each(ENGINES)('the heap, %s engine', (name) => {
  it('gives a map nothing before its first entry and 256 bytes for eight entries of 4 and 4 bytes', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    expect(table.header('bytes')).toBe(128);
    put(table, 0, 8);
    expect(table.header('bytes')).toBe(256);
  });

  it.each(LAYOUTS)('takes back every block class that small tables of %s need', (layout) => {
    const engine = createEngine(name);
    const tables = Array.from({ length: 30 }, () => new Table(engine, layout));
    tables.forEach((table, i) => { put(table, 0, i * 24); });
    const account = walkHeap(engine, tables.map(({ map }) => map));
    const committed = engine.committed();
    for (let round = 0; round < 2; round++) {
      for (const table of tables) table.clear();
      tables.forEach((table, i) => { put(table, 0, i * 24); });
      expect(walkHeap(engine, tables.map(({ map }) => map))).toEqual(account);
    }
    for (const table of tables) table.dispose();
    expect(walkHeap(engine, []).maps).toBe(0);
    expect(engine.committed()).toBe(committed);
  });

  it('crosses the end of its first region with segments and with a run that does not fit before it', () => {
    const engine = createEngine(name);
    const tables: Table[] = [];
    while (engine.u32[FRONTIER / 4]! < REGION - 1) {
      const table = new Table(engine, '4_0');
      expect(table.reserve(2000)).toBe(true);
      tables.push(table);
    }
    const large = new Table(engine, '4_0');
    expect(large.reserve(2_200_000 * 4)).toBe(true);
    tables.push(large);
    expect(large.header('segments')).toBe(4096);
    put(large, 0, 3000);
    for (let i = 0; i < 3000; i++) if (large.get(keyNumber(i, 4)) !== 0n) throw new Error(`lost ${i}`);
    const more = new Table(engine, '4_0');
    expect(more.reserve(2_200_000 * 8)).toBe(true);
    expect(more.header('segments')).toBe(8192);
    walkHeap(engine, [...tables, more].map(({ map }) => map));
    more.clear();
    expect(more.reserve(2_200_000 * 8)).toBe(true);
    more.dispose();
    large.dispose();
    walkHeap(engine, tables.slice(0, -1).map(({ map }) => map));
  });

  it.each([['some segments', 5000], ['more than a region', 6_000_000]])('gives a cache nothing but zeros for what its policy remembers, where memory of %s was used before', (_, max) => {
    const engine = createEngine(name);
    const bytes = 2 ** Math.ceil(Math.log2(0.9 * max / 15)) * 64;
    const used = engine.borrow(2 * bytes);
    engine.u8.fill(0xff, used, used + 2 * bytes);
    engine.giveBack(used, 2 * bytes);
    const cache = new Cache(engine, 's3-fifo', max);
    cache.put(1, 1);
    const ghosts = engine.u32[(cache.cache + MEMORY_FIELDS) >>> 2]!;
    expect(ghosts).toBeGreaterThanOrEqual(used);
    expect(ghosts).toBeLessThanOrEqual(used + bytes);
    expect(engine.u8.subarray(ghosts, ghosts + bytes).every((byte) => byte === 0)).toBe(true);
  });

  it('works where addresses have their highest bit set', () => {
    const engine = createEngine(name);
    const [table, wide] = [new Table(engine, '4_4'), new Table(engine, 'f8_8')];
    engine.u32[FRONTIER / 4] = 2 ** 31 / 16384 - 4;
    expect(table.reserve(60_000)).toBe(true);
    for (let i = 0; i < 30_000; i++) table.set(keyNumber(i, 4), BigInt(i));
    for (let i = 0; i < 4000; i++) wide.set(keyNumber(i, 8), BigInt(i));
    expect(engine.committed()).toBeGreaterThan(2 ** 31);
    for (let i = 0; i < 30_000; i++) if (table.get(keyNumber(i, 4)) !== BigInt(i)) throw new Error(`lost ${i}`);
    for (let i = 0; i < 4000; i++) if (wide.get(keyNumber(i, 8)) !== BigInt(i)) throw new Error(`lost ${i}`);
    walkMap(engine, table.map);
    walkMap(engine, wide.map);
    for (let i = 0; i < 30_000; i++) if (!table.remove(keyNumber(i, 4))) throw new Error(`lost ${i}`);
    walkMap(engine, table.map);
    table.dispose();
  });

  it('rebuilds a table that met saturated counters once it is half empty, and its counters are exact again', () => {
    for (const [groups, home, others] of [[16, 60, 30], [256, 200, 1200]] as const) {
      const engine = createEngine(name);
      const table = new Table(engine, '4_4');
      const keyOf = unhash(engine, table.map);
      const colliding = Array.from({ length: home }, (_, i) => keyOf((scatter(i) & 0xffff8000) | 0x1234));
      const rest = Array.from({ length: others }, (_, i) => keyNumber(i, 4));
      for (const key of [...colliding, ...rest]) table.set(key, 1n);
      expect(table.header('groups')).toBe(groups);
      const word = table.header('root');
      const flags = (): number => (groups === 256 ? engine.u32[((word >>> 8) & 0xffc0) / 4 + 6]! & 1 : table.header('root') & 2);
      expect(flags()).not.toBe(0);
      const before = table.header('rebuilds');
      for (const key of colliding) expectSame(table.remove(key), true);
      walkHeap(engine, [table.map]);
      for (const key of rest) {
        table.remove(key);
        if (table.header('rebuilds') > before) break;
      }
      expect(table.header('rebuilds')).toBeGreaterThan(before);
      expect(flags()).toBe(0);
      expect(table.header('count')).toBeLessThanOrEqual((groups * 7) / 2);
      walkHeap(engine, [table.map]);
    }
  });

  it('estimates the distinct keys of a batch within three in a hundred', () => {
    const engine = createEngine(name);
    for (const [distinct, repeats, sampled, layout] of [
      [5000, 3, 0, '4_4'], [100_000, 1, 0, '4_4'], [300_000, 1, 2, '8_8'], [60_000, 4, 0, '8_8'],
    ] as const) {
      const table = new Table(engine, layout);
      engine.clearSample();
      for (let done = 0; done < distinct * repeats; done += 4096) {
        const length = Math.min(4096, distinct * repeats - done);
        table.columns(Array.from({ length }, (_, i) => keyNumber((done + i) % distinct, table.keyBytes)));
        engine.sampleMany(table.map, length, sampled);
      }
      const bits = 262_144;
      const estimate = -bits * Math.log(1 - engine.countSample() / bits) * 2 ** sampled;
      expect(Math.abs(estimate / distinct - 1)).toBeLessThan(0.03);
    }
  });

  it('stays as large as it is while entries come and go at constant size', () => {
    const engine = name === 'js' ? bundled() : createEngine('release');
    const table = new Table(engine, '4_4');
    const size = 20_000;
    const next = randomWords(3);
    const alive = Array.from({ length: size }, (_, i) => i);
    for (const i of alive) table.set(keyNumber(i, 4), 1n);
    const [committed, segments] = [engine.committed(), table.header('segments')];
    for (let i = size; i < size * 8; i++) {
      const at = next() % size;
      if (!table.remove(keyNumber(alive[at]!, 4))) throw new Error(`lost ${alive[at]!}`);
      alive[at] = i;
      table.set(keyNumber(i, 4), 1n);
    }
    expect(table.header('count')).toBe(size);
    expect(engine.committed()).toBe(committed);
    expect(table.header('segments')).toBeLessThanOrEqual(segments * 1.3);
    walkHeap(engine, [table.map]);
  });
});
