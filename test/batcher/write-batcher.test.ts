import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CapacityError, ClosedError, Heap, PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError, WriteBatcher } from '../../src/index.js';
import { engineKinds, runs, thrownBy } from '../support/workloads.js';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** What becomes of a promise, without waiting for it. */
function watch(promise: Promise<unknown>): { state: 'waits' | 'done' | 'failed'; error?: unknown } {
  const seen: ReturnType<typeof watch> = { state: 'waits' };
  promise.then(() => { seen.state = 'done'; }, (error: unknown) => { seen.state = 'failed'; seen.error = error; });
  return seen;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe.each(engineKinds)('a WriteBatcher on the %s engine', (engine) => {
  const counts = (options = {}): WasmMap<string, number> => new WasmMap({ key: 'string', value: 'u32', engine, ...options });

  it('writes a batch when it is full, and not before', async () => {
    const map = counts();
    const batcher = new WriteBatcher(map, { maxBatchEntries: 3 });
    const seen = [watch(batcher.write('a', 1)), watch(batcher.write('b', 2))];
    await settle();
    expect([map.size, batcher.pending]).toEqual([0, 2]);
    seen.push(watch(batcher.write('a', 3)));
    await settle();
    expect([...map]).toEqual([['a', 3], ['b', 2]]);
    expect(seen.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect([map.version, map.stats().putAlls, batcher.pending]).toEqual([1, 1, 0]);
  });

  it('writes what waits when its time is over, counted from the first write', async () => {
    const map = counts();
    const batcher = new WriteBatcher(map);
    const first = watch(batcher.write('a', 1));
    await vi.advanceTimersByTimeAsync(49);
    const second = watch(batcher.write('b', 2));
    expect(first.state).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    expect([first.state, second.state, map.size]).toEqual(['done', 'done', 2]);
    void batcher.write('c', 3);
    await vi.advanceTimersByTimeAsync(49);
    expect(map.has('c')).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(map.has('c')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('shows what is pending to those who ask it, not to those who ask the map', async () => {
    const map = counts();
    map.set('a', 1);
    const batcher = new WriteBatcher(map, { maxBatchEntries: 2, maxPending: 100 });
    expect(batcher.get('a')).toBe(1);
    for (let i = 2; i < 7; i++) void batcher.write('a', i);
    void batcher.write('b', 9);
    expect([batcher.get('a'), batcher.get('b'), batcher.get('c'), map.get('a')]).toEqual([6, 9, undefined, 1]);
    await batcher.flush();
    expect([batcher.get('a'), map.get('a'), map.get('b')]).toEqual([6, 6, 9]);
  });

  it('commits a batch itself before more wait than may', () => {
    const map = counts();
    const batcher = new WriteBatcher(map, { maxBatchEntries: 4, maxPending: 8 });
    for (let i = 0; i < 100; i++) {
      void batcher.write(`key ${i}`, i);
      expect(batcher.pending).toBeLessThanOrEqual(8);
    }
    expect(map.size).toBe(92);
  });

  it('works with fewer pending writes than a batch has', async () => {
    const map = counts();
    const batcher = new WriteBatcher(map, { maxBatchEntries: 100, maxPending: 3 });
    const seen = Array.from({ length: 10 }, (_, i) => watch(batcher.write(`key ${i}`, i)));
    await batcher.flush();
    expect(map.size).toBe(10);
    expect(seen.every(({ state }) => state === 'done')).toBe(true);
  });

  it('rejects a write that does not fit, and no other', async () => {
    const map = counts({ validate: { value: (value: number) => value !== 13 } });
    const batcher = new WriteBatcher(map);
    const [good, wrongType, outOfRange, refused] = [
      batcher.write('a', 1), batcher.write(7 as never, 1), batcher.write('b', -1), batcher.write('c', 13),
    ].map(watch);
    await batcher.flush();
    expect([good!.state, wrongType!.error, outOfRange!.error, refused!.error]).toEqual([
      'done', expect.any(WasmapTypeError), expect.any(WasmapRangeError), expect.any(WasmapRangeError),
    ]);
    expect([...map]).toEqual([['a', 1]]);
  });

  it('rejects exactly the writes of a batch that fails, and goes on', async () => {
    const heap = new Heap({ maximumBytes: 1_000_000, engine });
    const map: WasmMap<string, string> = new WasmMap({ key: 'string', value: 'string', heap });
    const errors: [unknown, number][] = [];
    const batcher = new WriteBatcher(map, { maxBatchEntries: 2, onError: (error, entries) => errors.push([error, entries.length]) });
    const seen = [['a', 'x'], ['b', 'y'], ['c', 'x'], ['d', 'y'.repeat(2_000_000)], ['e', 'x'], ['f', 'y']]
      .map(([key, value]) => watch(batcher.write(key!, value!)));
    await settle();
    expect(seen.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed', 'done', 'done']);
    expect(seen[2]!.error).toBe(seen[3]!.error);
    expect(seen[2]!.error).toBeInstanceOf(CapacityError);
    expect(errors).toEqual([[seen[2]!.error, 2]]);
    expect([...map.keys()]).toEqual(['a', 'b', 'e', 'f']);
  });

  it('flushes when it is closed, and takes nothing more', async () => {
    const map = counts();
    const batcher = new WriteBatcher(map, { maxDelayMs: Infinity });
    const written = watch(batcher.write('a', 1));
    await batcher.close();
    await batcher.close();
    expect([written.state, map.get('a'), batcher.get('a')]).toEqual(['done', 1, 1]);
    await expect(batcher.write('b', 2)).rejects.toBeInstanceOf(ClosedError);
    expect(map.size).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells of a map that was disposed of', async () => {
    const map = counts();
    const batcher = new WriteBatcher(map);
    const written = watch(batcher.write('a', 1));
    map.dispose();
    await expect(batcher.flush()).rejects.toBeInstanceOf(ClosedError);
    expect(written.error).toBeInstanceOf(ClosedError);
  });

  it('copies bytes when they are written, and compares them by content', async () => {
    const map = new WasmMap({ key: 'bytes', value: 'bytes', engine });
    const batcher = new WriteBatcher(map);
    const [key, value] = [Uint8Array.of(1, 200), Uint8Array.of(3)];
    void batcher.write(key, value);
    key[0] = 9;
    value[0] = 9;
    expect(batcher.get(Uint8Array.of(1, 200))).toEqual(Uint8Array.of(3));
    batcher.get(Uint8Array.of(1, 200))![0] = 7;
    await batcher.flush();
    expect([...map]).toEqual([[Uint8Array.of(1, 200), Uint8Array.of(3)]]);
    const detached = new Uint8Array(2);
    structuredClone(detached, { transfer: [detached.buffer] });
    await expect(batcher.write(detached, value)).rejects.toBeInstanceOf(WasmapTypeError);
  });

  it('tells keys of a codec apart by what they are encoded to', async () => {
    const codec = {
      encode: (key: { id: number }, target: Uint8Array) => {
        if (key.id > 255) throw new RangeError('too large');
        target[0] = key.id;
        return 1;
      },
      decode: (bytes: Uint8Array) => ({ id: bytes[0]! }),
    };
    const map = new WasmMap({ codec, value: 'u32', engine });
    const batcher = new WriteBatcher(map);
    void batcher.write({ id: 1 }, 5);
    expect(batcher.get({ id: 1 })).toBe(5);
    await expect(batcher.write({ id: 256 }, 1)).rejects.toThrow(/too large/);
    await batcher.flush();
    expect(map.get({ id: 1 })).toBe(5);
  });

  it('takes code of the user\'s that calls it back', async () => {
    const hooks: { encode?: () => void } = {};
    const codec = {
      encode: (key: number, target: Uint8Array) => {
        hooks.encode?.();
        target[0] = key;
        return 1;
      },
      decode: (bytes: Uint8Array) => bytes[0]!,
    };
    for (const call of ['flush', 'write', 'close'] as const) {
      const map = new WasmMap({ codec, value: 'u32', engine });
      const batcher = new WriteBatcher(map, { maxDelayMs: Infinity, maxBatchEntries: 2 });
      const seen = [watch(batcher.write(1, 1))];
      let left = 3;
      hooks.encode = () => {
        if (left-- > 0) seen.push(watch(call === 'write' ? batcher.write(left + 10, 1) : batcher[call]()));
      };
      seen.push(watch(batcher.write(2, 2)));
      await batcher.flush();
      await settle();
      hooks.encode = () => undefined;
      expect(batcher.pending).toBe(0);
      expect(seen.every(({ state }) => state !== 'waits')).toBe(true);
      expect(map.has(2)).toBe(call !== 'close');
      expect(map.size).toBe({ flush: 2, write: 5, close: 1 }[call]);
    }
    let batcher: WriteBatcher<number, number> | undefined = undefined;
    const map: WasmMap<number, number> = new WasmMap({ key: 'u32', value: 'u32', engine, validate: { key: () => { void batcher!.close(); } } });
    batcher = new WriteBatcher(map, { maxDelayMs: Infinity });
    await expect(batcher.write(1, 1)).rejects.toBeInstanceOf(ClosedError);
    expect(batcher.pending).toBe(0);
  });

  it('shows what is pending as the map will have it', () => {
    const floats = new WriteBatcher(new WasmMap({ key: 'u32', value: 'f32', engine }));
    void floats.write(1, 0.1);
    expect(floats.get(1)).toBe(Math.fround(0.1));
    const whole = new WriteBatcher(new WasmMap({ key: 'u32', value: 'u32', engine }));
    void whole.write(1, -0);
    expect(whole.get(1)).toBe(0);
  });

  it('leaves the map as a loop of set would, whatever the batches', async () => {
    const entry = fc.tuple(fc.string({ maxLength: 2 }), fc.nat(1000));
    await fc.assert(fc.asyncProperty(fc.array(entry, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }), async (entries, maxBatchEntries, maxPending) => {
      const map = counts();
      const model = new Map<string, number>();
      const batcher = new WriteBatcher(map, { maxBatchEntries, maxPending });
      const seen = [];
      for (const [key, value] of entries) {
        seen.push(watch(batcher.write(key, value)));
        model.set(key, value);
        expect(batcher.get(key)).toBe(value);
        if (value % 7 === 0) await settle();
      }
      await batcher.close();
      expect([...map]).toEqual([...model]);
      expect(seen.every(({ state }) => state === 'done')).toBe(true);
    }), { numRuns: runs(50) });
  });
});

it('a batch of a batcher is all or nothing, and its error the batch\'s', async () => {
  const map = new WasmMap({ key: 'u32', value: 'u32', maxBatchEntries: 5 });
  const batcher = new WriteBatcher(map, { maxBatchEntries: 100 });
  const seen = Array.from({ length: 12 }, (_, i) => watch(batcher.write(i, i)));
  await batcher.flush();
  // A batcher keeps to the map's own limit.
  expect(seen.every(({ state }) => state === 'done')).toBe(true);
  expect(map.stats().putAlls).toBe(3);
});

it.each([
  [() => new WriteBatcher(new WasmSet() as never), WasmapTypeError],
  [() => new WriteBatcher(new Map() as never), WasmapTypeError],
  [() => new WriteBatcher(undefined as never), WasmapTypeError],
  [() => new WriteBatcher(new WasmMap(), { maxBatchEntries: 0 }), WasmapRangeError],
  [() => new WriteBatcher(new WasmMap(), { maxBatchEntries: 1.5 }), WasmapRangeError],
  [() => new WriteBatcher(new WasmMap(), { maxPending: 0 }), WasmapRangeError],
  [() => new WriteBatcher(new WasmMap(), { maxDelayMs: -1 }), WasmapRangeError],
  [() => new WriteBatcher(new WasmMap(), { maxDelayMs: 2 ** 31 }), WasmapRangeError],
  [() => new WriteBatcher(new WasmMap(), { maxDelayMs: '5' as never }), WasmapTypeError],
  [() => new WriteBatcher(new WasmMap(), { onError: 5 as never }), WasmapTypeError],
  [() => new WriteBatcher(new WasmMap(), { maxDelay: 5 } as never), WasmapTypeError],
])('%s is refused', (make, type) => {
  expect(thrownBy(make)).toBeInstanceOf(type);
});

it('errors of a batch are PutAllErrors where an entry is to blame', async () => {
  let strict = false;
  const codec = {
    encode: (key: number, target: Uint8Array) => {
      if (strict && key === 2) throw new Error('no more');
      target[0] = key;
      return 1;
    },
    decode: (bytes: Uint8Array) => bytes[0]!,
  };
  const map = new WasmMap({ codec, value: 'u32' });
  const batcher = new WriteBatcher(map);
  const seen = [watch(batcher.write(1, 1)), watch(batcher.write(2, 2))];
  strict = true;
  await batcher.flush().catch(() => undefined);
  expect(seen.map(({ error }) => error)).toEqual([expect.any(PutAllError), expect.any(PutAllError)]);
  expect(map.size).toBe(0);
});
