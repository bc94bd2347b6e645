/** The option `hash`, and what a map tells of the way it hashes. */
import { describe, expect, it } from 'vitest';
import { Heap, CapacityError, WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import { expectSame } from '../support/expect.js';
import { colliding, type Colliding } from '../support/hostile.js';
import { linearTableOf } from '../support/tables.js';
import { engineKinds, keyKinds, thrownBy } from '../support/workloads.js';

const SEED = 0x0123456789abcdefn;

/** Keys that collide in maps under `SEED`, as strings of Latin-1. */
function hostileStrings(engine: 'wasm' | 'js'): (i: number) => string {
  const table = linearTableOf(new WasmMap({ key: 'string', value: 'u32', engine, seed: SEED }).set('', 0));
  const { short }: Colliding = colliding(table.engine, table.map);
  return (i) => Buffer.from(short(i)).toString('latin1');
}

describe.each(engineKinds)('hash, on the %s engine', (engine) => {
  it('is fast unless it is asked to be another, and stats tell it', () => {
    const options = { key: 'string', value: 'u32', engine } as const;
    for (const hash of [undefined, 'fast', 'siphash13'] as const) {
      const map = new WasmMap({ ...options, ...(hash && { hash }) });
      expect([map.stats().hash, map.stats().migrations]).toEqual([hash ?? 'fast', 0]);
      map.set('a', 1).set('\u{1f600}', 2).set('', 3);
      expect([map.stats().hash, map.stats().migrations]).toEqual([hash ?? 'fast', 0]);
      expect([...map]).toEqual([['a', 1], ['\u{1f600}', 2], ['', 3]]);
    }
    const set = new WasmSet({ key: 'bytes', hash: 'siphash13', engine }).add(Uint8Array.of(1));
    expect([set.stats().hash, set.has(Uint8Array.of(1))]).toEqual(['siphash13', true]);
    expect(new WasmMap({ key: 'u32', hash: 'fast', engine }).stats()).toMatchObject({ hash: 'fast', migrations: 0 });
  });

  it.each(keyKinds)('refuses SipHash for %s keys, and names both', (key) => {
    for (const make of [() => new WasmMap({ key, hash: 'siphash13', engine }), () => new WasmSet({ key, hash: 'siphash13', engine })]) {
      const error = thrownBy(make);
      expect(error).toBeInstanceOf(WasmapTypeError);
      expect((error as Error).message).toMatch(new RegExp(`Wasm(Map|Set): hash: 'siphash13' .*string or bytes.* ${key}`));
    }
  });

  it.each(['siphash', 'SipHash13', 13, null, true])('refuses %s, and names what there is', (hash) => {
    const error = thrownBy(() => new WasmMap({ key: 'string', hash: hash as never, engine }));
    expect(error).toBeInstanceOf(WasmapTypeError);
    expect((error as Error).message).toContain('hash: expected one of fast, siphash13');
  });

  it('becomes SipHash when somebody makes the fast one collide, and stays so after a clear', () => {
    const hostile = hostileStrings(engine);
    const map = new WasmMap({ key: 'string', value: 'any', engine, seed: SEED });
    const model = new Map<string, unknown>();
    for (let i = 0; i < 4000; i++) {
      const key = i % 2 === 0 ? hostile(i) : `user ${i}`;
      const value = { i };
      map.set(key, value);
      model.set(key, value);
      if (i % 500 === 0) expect([...map].flat()).toEqual([...model].flat());
    }
    expect(map.stats()).toMatchObject({ hash: 'siphash13', migrations: 1, overflowed: 0, size: 4000 });
    expect([...map.keys()]).toEqual([...model.keys()]);
    for (const [key, value] of model) expectSame(map.get(key), value);
    map.clear();
    expect(map.stats()).toMatchObject({ hash: 'siphash13', migrations: 1, size: 0 });
    for (let i = 0; i < 3000; i++) map.set(hostile(i), i);
    expect(map.stats()).toMatchObject({ hash: 'siphash13', migrations: 1, overflowed: 0 });
  });

  it('takes hostile batches, and takes back those that fail', () => {
    const hostile = hostileStrings(engine);
    const map = new WasmMap({ key: 'string', value: 'u32', engine, seed: SEED });
    const model = new Map(Array.from({ length: 3000 }, (_, i) => [`user ${i}`, i] as const));
    map.putAll(model);
    const keys = Array.from({ length: 5000 }, (_, i) => hostile(i));
    const batch = { keys: [...keys, keys[0]!], values: Uint32Array.from({ length: 5001 }, (_, i) => i) };
    expect(() => map.putAll(batch, { onConflict: 'error' })).toThrow();
    expect([...map]).toEqual([...model]);
    expect(map.stats().hash).toBe('siphash13');
    expect(map.putAll(batch)).toMatchObject({ inserted: 5000, replaced: 1 });
    expect([...map.getAll(keys).values]).toEqual([5000, ...batch.values.slice(1, 5000)]);
    expect(map.deleteAll(keys)).toBe(5000);
    expect([...map]).toEqual([...model]);
  });

  it('lays maps of one seed out alike, and hides the second hash of others from who knows the first seed', () => {
    const secret = (seed?: bigint): string => {
      const map = new WasmMap({ key: 'string', hash: 'siphash13', engine, ...(seed !== undefined && { seed }) }).set('a', 1);
      const table = linearTableOf(map);
      return Buffer.from(table.engine.u8.slice(table.map + 156, table.map + 180)).toString('hex');
    };
    expect(secret(5n)).toBe(secret(5n));
    expect(secret(5n)).not.toBe(secret(6n));
    expect(secret()).not.toBe(secret());
  });

  it('throws CapacityError where a migration has no memory, and the map is intact', () => {
    const hostile = hostileStrings(engine);
    const heap = new Heap({ maximumBytes: 120_000, engine });
    const map = new WasmMap({ key: 'string', value: 'u32', seed: SEED, heap });
    const model = new Map<string, number>();
    const error = thrownBy(() => {
      for (let i = 0; ; i++) {
        map.set(hostile(i), i);
        model.set(hostile(i), i);
      }
    });
    expect(error).toBeInstanceOf(CapacityError);
    expect([...map]).toEqual([...model]);
    for (const key of model.keys()) expectSame(map.delete(key), true);
    expect(map.size).toBe(0);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it('lets iterators go on over a map that shrinks under them', () => {
    const map = new WasmMap({ key: 'string', value: 'u32', engine });
    const model = new Map<string, number>();
    for (let i = 0; i < 5000; i++) for (const each of [map, model]) each.set(`key ${i}`, i);
    const [cursor, expected] = [map.entries(), model.entries()];
    for (let i = 0; i < 5000; i++) {
      expect(cursor.next()).toEqual(expected.next());
      const gone = `key ${(i * 7) % 5000}`;
      expect(map.delete(gone)).toBe(model.delete(gone));
      if (i % 400 === 0) map.shrink();
    }
  });
});
