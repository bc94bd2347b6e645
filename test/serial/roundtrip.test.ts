import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CapacityError, type Codec, Heap, SnapshotError, UnsupportedError, WasmMap, WasmSet, WasmapTypeError, isWasmapError } from '../../src/index.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { unhash } from '../support/hostile.js';
import { walkMap } from '../support/invariants.js';
import { thrownBy } from '../support/workloads.js';
import { type Subject, entriesOf, keyKinds, keyOf, load, objectCodec, pointCodec, subject, valueKinds, valueOf } from './subjects.js';

const ENGINES = ['wasm', 'js'] as const;
const isOrdered = (key: string): boolean => ['string', 'bytes', 'any', 'codec'].includes(key);

/** Checks the table, which is not enough of one where values lie beside it. */
function walk(of: Subject, key: string, value: string): void {
  const blobs = value === 'string' || value === 'bytes';
  const { engine, map } = (of as unknown as { _table: { engine: Parameters<typeof walkMap>[0]; map: number } })._table;
  if (map && !isOrdered(key) && !blobs) walkMap(engine, map);
}

/** All that a stream gives. */
async function collected(stream: unknown): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array>).arrayBuffer());
}

describe.each(ENGINES)('files that the %s engine writes', (engine) => {
  const other = engine === 'wasm' ? 'js' : 'wasm';

  it.each(keyKinds.flatMap((key) => valueKinds.map((value) => [key, value] as const)))('of %s → %s give both engines the same entries', (key, value) => {
    for (const size of value === 'u32' ? [0, 1, 3000] : [0, 3, 100]) {
      const written = subject(key, value, size, engine);
      const expected = entriesOf(written, isOrdered(key));
      for (const seed of ['keep', 'fresh'] as const) {
        const file = written.serialize({ seed });
        for (const options of size > 1000 ? [{ engine: other }, { engine, trusted: true }] : [{ engine }, { engine: other }, { engine, trusted: true }, { engine: other, trusted: true }]) {
          const read = load(file, key, value, options);
          expectEqual([read.size, read.version, read.engine], [written.size, written.version, options.engine]);
          expectEqual(entriesOf(read, isOrdered(key)), expected);
          walk(read, key, value);
          if (read instanceof WasmMap) {
            read.set(keyOf(key, 0), valueOf(value, 7));
            expect(read.get(keyOf(key, 0))).toEqual(valueOf(value, 7));
          } else read.add(keyOf(key, 0));
          for (let i = 0; i < 2 * size; i += 3) expectSame(read.delete(keyOf(key, i)), i % 2 === 1 || i === 0);
          walk(read, key, value);
          read.dispose();
        }
      }
      written.dispose();
    }
  });

  it('are the same whatever was in slots that are empty now', () => {
    const [one, two] = [1, 2].map(() => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, seed: 5n })) as [WasmMap<number, number>, WasmMap<number, number>];
    one.set(1, 111).set(2, 222).delete(2);
    two.set(1, 111).set(2, 333).delete(2);
    expectEqual(one.serialize(), two.serialize());
    const file = one.serialize();
    const words = [...new Uint32Array(file.slice().buffer, 0, file.length >>> 2)];
    expect([words.includes(111), words.includes(222)]).toEqual([true, false]);
  });

  it('say the seed of the map, or, where they leave its trust, one of their own', () => {
    const map = new WasmMap([[1, 2]], { key: 'u32', value: 'u32', engine, seed: 0x1234_5678_9abcn });
    const seedIn = (file: Uint8Array): bigint => new DataView(file.buffer).getBigUint64(32, true);
    expect(seedIn(map.serialize())).toBe(0x1234_5678_9abcn);
    const [first, second] = [seedIn(map.serialize({ seed: 'fresh' })), seedIn(map.serialize({ seed: 'fresh' }))];
    expect(new Set([0x1234_5678_9abcn, first, second]).size).toBe(3);
    expect(seedIn(new WasmMap([['a', 1]], { key: 'string', value: 'u32', engine, seed: 7n }).serialize())).toBe(0n);
  });

  it('do not show in the order of entries what the seed is, where they leave its trust', () => {
    const filesOf = (seed: 'keep' | 'fresh'): Uint8Array[] => [1n, 2n].map((own) => {
      const map = new WasmMap<number, string>({ key: 'u32', value: 'string', engine, seed: own });
      for (let i = 0; i < 50; i++) map.set((i * 7919) % 1000, 'x');
      return map.serialize({ seed });
    });
    const [one, other] = filesOf('fresh');
    expectEqual(one, other);
    expect(filesOf('keep')[0]).not.toEqual(filesOf('keep')[1]);
  });

  it('have all entries of keys that collide, which overflow', () => {
    const map = new WasmMap<number, number>([[1, 1]], { key: 'u32', value: 'u32', engine, seed: 1n });
    const table = (map as unknown as { _table: { engine: Parameters<typeof unhash>[0]; map: number } })._table;
    const keyWith = unhash(table.engine, table.map);
    const keys = Array.from({ length: 5000 }, (_, i) => Number(keyWith(0x80000000 + i)));
    map.delete(1);
    for (const [i, key] of keys.entries()) map.set(key, i);
    expect(map.stats().overflowed).toBeGreaterThan(0);
    const read = WasmMap.deserialize<number, number>(map.serialize(), { engine: other });
    expect(read.size).toBe(keys.length);
    for (const [i, key] of keys.entries()) expectSame(read.get(key), i);
  });

  it('come and go as streams, of the moment when they were asked for', async () => {
    for (const key of ['u32', 'string'] as const) {
      const map = subject(key, 'f64', 20_000, engine) as WasmMap<unknown, unknown>;
      const expected = entriesOf(map, isOrdered(key));
      const stream = map.serializeStream() as ReadableStream<Uint8Array>;
      map.clear();
      const read = await WasmMap.deserializeStream<unknown, unknown>(stream, { engine: other });
      expectEqual(entriesOf(read, isOrdered(key)), expected);
    }
    const { body } = new Response(new WasmSet([1, 2], { key: 'u32', engine }).serializeStream() as ReadableStream<Uint8Array>);
    expect([...await WasmSet.deserializeStream(body!)].sort()).toEqual([1, 2]);
  });

  it('read values as they were written: by the codec, or without one', async () => {
    const codec: Codec<unknown> = { encode: (value, target) => objectCodec.encode({ v: Number(value) }, target), decode: (bytes) => `decoded ${bytes.length}` };
    for (const key of ['u32', 'string'] as const) {
      const keyed = (i: number): number => (key === 'u32' ? i : `key ${i}`) as number;
      const plain = new WasmMap<number, unknown>([[keyed(1), 'text'], [keyed(2), 5]] as never, { key, value: 'any', engine } as never);
      expect(WasmMap.deserialize(plain.serialize(), { valueCodec: codec }).get(keyed(1))).toBe('text');
      const objects = new WasmMap<number, unknown>([[keyed(1), { v: 1 }]], { key, value: 'any', engine, valueCodec: objectCodec } as never);
      for (const file of [objects.serialize(), objects.snapshot().serialize(), await collected(objects.serializeStream()), await collected(objects.snapshot().serializeStream())]) {
        expect(WasmMap.deserialize(file, { valueCodec: objectCodec }).get(keyed(1))).toEqual({ v: 1 });
      }
    }
  });

  it('are refused where a codec writes to the map meanwhile', () => {
    for (const key of ['u32', 'string'] as const) {
      for (const what of ['set', 'delete'] as const) {
        const valueCodec: Codec<unknown> = {
          encode(_, target) {
            if (what === 'set') map.set((key === 'u32' ? map.size : `key ${map.size}`) as number, 1);
            else map.delete((key === 'u32' ? 0 : 'key 0') as number);
            target[0] = 1;
            return 1;
          },
          decode: () => 1,
        };
        const map = new WasmMap<number, unknown>({ key, value: 'any', engine, valueCodec } as never);
        for (let i = 0; i < 5000; i++) map.set((key === 'u32' ? i : `key ${i}`) as number, {});
        expect(thrownBy(() => map.serialize())).toMatchObject({ code: 'ERR_WASMAP_CONCURRENT_MODIFICATION', kind: 'codec' });
      }
    }
  });

  it('have bigints of any length, which are read in no time that grows with its square', () => {
    const values = [0n, -1n, 10n ** 300n - 1n, 10n ** 300n, -(10n ** 300n), 1n - 10n ** 300n, 1n << 1_000_000n, -(1n << 70_000n)];
    const map = new WasmMap(values.map((value, i) => [i, value] as const), { key: 'u32', value: 'any', engine });
    const began = performance.now();
    expect(new Map(WasmMap.deserialize<number, bigint>(map.serialize()))).toEqual(new Map(map));
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('are shown to the validators of the map that they become', () => {
    for (const [key, value] of [['u32', 'f64'], ['string', 'f64'], ['any', 'any']] as const) {
      const heap = new Heap({ engine, separate: true });
      const file = new WasmMap([[key === 'u32' ? 1 : 'ada', -5]], { key, value, engine }).serialize();
      const validate = { value: (each: number) => each > 0 };
      expect(() => WasmMap.deserialize(file, { validate, heap })).toThrow(SnapshotError);
      expect(() => WasmMap.deserialize(file, { validate, heap })).toThrow(/its value: validate\.value refused -5/);
      expect(heap.memoryUsage().bytes).toBe(0);
      expect(WasmMap.deserialize(file, { validate: { value: (each: number) => each < 0 } }).size).toBe(1);
      heap.dispose();
    }
  });

  it('are refused for subclasses that make something else of their options, which are to blame', () => {
    class Stubborn extends WasmMap<number, number> {
      constructor() {
        super({ key: 'u32', value: 'u32', engine });
      }
    }
    class Filled extends WasmMap<number, number> {
      constructor(options: object) {
        super({ ...options });
        this.set(1, 1);
      }
    }
    class Narrow extends WasmMap<number, number> {
      constructor(options: object) {
        super({ ...options, value: 'f32' });
      }
    }
    const file = new WasmMap([[1, 10], [2, 20]], { key: 'u32', value: 'u32', engine }).serialize();
    for (const Class of [Stubborn, Filled, Narrow]) {
      for (const trusted of [true, false]) {
        const error = thrownBy(() => (Class as unknown as typeof WasmMap).deserialize(file, { trusted }));
        expect(error).toBeInstanceOf(WasmapTypeError);
        expect(String(error)).toMatch(new RegExp(`expected the constructor of ${Class.name} to make an empty u32 → u32`));
      }
    }
  });

  it('end a stream early that is none of a file', async () => {
    let pulled = 0;
    let cancelled: unknown;
    const stream = (): ReadableStream<Uint8Array> => new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(50));
      },
      cancel(reason) { cancelled = reason; },
    });
    await expect(WasmMap.deserializeStream(stream())).rejects.toThrow(SnapshotError);
    expect([pulled < 10, cancelled]).toEqual([true, expect.any(SnapshotError)]);
    pulled = 0;
    await expect(WasmMap.deserializeStream(stream(), { bogus: 1 } as never)).rejects.toThrow(WasmapTypeError);
    expect(pulled).toBeLessThan(2);
    const locked = stream();
    locked.getReader();
    await expect(WasmMap.deserializeStream(locked)).rejects.toThrow(WasmapTypeError);
    const file = new WasmMap([[1, 10]], { key: 'u32', value: 'u32', engine }).serialize();
    const buffer = new Uint8Array(16);
    let at = 0;
    const reused = { getReader: () => ({
      read() {
        buffer.set(file.subarray(at, at += 16));
        return Promise.resolve(at > file.length ? { done: true } : { done: false, value: buffer });
      },
      cancel: () => Promise.resolve(),
      releaseLock: () => undefined,
    }) };
    expect([...await WasmMap.deserializeStream(reused)]).toEqual([[1, 10]]);
  });

  it('are written of snapshots, too', () => {
    const map = new WasmMap<number, number>(Array.from({ length: 5000 }, (_, i) => [i, i]), { key: 'u32', value: 'u32', engine });
    const snapshot = map.snapshot();
    map.clear();
    expect(WasmMap.deserialize(snapshot.serialize()).size).toBe(5000);
  });
});

describe('deserialize', () => {
  const heaps: Heap[] = [];
  afterEach(() => { for (const heap of heaps.splice(0)) heap.dispose(); });
  const numbers = new WasmMap<number, number>(Array.from({ length: 3000 }, (_, i) => [i, i]), { key: 'u32', value: 'u32' });
  const texts = new WasmMap<string, string>([['a', 'ä'], ['б', '']], { key: 'string', value: 'string' });

  it('refuses what is no Uint8Array, and unknown options, by type', () => {
    expect(() => WasmMap.deserialize('file' as never)).toThrow(WasmapTypeError);
    expect(() => WasmMap.deserialize(numbers.serialize(), { trusted: 1 as never })).toThrow(WasmapTypeError);
    expect(() => WasmMap.deserialize(numbers.serialize(), { capacity: 1 } as never)).toThrow(/unknown option "capacity"/);
    expect(() => numbers.serialize({ seed: 'new' as never })).toThrow(WasmapTypeError);
    const file = numbers.serialize();
    structuredClone(file.buffer, { transfer: [file.buffer] });
    expect(() => WasmMap.deserialize(file)).toThrow(WasmapTypeError);
  });

  it('says what is wrong with what is no file, one of another version, a damaged one, one cut off, one that goes on', () => {
    const file = numbers.serialize();
    const changed = (change: (bytes: Uint8Array) => void, more = 0): Uint8Array => {
      const copy = new Uint8Array(file.length + more);
      copy.set(file);
      change(copy);
      return copy;
    };
    for (const [bytes, message] of [
      [new Uint8Array(10), /expected a file that serialize\(\) has written/],
      [changed((copy) => { copy[6] = 9; }), /version 9 of the format/],
      [changed((copy) => { copy[16]! ^= 1; }), /header is damaged/],
      [changed((copy) => { copy[1000]! ^= 1; }), /page 0 that is damaged/],
      [file.subarray(0, file.length - 1), /ends within page/],
      [changed(() => undefined, 1), /goes on behind its last page/],
    ] as const) {
      for (const trusted of [false, true]) expect(() => WasmMap.deserialize(bytes, { trusted })).toThrow(message);
      expect(() => WasmMap.deserialize(bytes)).toThrow(SnapshotError);
    }
    const text = texts.serialize();
    text[text.length - 9]! ^= 1;
    expect(() => WasmMap.deserialize(text)).toThrow(/page 0 that is damaged/);
  });

  it('refuses files of other kinds than asked for, of sets as maps, and those whose codecs are missing', () => {
    expect(WasmMap.deserialize(numbers.serialize(), { key: 'u32', value: 'u32' }).size).toBe(3000);
    expect(() => WasmMap.deserialize(numbers.serialize(), { key: 'string' })).toThrow(/expected keys of kind "string", and the file's are of kind u32/);
    expect(() => WasmMap.deserialize(numbers.serialize(), { value: 'f64' })).toThrow(SnapshotError);
    expect(() => WasmSet.deserialize(numbers.serialize())).toThrow(/of a map/);
    expect(() => WasmMap.deserialize(new WasmSet([1], { key: 'u32' }).serialize())).toThrow(/of a set/);
    const points = new WasmMap([[{ x: 1 }, { v: 2 }]], { codec: pointCodec, valueCodec: objectCodec });
    expect(() => WasmMap.deserialize(points.serialize(), { valueCodec: objectCodec })).toThrow(/need the codec/);
    expect(() => WasmMap.deserialize(points.serialize(), { codec: pointCodec })).toThrow(/need the valueCodec/);
    expect(() => WasmMap.deserialize(numbers.serialize(), { codec: pointCodec })).toThrow(/takes no codec/);
    expect([...WasmMap.deserialize(points.serialize(), { codec: pointCodec, valueCodec: objectCodec })]).toEqual([[{ x: 1 }, { v: 2 }]]);
  });

  it('takes a codec that throws, or writes otherwise than it did, for a damaged file, unless that is trusted', () => {
    const file = new WasmMap([[{ x: 1 }, 5]], { codec: pointCodec, value: 'u32' }).serialize();
    const throwing = { ...pointCodec, decode: (): never => { throw new Error('no'); } };
    expect(() => WasmMap.deserialize(file, { codec: throwing })).toThrow(SnapshotError);
    const different = { ...pointCodec, decode: () => ({ x: 2 }) };
    expect(() => WasmMap.deserialize(file, { codec: different })).toThrow(/writes otherwise/);
    expect(WasmMap.deserialize(file, { codec: different, trusted: true }).size).toBe(1);
  });

  it('leaves nothing behind where it fails, or where the heap has no room', () => {
    for (const engine of ENGINES) {
      const heap = new Heap({ engine, maximumBytes: 40_000 });
      heaps.push(heap);
      expect(() => WasmMap.deserialize(numbers.serialize(), { heap })).toThrow(CapacityError);
      expect(() => WasmMap.deserialize(subject('string', 'string', 3000, engine).serialize(), { heap })).toThrow(CapacityError);
      const file = texts.serialize();
      file[file.length - 9]! ^= 1;
      expect(() => WasmMap.deserialize(file, { heap })).toThrow(SnapshotError);
      expect(heap.memoryUsage().bytes).toBe(0);
    }
  });

  it('takes files wherever they begin in a buffer', () => {
    const file = numbers.serialize();
    for (let shift = 1; shift < 8; shift++) {
      const bytes = new Uint8Array(file.length + shift);
      bytes.set(file, shift);
      expect(WasmMap.deserialize(bytes.subarray(shift)).size).toBe(3000);
    }
  });

  it('makes instances of subclasses', () => {
    class Stock extends WasmMap<number, number> {}
    const stock = Stock.deserialize(numbers.serialize());
    expect([stock instanceof Stock, stock.size]).toEqual([true, 3000]);
  });

  it('rejects streams of what is no bytes, and passes on what they fail with', async () => {
    const failing = new ReadableStream<Uint8Array>({ pull(controller) { controller.error(new Error('broken pipe')); } });
    await expect(WasmMap.deserializeStream(failing)).rejects.toThrow('broken pipe');
    await expect(WasmMap.deserializeStream(new ReadableStream({ start(controller) { controller.enqueue('text'); } }))).rejects.toThrow(WasmapTypeError);
    await expect(WasmMap.deserializeStream({} as never)).rejects.toThrow(WasmapTypeError);
  });
});

describe('serialize', () => {
  it('refuses keys and values that no file can hold, and says what helps', () => {
    expect(() => new WasmMap<unknown, unknown>([[1, 1], [{}, 1]]).serialize()).toThrow(/keys\[1\]: an object cannot be serialized; name their kind/);
    expect(() => new WasmMap<number, unknown>([[1, Symbol('x')]], { key: 'u32' }).serialize()).toThrow(/values\[0\]: Symbol\(x\) cannot be serialized; give the map a valueCodec/);
    try {
      new WasmMap([[() => 1, 1]]).serialize();
      expect.unreachable();
    } catch (error) {
      expect(isWasmapError(error)).toBe(true);
    }
  });

  it('refuses what was disposed of', () => {
    const map = new WasmMap({ key: 'u32' });
    map.dispose();
    expect(() => map.serialize()).toThrow(/disposed/);
  });

  it('knows no streams where the runtime has none', () => {
    const { ReadableStream: Own } = globalThis;
    try {
      globalThis.ReadableStream = undefined as never;
      expect(() => new WasmMap({ key: 'u32' }).serializeStream()).toThrow(UnsupportedError);
    } finally {
      globalThis.ReadableStream = Own;
    }
  });
});

describe('files of version 0.1', () => {
  it.each(keyKinds.flatMap((key) => [[key, 'f64'], [key, 'string'], [key, 'none']] as const))('of %s → %s still load', (key, value) => {
    const file = readFileSync(new URL(`fixtures/0.1-${key}-${value}.wasmap`, import.meta.url));
    for (const engine of ENGINES) {
      const read = load(new Uint8Array(file), key, value, { engine });
      expect(read.size).toBe(40);
      for (let i = 0; i < 80; i++) {
        expect(read.has(keyOf(key, i))).toBe(i % 2 === 1);
        if (read instanceof WasmMap && i % 2 === 1) expect(read.get(keyOf(key, i))).toEqual(valueOf(value, i));
      }
    }
  });
});
