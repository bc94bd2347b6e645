import fc from 'fast-check';
import { tableFromArrays, vectorFromArray, Utf8, LargeUtf8, Binary, Int64, Float64, Float16 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { PackedColumn } from '../../src/index.js';
import { PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { engineKinds, runs, thrownBy } from '../support/workloads.js';

/** A packed column of these rows, with bytes around them that are none of its own. */
function pack(rows: readonly (string | Uint8Array)[], before = 3): PackedColumn & { offsets: Uint32Array } {
  const parts = rows.map((row) => (typeof row === 'string' ? new TextEncoder().encode(row) : row));
  const offsets = new Uint32Array(rows.length + 1);
  let end = before;
  offsets[0] = end;
  parts.forEach((part, i) => { offsets[i + 1] = end += part.length; });
  const data = new Uint8Array(end + 5).fill(0xc3);
  parts.forEach((part, i) => data.set(part, offsets[i]));
  return { data, offsets };
}

const indices = (rows: readonly unknown[]): Float64Array => Float64Array.from(rows, (_, i) => i);

/** Text of every width of UTF-8, of many lengths; two bytes of it are the least that no row shares with others. */
const characters = ['a', 'z', '0', ' ', '\0', '\x7f', '\x80', 'é', 'ÿ', 'Ā', '߿', 'ࠀ', '€', '한', '\ufeff', '\uffff', '😀', '\u{10ffff}'];
const text = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.constantFrom(...characters), { maxLength: 30 }).map((parts) => parts.join('')) },
  { weight: 9, arbitrary: fc.nat(60).map((n) => `key:${n}`) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...characters), fc.constantFrom(300, 3_000, 9_000, 25_000)).map(([each, times]) => each.repeat(times)),
  },
);
const anyBytes = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 30 }) },
  { weight: 9, arbitrary: fc.nat(60).map((n) => Uint8Array.of(n)) },
  { weight: 1, arbitrary: fc.constantFrom(300, 9_000, 40_000).map((n) => new Uint8Array(n)) },
);

describe.each(engineKinds)('packed columns on the %s engine', (engine) => {
  const strings = (): WasmMap<string, number> => new WasmMap({ key: 'string', value: 'f64', engine, seed: 7n });
  const blobs = (): WasmMap<Uint8Array, number> => new WasmMap({ key: 'bytes', value: 'f64', engine, seed: 7n });

  it('are read and written as the strings that they stand for', () => {
    // So few that the map is not made larger beforehand: it then has what writing strings leaves it with.
    fc.assert(fc.property(fc.array(text, { maxLength: 64 }), fc.array(text, { maxLength: 30 }), (rows, others) => {
      const [map, model, keys] = [strings(), strings(), pack(rows)];
      const asked = [...others, ...rows];
      expect(map.putAll({ keys, values: indices(rows) })).toMatchObject({ ...model.putAll({ keys: rows, values: indices(rows) }), durationMs: expect.any(Number) as number });
      expectEqual([...map], [...model]);
      expectEqual(map.getAll(pack(asked)), model.getAll(asked));
      expectEqual(map.hasAll(pack(asked)), model.hasAll(asked));
      expectSame(map.deleteAll(pack(others)), model.deleteAll(others));
      expectEqual([...map], [...model]);
      expectEqual(map.stats(), { ...model.stats(), probeLengths: map.stats().probeLengths });
    }), { numRuns: runs(20) });
  });

  it('are read and written as bytes', () => {
    fc.assert(fc.property(fc.array(anyBytes, { maxLength: 100 }), fc.array(anyBytes, { maxLength: 20 }), (rows, others) => {
      const [map, model] = [blobs(), blobs()];
      expectSame(map.putAll({ keys: pack(rows), values: indices(rows) }).inserted, model.putAll({ keys: rows, values: indices(rows) }).inserted);
      expectEqual([...map], [...model]);
      expectEqual(map.getAll(pack([...others, ...rows])), model.getAll([...others, ...rows]));
      expectSame(map.deleteAll(pack(others)), model.deleteAll(others));
      expectEqual([...map], [...model]);
    }), { numRuns: runs(20) });
  });

  it('of thousands of keys go through in chunks, of every kind of text', () => {
    for (const make of [(i: number) => `user:${i}:profile`, (i: number) => `Stadt ${i} Übergröße`, (i: number) => `城市 ${i}`]) {
      const rows = Array.from({ length: 20_000 }, (_, i) => make(i % 15_000));
      const map = strings();
      expect(map.putAll({ keys: pack(rows), values: indices(rows) })).toMatchObject({ inserted: 15_000, replaced: 5_000 });
      expect([...map]).toEqual([...new Map(rows.map((row, i) => [row, i]))]);
      expect(map.getAll(pack(rows.slice(0, 9_999))).hits).toBe(9_999);
    }
  });

  it.each([5_000, 9_000, 16_000, 25_000])('may begin with a key of %i bytes that takes twice as many when it is rewritten', (bytes) => {
    const rows = ['aĀ'.repeat(bytes / 3), ...Array.from({ length: 500 }, (_, i) => `and ${i} keys of ASCII behind it, a full chunk of them`)];
    const map = strings();
    map.putAll({ keys: pack(rows), values: indices(rows) });
    expect([...map.keys()]).toEqual(rows);
  });

  it('have offsets of other arrays, too, and may be empty', () => {
    const { data, offsets } = pack(['a', 'bc', 'a', 'd']);
    for (const each of [offsets, Int32Array.from(offsets), BigInt64Array.from(offsets, BigInt), BigUint64Array.from(offsets, BigInt)]) {
      const map = strings();
      map.putAll({ keys: { data, offsets: each }, values: [1, 2, 3, 4] });
      expect([...map]).toEqual([['a', 3], ['bc', 2], ['d', 4]]);
    }
    for (const empty of [new Uint32Array(0), new Uint32Array(1)]) {
      expect(strings().putAll({ keys: { data, offsets: empty }, values: [] }).written).toBe(0);
      expect(strings().hasAll({ data, offsets: empty })).toEqual(new Uint8Array(0));
    }
    expect(new WasmSet({ key: 'string', engine }).addAll({ data, offsets }).inserted).toBe(3);
  });

  it('lie in shared memory, or over what getAll fills', () => {
    const packed = pack(['a', 'b', 'c']);
    const map = strings();
    const shared = new SharedArrayBuffer(64);
    const [data, offsets] = [new Uint8Array(shared, 32, packed.data.length), new Uint32Array(shared, 0, 4)];
    data.set(packed.data);
    offsets.set(packed.offsets);
    expect(map.putAll({ keys: { data, offsets }, values: [1, 2, 3] }).inserted).toBe(3);
    const { buffer } = new Float64Array(8);
    const over = { data: new Uint8Array(buffer, 0, packed.data.length), offsets: new Uint32Array(buffer, 16, 4) };
    over.data.set(packed.data);
    over.offsets.set(packed.offsets);
    expect(map.getAll(over, { into: { values: new Float64Array(buffer, 0, 3) } }).values).toEqual(Float64Array.of(1, 2, 3));
  });

  describe('that are no columns', () => {
    const good = pack(['a', 'b', 'c']);
    const detached = new Uint8Array(8);
    structuredClone(detached, { transfer: [detached.buffer] });
    const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
    const shrunk = new Uint8Array(buffer, 8, 8);
    (buffer as unknown as { resize(bytes: number): void }).resize(8);
    const bad: [string, unknown, RegExp, typeof WasmapTypeError | typeof WasmapRangeError][] = [
      ['decreasing offsets', { ...good, offsets: Uint32Array.of(0, 3, 2, 4) }, /keys\.offsets\[2\]: expected at least 3.*got 2/, WasmapRangeError],
      ['offsets beyond the data', { ...good, offsets: Uint32Array.of(0, 3, 4, 99) }, /keys\.offsets\[3\]: expected at most 11.*got 99/, WasmapRangeError],
      ['negative offsets', { ...good, offsets: Int32Array.of(-1, 3, 4, 5) }, /keys\.offsets\[0\]/, WasmapRangeError],
      ['huge offsets', { ...good, offsets: BigInt64Array.of(0n, 1n, 2n, 2n ** 40n) }, /keys\.offsets\[3\]/, WasmapRangeError],
      ['offsets in an array', { ...good, offsets: [0, 1, 2, 3] }, /keys\.offsets: expected a Uint32Array/, WasmapTypeError],
      ['no offsets', { ...good, offsets: undefined }, /keys\.offsets: expected a Uint32Array.*undefined/, WasmapTypeError],
      ['data in another array', { ...good, data: new Uint16Array(20) }, /keys\.data: expected a Uint8Array/, WasmapTypeError],
      ['a detached buffer', { ...good, data: detached }, /keys\.data.*detached/, WasmapTypeError],
      ['a buffer that has shrunk', { ...good, data: shrunk }, /keys\.data.*too small/, WasmapTypeError],
      ['an unknown fatal', { ...good, fatal: 1 }, /keys\.fatal: expected a boolean/, WasmapTypeError],
    ];

    it.each(bad)('are refused: %s', (_, keys, message, type) => {
      const map = strings().set('z', 1);
      const column = keys as PackedColumn;
      for (const call of [() => map.putAll({ keys: column, values: [1, 2, 3] }), () => map.getAll(column), () => map.hasAll(column), () => map.deleteAll(column)]) {
        const error = thrownBy(call);
        expect(error).toBeInstanceOf(type);
        expect((error as Error).message).toMatch(message);
      }
      expect([[...map], map.version]).toEqual([[['z', 1]], 1]);
    });

    it('differ in length from their values, or are keys of a map of numbers', () => {
      expect(() => strings().putAll({ keys: good, values: [1, 2] })).toThrow(/differ in length: 3 and 2/);
      const numbers = new WasmMap({ key: 'u32', value: 'u32', engine });
      expect(thrownBy(() => numbers.putAll({ keys: good as never, values: [1, 2, 3] }))).toBeInstanceOf(WasmapTypeError);
    });
  });

  describe('with bytes that are no UTF-8', () => {
    const invalid = [
      [0x80], [0xc0, 0x80], [0xc3], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff],
      [0x61, 0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xe2, 0x82, 0x61], [0xf5, 0x80, 0x80, 0x80],
    ].map((each) => Uint8Array.from(each));

    it.each(invalid.map((row) => [row]))('%s: the row is named and nothing happens', (row) => {
      const rows = [...Array.from({ length: 5_000 }, (_, i) => `key ${i}`), row, 'end'];
      const keys = pack(rows);
      for (const filled of [false, true]) {
        const map = strings();
        if (filled) map.set('key 7', -1);
        const before = [[...map], map.version];
        const error = thrownBy(() => map.putAll({ keys, values: indices(rows) })) as PutAllError;
        expect(error).toBeInstanceOf(PutAllError);
        expect(error.message).toMatch(/keys\[5000\]: expected valid UTF-8/);
        expect(error.failed).toMatchObject([{ index: 5000, key: row }]);
        expect(error.cause).toBeInstanceOf(WasmapTypeError);
        for (const call of [() => map.getAll(keys), () => map.hasAll(keys), () => map.deleteAll(keys)]) {
          if (filled || call.toString().includes('get')) expect(thrownBy(call)).toMatchObject({ message: expect.stringMatching(/keys\[5000\]/) as string });
        }
        expect([[...map], map.version]).toEqual(before);
      }
    });

    it('leave out just those rows where the batch need not be atomic', () => {
      const rows = invalid.flatMap((row, i) => [`key ${i}`, row]);
      const map = strings();
      const result = map.putAll({ keys: pack(rows), values: indices(rows) }, { atomic: false });
      expect([result.inserted, result.failedCount, result.failed.map(({ index }) => index)]).toEqual([12, 12, rows.flatMap((row, i) => (typeof row === 'string' ? [] : [i]))]);
      expect([...map.values()]).toEqual(Array.from({ length: 12 }, (_, i) => 2 * i));
      expect(map.putAll({ keys: pack(rows), values: rows.map((_, i) => (i === 2 ? 'no number' : i)) as never }, { atomic: false }))
        .toMatchObject({ replaced: 11, failedCount: 13 });
    });

    it('are what TextDecoder makes of them where that is asked for', () => {
      fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.constantFrom(...invalid)), { maxLength: 60 }), (rows) => {
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        const map = strings();
        map.putAll({ keys: { ...pack(rows), fatal: false }, values: indices(rows) });
        expect([...map]).toEqual([...new Map(rows.map((row, i) => [decoder.decode(row), i]))]);
      }), { numRuns: runs(60) });
    });

    it('are what TextDecoder finds invalid, no more and no less', () => {
      fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 5 }), (row) => {
        const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
        const call = (): unknown => strings().hasAll(pack([row]));
        let text: string | undefined;
        try {
          text = decoder.decode(row);
        } catch {
          expect(call).toThrow(WasmapTypeError);
        }
        if (text !== undefined) expect(call()).toEqual(Uint8Array.of(0));
      }), { numRuns: runs(500) });
    });
  });

  describe('of apache-arrow', () => {
    const words = ['Zürich', 'Tokyo', '東京', '', 'São Paulo', 'Zürich'];
    const expected = [['Zürich', 5], ['Tokyo', 1], ['東京', 2], ['', 3], ['São Paulo', 4]];

    it.each([['Utf8', new Utf8()], ['LargeUtf8', new LargeUtf8()]] as const)('vectors of %s are columns of text', (_, type) => {
      const vector = vectorFromArray(words, type);
      const map = strings();
      map.putAll({ keys: vector, values: vectorFromArray([0, 1, 2, 3, 4, 5], new Float64()) });
      expect([...map]).toEqual(expected);
      expect(map.getAll(vector).values).toEqual(Float64Array.of(5, 1, 2, 3, 4, 5));
      expect(map.getAll(vector.slice(2, 4)).values).toEqual(Float64Array.of(2, 3));
      expect(map.getAll(vector.slice(1, 3).concat(vector.slice(4))).values).toEqual(Float64Array.of(1, 2, 4, 5));
    });

    it('vectors of Binary are columns of bytes', () => {
      const vector = vectorFromArray([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)], new Binary());
      const map = blobs();
      map.putAll({ keys: vector, values: [1, 2, 3] });
      expect([...map]).toEqual([[Uint8Array.of(1, 2), 1], [Uint8Array.of(), 2], [Uint8Array.of(3), 3]]);
    });

    it('vectors of a dictionary, as a table may have, are read as the iterables that they are', () => {
      const column = tableFromArrays({ name: words }).getChild('name')!;
      const map = strings();
      map.putAll({ keys: column, values: [0, 1, 2, 3, 4, 5] });
      expect([...map]).toEqual(expected);
    });

    it('vectors of numbers are columns of numbers', () => {
      const numbers = new WasmMap({ key: 'u64', value: 'f64', engine });
      numbers.putAll({ keys: vectorFromArray([1n, 2n], new Int64()), values: vectorFromArray([0.5, 1.5], new Float64()) });
      expect([...numbers].sort()).toEqual([[1n, 0.5], [2n, 1.5]]);
      const halves = new WasmMap({ key: 'u32', value: 'f64', engine });
      halves.putAll({ keys: [1, 2], values: vectorFromArray([0.5, 1.5], new Float16()) });
      expect(halves.getAll([1, 2]).values).toEqual(Float64Array.of(0.5, 1.5));
    });

    it('text that is rewritten leaves what stays where it was alone', () => {
      const rows = ['first', ...Array.from({ length: 40 }, (_, i) => `${'日本'.repeat(60)}${i}`), ...Array.from({ length: 100 }, (_, i) => `a${i}`)];
      for (const list of [rows, ['é'.repeat(900), ...rows, ...rows.map((row) => `${row}.`)]]) {
        const map = strings();
        map.putAll({ keys: pack(list), values: indices(list) });
        expect([...map]).toEqual(list.map((row, i) => [row, i]));
        expect([...map.getAll(pack(list)).values]).toEqual([...indices(list)]);
      }
    });

    it('vectors with nulls are refused at the first', () => {
      const map = strings();
      const keys = vectorFromArray(['a', null, 'b'], new Utf8());
      expect(() => map.getAll(keys)).toThrow(/keys\[1\]: expected a string.*null/);
      expect(() => map.putAll({ keys, values: [1, 2, 3] })).toThrow(/keys\[1\]/);
      expect(() => map.putAll({ keys: ['a', 'b'], values: vectorFromArray([1, null], new Float64()) })).toThrow(/values\[1\]/);
      expect(map.size).toBe(0);
    });
  });
});
