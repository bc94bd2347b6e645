/** What must hold before a batch is written: its map's version, validators, and that nobody else writes meanwhile. */
import { describe, expect, it } from 'vitest';
import { ConcurrentModificationError, PutAllError, VersionError, WasmMap, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

describe.each(engineKinds)('on the %s engine', (engine) => {
  describe('compareAndPutAll', () => {
    it('writes where the version is the expected one, and throws where it is not, without reading the source', () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine });
      expect(map.compareAndPutAll(0, [['a', 1]]).inserted).toBe(1);
      const { version } = map;
      map.set('b', 2);
      const source = { [Symbol.iterator]: () => { throw new Error('was read'); } } as unknown as Iterable<[string, number]>;
      const error = thrownBy(() => map.compareAndPutAll(version, source));
      expect(error).toBeInstanceOf(VersionError);
      expect(error).toMatchObject({ code: 'ERR_WASMAP_VERSION', expected: 1, actual: 2 });
      expect(map.compareAndPutAll(2, [['b', 1]], { onConflict: 'add' }).replaced).toBe(1);
      expect([...map]).toEqual([['a', 1], ['b', 3]]);
    });

    it.each(['any', 'u32', 'string'] as const)('sees that a value went and came back: keys of kind %s', (key) => {
      const map = new WasmMap<unknown, number>({ key, value: 'u32', engine });
      const one = key === 'u32' ? 1 : 'one';
      map.set(one, 1);
      const { version } = map;
      map.set(one, 2);
      map.set(one, 1);
      map.delete(one);
      map.set(one, 1);
      expect(() => map.compareAndPutAll(version, [[one, 5]])).toThrow(VersionError);
      map.clear();
      expect(() => map.compareAndPutAll(0, [[one, 5]])).toThrow(VersionError);
    });

    it('needs a number', () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine });
      expect(thrownBy(() => map.compareAndPutAll('0' as never, []))).toBeInstanceOf(WasmapTypeError);
      expect(thrownBy(() => map.compareAndPutAll(-1, []))).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => map.compareAndPutAll(0, [], { onConflct: 'keep' } as never))).toBeInstanceOf(WasmapTypeError);
    });
  });

  describe('maxStagedBytes', () => {
    it('bounds what a batch of pairs takes before it is written', async () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine, maxStagedBytes: 100 });
      expect(map.putAll([['a'.repeat(40), 1]]).written).toBe(1);
      function* endless(): Generator<[string, number]> {
        for (let i = 0; ; i++) yield [`key ${i}`, i];
      }
      expect(thrownBy(() => map.putAll(endless()))).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => map.putAll(endless(), { atomic: false }))).toBeInstanceOf(WasmapRangeError);
      await expect(map.putAllAsync(endless())).rejects.toThrow(/maxStagedBytes/);
      expect([map.size, map.version]).toEqual([1, 1]);
      expect(thrownBy(() => new WasmMap({ maxStagedBytes: -1 }))).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => new WasmMap({ maxStagedBytes: '1' } as never))).toBeInstanceOf(WasmapTypeError);
    });
  });

  describe('validators', () => {
    const isShort = (key: string): boolean => key.length < 4;
    const isEven = (value: number): void => { if (value % 2) throw new Error('odd'); };

    it.each(['map', 'batch'] as const)('of a %s refuse a batch before anything is written', (where) => {
      const validate = { key: isShort, value: isEven };
      const map = new WasmMap({ key: 'string', value: 'u32', engine, ...(where === 'map' && { validate }) });
      const options = where === 'batch' ? { validate } : {};
      expect(map.putAll([['a', 2]], options).inserted).toBe(1);
      for (const source of [[['b', 4], ['long key', 2]], [['b', 4], ['c', 3]]] as [string, number][][]) {
        const columns = { keys: source.map(([key]) => key), values: source.map(([, value]) => value) };
        for (const each of [source, columns]) {
          const error = thrownBy(() => map.putAll(each, options)) as PutAllError;
          expect(error).toBeInstanceOf(PutAllError);
          expect(error.cause).toBeInstanceOf(WasmapRangeError);
          expect(error.failed[0]!.index).toBe(1);
        }
      }
      expect(() => map.putAll([['b', 3]], options)).toThrow(/values\[0\]: validate\.value refused 3: odd/);
      expect([map.size, map.version]).toEqual([1, 1]);
      const result = map.putAll([['b', 3], ['c', 4], ['long key', 6]], { ...options, atomic: false });
      expect(result).toMatchObject({ written: 1, failedCount: 2, failed: [{ index: 0 }, { index: 2 }] });
    });

    it('of a map hold for single writes, too', () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine, validate: { key: isShort, value: isEven } });
      expect(() => map.set('long key', 2)).toThrow(/WasmMap: key: validate\.key refused "long key"/);
      expect(() => map.set('a', 3)).toThrow(WasmapRangeError);
      expect(() => map.set('a', -3)).toThrow(/0 to 4294967295/);
      expect(() => map.getOrInsert('a', 3)).toThrow(WasmapRangeError);
      expect(map.set('a', 2)).toBe(map);
      expect(() => map.increment('a')).toThrow(WasmapRangeError);
      expect(map.increment('a', 2)).toBe(4);
      expect([...map]).toEqual([['a', 4]]);
      expect(map).toBeInstanceOf(WasmMap);
      expect(() => new WasmMap([['a', 1]], { key: 'string', value: 'u32', engine, validate: { value: isEven } })).toThrow(WasmapRangeError);
    });

    it('hold from the first entry on', () => {
      const options = { key: 'u32', value: 'u32', engine, validate: { value: (value: number) => value < 9 } } as const;
      expect([...new WasmMap([[1, 1], [2, 2]], options)]).toHaveLength(2);
      expect(() => new WasmMap([[1, 1], [2, 10]], options)).toThrow(WasmapRangeError);
      expect(() => new WasmMap([[1, 1], [2, 2]], { ...options, maxBatchEntries: 1 })).toThrow(WasmapRangeError);
    });

    it('do not let an emptied column pass', () => {
      const [keys, values] = [Uint32Array.of(1), Uint32Array.of(1)];
      structuredClone(0, { transfer: [keys.buffer, values.buffer] });
      const map = new WasmMap({ key: 'u32', value: 'u32', engine, validate: {} });
      expect(thrownBy(() => map.putAll({ keys, values }))).toBeInstanceOf(WasmapTypeError);
    });

    it('see bytes that nobody can change any more', () => {
      const first = Uint8Array.of(1);
      const isSmall = (bytes: Uint8Array): boolean => {
        first[0] = 99;
        return bytes[0]! < 50;
      };
      const map = new WasmMap({ key: 'bytes', value: 'u32', engine, validate: { key: isSmall } });
      map.putAll([[first, 1], [Uint8Array.of(2), 2]]);
      expect([...map.keys()]).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
      first[0] = 3;
      map.set(first, 3);
      expect(map.has(Uint8Array.of(3))).toBe(true);
    });

    it('may throw anything', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const map = new WasmMap({ key: 'u32', value: 'u32', engine });
      expect(thrownBy(() => map.putAll([[1, 1]], { validate: { key: () => { throw proxy as Error; } } }))).toBeInstanceOf(PutAllError);
    });

    it('see packed keys as strings, and both must agree', () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine, validate: { key: (key) => key !== 'b' } });
      const keys = { data: new TextEncoder().encode('abc'), offsets: Uint32Array.of(0, 1, 2, 3) };
      const result = map.putAll({ keys, values: [1, 2, 3] }, { atomic: false, validate: { key: (key) => key !== 'c' } });
      expect(result).toMatchObject({ written: 1, failedCount: 2 });
      expect([...map]).toEqual([['a', 1]]);
    });

    it.each([5, { key: 5 }, { value: 'x' }, { keys: () => true }])('%j are none', (validate) => {
      expect(thrownBy(() => new WasmMap({ validate } as never))).toBeInstanceOf(WasmapTypeError);
      expect(thrownBy(() => new WasmMap({ engine }).putAll([], { validate } as never))).toBeInstanceOf(WasmapTypeError);
    });
  });

  describe('a write from inside a batch', () => {
    const codec = { encode: (_: string, bytes: Uint8Array): number => { bytes[0] = 1; return 1; }, decode: (): string => 'x' };

    it.each(['source', 'validator', 'codec'] as const)('of its %s is detected, counted, and the batch not applied', (kind) => {
      const write = (): void => { map.set('other', 1); };
      let wrote = false;
      const map: WasmMap<string, number> = kind === 'codec'
        ? new WasmMap({ value: 'u32', engine, codec: { ...codec, encode: (key: string, bytes: Uint8Array) => {
          if (!wrote && key === 'b') {
            wrote = true;
            write();
          }
          bytes[0] = key.charCodeAt(0);
          return 1;
        } } })
        : new WasmMap({ key: 'string', value: 'u32', engine });
      const source = kind !== 'source' ? [['a', 1], ['b', 2]] as [string, number][] : (function* (): Generator<[string, number]> {
        yield ['a', 1];
        write();
        yield ['b', 2];
      })();
      const error = thrownBy(() => map.putAll(source, kind === 'validator' ? { validate: { key: write } } : {}));
      expect(error).toBeInstanceOf(ConcurrentModificationError);
      expect(error).toMatchObject({ kind, writers: undefined });
      expect(map.size).toBe(1);
      expect(map.stats().concurrentModifications).toEqual({ source: 0, codec: 0, validator: 0, interleaved: 0, [kind]: 1 });
    });

    it('of its source is not laid to the validators and codecs that see its entries', () => {
      const plain = { encode: (key: string, bytes: Uint8Array) => { bytes[0] = key.charCodeAt(0); return 1; }, decode: (): string => 'x' };
      for (const kind of [{ key: 'string' as const }, { codec: plain }]) {
        const map = new WasmMap<string, number>({ ...kind, value: 'u32', engine } as never);
        function* source(): Generator<[string, number]> {
          map.set('other', 1);
          yield ['a', 1];
        }
        expect(thrownBy(() => map.putAll(source(), { validate: { key: () => true } }))).toMatchObject({ kind: 'source' });
      }
    });

    it('names the places of both writers on a map that is debugged', () => {
      const map = new WasmMap({ key: 'string', value: 'u32', engine, debug: true });
      function* theSource(): Generator<[string, number]> {
        theIntruder();
        yield ['a', 1];
      }
      function theIntruder(): void {
        map.set('b', 2);
      }
      function theBatch(): void {
        map.putAll(theSource());
      }
      const error = thrownBy(theBatch) as ConcurrentModificationError;
      expect(error.writers!.batch).toContain('theBatch');
      expect(error.writers!.other).toContain('theIntruder');
      expect(error.message).toContain('theIntruder');
      for (const write of [() => map.delete('b'), () => map.clear(), () => map.deleteAll(['b']), () => map.putAll([['c', 1]])]) {
        map.set('b', 1);
        const theWriter = (): void => void write();
        const again = thrownBy(() => map.putAll((function* (): Generator<[string, number]> { yield ['x', 1]; theWriter(); })())) as ConcurrentModificationError;
        expect(again.writers!.other).toContain('theWriter');
      }
    });
  });
});
