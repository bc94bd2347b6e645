/** Keys of a type of the user's own, compared by what a codec makes of them. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Codec, ConcurrentModificationError, PutAllError, WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import { engineKinds, runs, thrownBy } from '../support/workloads.js';

interface Point { readonly x: number; readonly y: number; readonly label: string }

/** Two coordinates and a label of any length: more than the first buffer may hold. */
const points: Codec<Point> = {
  encode({ x, y, label }, target) {
    const text = new TextEncoder().encode(label);
    if (target.length < 8 + text.length) return 8 + text.length;
    new DataView(target.buffer).setInt32(0, x);
    new DataView(target.buffer).setInt32(4, y);
    target.set(text, 8);
    return 8 + text.length;
  },
  decode(bytes) {
    const view = new DataView(bytes.buffer);
    return { x: view.getInt32(0), y: view.getInt32(4), label: new TextDecoder().decode(bytes.subarray(8)) };
  },
};

const point = (n: number): Point => ({ x: n % 7, y: n >> 3, label: n % 5 === 0 ? 'long '.repeat(n * 20) : `p${n % 3}` });
const text = ({ x, y, label }: Point): string => `${x},${y},${label}`;

describe.each(engineKinds)('a map with a codec on the %s engine', (engine) => {
  const make = (): WasmMap<Point, number> => new WasmMap({ codec: points, value: 'f64', engine });

  it('compares keys by content, and gives them back as new ones', () => {
    const map = make().set(point(1), 1).set(point(2), 2).set({ ...point(1) }, 3);
    expect([...map]).toEqual([[point(1), 3], [point(2), 2]]);
    expect([map.get(point(2)), map.has(point(3)), map.delete(point(1)), map.size]).toEqual([2, false, true, 1]);
    expect(new WasmSet([point(1), point(1)], { codec: points, engine }).size).toBe(1);
    expectTypeOf(map.keys().next().value).toEqualTypeOf<Point | undefined>();
    expectTypeOf(new WasmMap({ codec: points, value: 'u32', engine })).toEqualTypeOf<WasmMap<Point, number>>();
    expectTypeOf(new WasmSet({ codec: points, engine })).toEqualTypeOf<WasmSet<Point>>();
  });

  it('does what a Map of the keys\' content does, whatever is called', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'delete', 'get', 'increment', 'insert', 'putAll', 'getAll', 'deleteAll', 'pairs'), n: fc.nat(60), count: fc.nat(40),
    });
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [map, model] = [make(), new Map<string, number>()];
      for (const { what, n, count } of steps) {
        const keys = Array.from({ length: count }, (_, i) => point(n + i));
        const id = text(point(n));
        if (what === 'set') { map.set(point(n), count); model.set(id, count); }
        if (what === 'delete') expect(map.delete(point(n))).toBe(model.delete(id));
        if (what === 'get') expect([map.get(point(n)), map.getOr(point(n), -1)]).toEqual([model.get(id), model.get(id) ?? -1]);
        if (what === 'increment') { map.increment(point(n), 2); model.set(id, (model.get(id) ?? 0) + 2); }
        if (what === 'insert') { map.getOrInsert(point(n), 5); if (!model.has(id)) model.set(id, 5); }
        if (what === 'getAll') expect([...map.getAll(keys).values]).toEqual(keys.map((key) => model.get(text(key)) ?? 0));
        if (what === 'deleteAll') expect(map.deleteAll(keys)).toBe(keys.filter((key) => model.delete(text(key))).length);
        if (what === 'putAll') map.putAll({ keys, values: keys.map((_, i) => i) });
        if (what === 'pairs') map.putAll(keys.map((key, i) => [key, i] as const));
        if (what === 'putAll' || what === 'pairs') keys.forEach((key, i) => model.set(text(key), i));
        expect(map.size).toBe(model.size);
      }
      expect([...map].map(([key, value]) => [text(key), value])).toEqual([...model]);
    }), { numRuns: runs(40) });
  });

  it('may ask for other keys while one is encoded', () => {
    const inner: Codec<string> = {
      encode: (key, target) => (key.length > 1 && void map.has(key.slice(1)), new TextEncoder().encodeInto(key, target).written),
      decode: (bytes) => new TextDecoder().decode(bytes),
    };
    const map: WasmMap<string, number> = new WasmMap({ codec: inner, value: 'u32', engine });
    map.set('abc', 1).set('bc', 2);
    expect([...map]).toEqual([['abc', 1], ['bc', 2]]);
  });

  it('a batch whose codec writes to its own map is not applied', () => {
    const writing: Codec<number> = {
      encode(key, target) {
        target[0] = key;
        if (key === 9) map.set(1, 1);
        return 1;
      },
      decode: (bytes) => bytes[0]!,
    };
    const map: WasmMap<number, number> = new WasmMap({ codec: writing, value: 'u32', engine });
    expect(() => map.putAll([[5, 5], [9, 9]])).toThrow(ConcurrentModificationError);
    expect([...map]).toEqual([[1, 1]]);
  });

  describe('whose codec', () => {
    const failing = new Error('no');
    const bad: [string, (key: number, target: Uint8Array) => unknown, RegExp][] = [
      ['throws', () => { throw failing; }, /codec\.encode threw for 2/],
      ['returns nothing', () => undefined, /codec\.encode: expected the number of bytes written.*undefined/],
      ['returns a fraction', () => 1.5, /codec\.encode: expected the number of bytes.*1\.5/],
      ['returns a negative number', () => -1, /got -1/],
      ['returns more than a key may have', () => 2 ** 30, /got 1073741824/],
      ['never has enough', (_, target) => target.length + 1, /codec\.encode: expected at most the 257 bytes it had asked for, got 258/],
      ['gives its buffer away', (_, target) => (structuredClone(target, { transfer: [target.buffer] }), 1), /codec\.encode/],
    ];

    it.each(bad)('%s: every call says so, and the map is as it was', (_, encode, message) => {
      let broken = false;
      const codec = {
        encode(key: number, target: Uint8Array): number {
          if (broken && key === 2) return encode(key, target) as number;
          target[0] = key;
          return 1;
        },
        decode: (bytes: Uint8Array) => bytes[0]!,
      };
      const map = new WasmMap<number, number>([[1, 1]], { codec, value: 'u32', engine, name: 'points' });
      broken = true;
      const { version } = map;
      const calls = [
        () => map.get(2), () => map.has(2), () => map.set(2, 2), () => map.delete(2), () => map.getOrInsert(2, 2), () => map.increment(2),
        () => map.getAll([1, 2]), () => map.hasAll([1, 2]), () => map.deleteAll([1, 2]),
      ];
      for (const call of calls) {
        const error = thrownBy(call) as Error;
        expect(error).toBeInstanceOf(WasmapTypeError);
        expect(error.message).toMatch(message);
        expect(error.message).toMatch(/"points": key/);
      }
      for (const source of [{ keys: [3, 2], values: [3, 2] }, [[3, 3], [2, 2]] as const]) {
        const error = thrownBy(() => map.putAll(source as never)) as PutAllError;
        expect(error).toBeInstanceOf(PutAllError);
        expect([error.failed[0]?.index, error.failed[0]?.key]).toEqual([1, 2]);
        expect(error.message).toMatch(/keys\[1\]/);
        expect([[...map], map.version]).toEqual([[[1, 1]], version]);
      }
      expect(map.putAll([[3, 3], [2, 2], [4, 4]], { atomic: false })).toMatchObject({ inserted: 2, failedCount: 1 });
      expect([...map.keys()]).toEqual([1, 3, 4]);
    });

    it('cannot decode: iteration says so', () => {
      const codec: Codec<number> = { encode: (key, target) => (target[0] = key, 1), decode: () => { throw failing; } };
      const map = new WasmMap({ codec, value: 'u32', engine }).set(1, 1);
      expect(thrownBy(() => [...map])).toMatchObject({ message: expect.stringMatching(/codec\.decode threw for 1 bytes/) as string, cause: failing });
      expect([...map.values()]).toEqual([1]);
    });

    it('is none, or comes with a kind', () => {
      for (const codec of [null, 1, {}, { encode: () => 0 }]) {
        expect(() => new WasmMap({ codec: codec as never })).toThrow(/codec: expected an object with the methods encode and decode/);
      }
      expect(() => new WasmMap({ key: 'u32', codec: points as never })).toThrow(/key: a codec makes a kind of its own/);
      expect(new WasmMap({ codec: points, hash: 'siphash13', engine }).stats().hash).toBe('siphash13');
    });
  });
});

describe.each(engineKinds)('a codec that misbehaves on the %s engine', (engine) => {
  const encode = (key: string, target: Uint8Array): number => new TextEncoder().encodeInto(key, target).written;
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

  it.each([['throws', (): string => { throw new Error('no'); }], ['gives another key', () => 'other']])('shrink asks no decoder that %s', (_, bad) => {
    const map = new WasmMap<string, unknown>({ codec: { encode, decode: bad }, value: 'any', engine });
    for (let i = 0; i < 100; i++) map.set(`k${i}`, i);
    for (let i = 0; i < 90; i++) map.delete(`k${i}`);
    map.shrink();
    expect(Array.from({ length: 10 }, (_, i) => map.get(`k${90 + i}`))).toEqual(Array.from({ length: 10 }, (_, i) => 90 + i));
  });

  it('an entry\'s value is its own where its key\'s decoder empties the map', () => {
    const map: WasmMap<string, string> = new WasmMap({
      codec: { encode, decode: (bytes) => { map.clear(); map.set('z', 'another'); return decode(bytes); } }, value: 'string', engine,
    });
    map.set('a', 'one').set('b', 'two');
    expect(map.entries().next().value).toEqual(['a', 'one']);
  });

  it('is not asked, nor a getter of its keys, while a batch is written', () => {
    let calls = 0;
    const map: WasmMap<{ id: string }, number> = new WasmMap({
      codec: { encode: (key: { id: string }, target) => { calls++; return encode(key.id, target); }, decode: (bytes) => ({ id: decode(bytes) }) },
      value: 'u32', engine,
    });
    map.set({ id: 'a' }, 1);
    calls = 0;
    const spy = { id: 'a', get [Symbol.toStringTag]() { map.clear(); return 'Spy'; } };
    const keys = [{ id: 'b' }, spy, { id: 'c' }];
    const { failed, inserted } = map.putAll({ keys, values: [1, 2, 3] }, { onConflict: 'error', atomic: false });
    expect([calls, inserted, failed.length]).toEqual([3, 2, 1]);
  });
});

it('a map prints, whatever its codec does', () => {
  const map = new WasmMap({ value: 'u32', codec: { encode: (_: unknown, bytes: Uint8Array) => { bytes[0] = 1; return 1; }, decode: (): unknown => { throw new Error('cannot'); } } });
  map.set('x', 1);
  expect(inspect(map)).toContain('codec.decode threw for 1 bytes: cannot');
});
