/** Batches in slices: nobody sees a part of them, and the event loop goes on meanwhile. */
import { setImmediate as nextTask } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CapacityError, ClosedError, ConcurrentModificationError, Heap, PutAllError, WasmMap, WasmapRangeError, WasmapTypeError,
} from '../../src/index.js';
import { expectEqual } from '../support/expect.js';
import { engineKinds, runs } from '../support/workloads.js';

const MANY = 150_000;

function* pairs(count: number, from = 0): Generator<[number, number]> {
  for (let i = from; i < from + count; i++) yield [i, i + 1];
}

async function* slowly<T>(source: Iterable<T>, every = 1000): AsyncGenerator<T> {
  let i = 0;
  for (const each of source) {
    if (++i % every === 0) await nextTask();
    yield each;
  }
}

/** What a promise is rejected with. */
const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => { throw new Error('was fulfilled'); }, (error: unknown) => error);

describe.each(engineKinds)('putAllAsync on the %s engine', (engine) => {
  const numbers = (options = {}): WasmMap<number, number> => new WasmMap({ key: 'u32', value: 'f64', engine, ...options });
  const columns = (count: number): { keys: Uint32Array; values: Float64Array } => {
    const [keys, values] = [new Uint32Array(count), new Float64Array(count)];
    for (let i = 0; i < count; i++) [keys[i], values[i]] = [i, i + 1];
    return { keys, values };
  };

  it.each([
    ['an iterable', () => pairs(3000)],
    ['an array', () => [...pairs(3000)]],
    ['a Map', () => new Map(pairs(3000))],
    ['an async iterable', () => slowly(pairs(3000))],
    ['a web stream', () => new ReadableStream<[number, number]>({
      start(controller) {
        for (const pair of pairs(3000)) controller.enqueue(pair);
        controller.close();
      },
    })],
    ['a stream that cannot be iterated', () => {
      const stream = new ReadableStream<[number, number]>({
        start(controller) {
          for (const pair of pairs(3000)) controller.enqueue(pair);
          controller.close();
        },
      });
      return { getReader: () => stream.getReader() } as ReadableStream<[number, number]>;
    }],
    ['columns', () => columns(3000)],
  ])('takes %s', async (_, source) => {
    const map = numbers();
    const result = await map.putAllAsync(source());
    expect(result).toMatchObject({ written: 3000, inserted: 3000, replaced: 0, kept: 0, failedCount: 0, deduplicated: false });
    expect(new Map(map)).toEqual(new Map(pairs(3000)));
    expect([map.version, map.stats().putAlls]).toEqual([1, 1]);
  });

  it.each([['from empty', 0], ['into a filled map', 100]])('is invisible until it is whole: %s', async (_, before) => {
    const map = numbers();
    map.putAll(pairs(before, 1_000_000));
    const { version } = map;
    let seen = 0;
    let done = false;
    const written = map.putAllAsync(pairs(MANY), { sliceMs: 1 }).finally(() => { done = true; });
    while (!done) {
      seen++;
      expect([before, before + MANY]).toContain(map.size);
      expect(map.has(0)).toBe(map.size > before);
      await nextTask();
    }
    const result = await written;
    expect(seen).toBeGreaterThan(5);
    expect(result.inserted).toBe(MANY);
    expect([map.size, map.version]).toEqual([before + MANY, version + 1]);
    expectEqual(map.getAll(columns(MANY).keys).values, columns(MANY).values);
  });

  it.each([
    ['u32', 'any', (i: number) => i, (i: number) => ({ i })],
    ['u64', 'bytes', (i: number) => BigInt(i), (i: number) => Uint8Array.of(i, i >> 8)],
    ['string', 'string', (i: number) => `key ${i}`, (i: number) => `value ${i}`],
    ['bytes', 'f64', (i: number) => Uint8Array.of(i, i >> 8, i >> 16), (i: number) => i],
    ['any', 'u32', (i: number) => (i % 2 ? i : `key ${i}`), (i: number) => i],
  ] as const)('writes %s to %s, in order where there is one, and leaves no memory behind', async (key, value, keyOf, valueOf) => {
    const heap = new Heap({ maximumBytes: 2 ** 28, engine });
    const map = new WasmMap<unknown, unknown>({ key, value, heap } as never);
    const entries = Array.from({ length: 20_000 }, (_, i) => [keyOf(i), valueOf(i)] as const);
    await map.putAllAsync(entries, { sliceMs: 1 });
    expect(map.size).toBe(entries.length);
    for (let i = 0; i < entries.length; i += 997) expectEqual(map.get(keyOf(i)), valueOf(i));
    if (key === 'string' || key === 'any') expect([...map.keys()]).toEqual(entries.map(([each]) => each));
    map.set(keyOf(5), valueOf(6));
    expect(map.get(keyOf(5))).toEqual(valueOf(6));
    expect(await errorOf(map.putAllAsync([...entries, [Symbol.iterator, {}], 5 as never]))).toBeInstanceOf(PutAllError);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it('goes over what was written meanwhile', async () => {
    for (const before of [0, 10]) {
      const map = numbers();
      map.putAll(pairs(before, 1_000_000));
      const written = map.putAllAsync(pairs(MANY), { sliceMs: 1 });
      await nextTask();
      await nextTask();
      map.set(7, -1).set(5_000_000, -2);
      const result = await written;
      expect(result).toMatchObject({ inserted: MANY - 1, replaced: 1 });
      expect([map.get(7), map.get(5_000_000), map.size]).toEqual([8, -2, before + MANY + 1]);
    }
  });

  it('fails where somebody wrote meanwhile, if it is asked to', async () => {
    for (const source of [() => pairs(MANY), () => columns(MANY), () => slowly(pairs(MANY), 100)]) {
      const map = numbers();
      const written = errorOf(map.putAllAsync(source(), { sliceMs: 1, onInterleavedWrite: 'fail' }));
      await nextTask();
      map.set(1, 5);
      const error = await written;
      expect(error).toBeInstanceOf(ConcurrentModificationError);
      expect(error).toMatchObject({ kind: 'interleaved' });
      expect([...map]).toEqual([[1, 5]]);
      expect(map.stats().concurrentModifications.interleaved).toBe(1);
    }
  });

  it('tells its own source from others', async () => {
    const map = numbers();
    function* writing(): Generator<[number, number]> {
      yield [1, 1];
      map.set(9, 9);
      yield [2, 2];
    }
    expect(await errorOf(map.putAllAsync(writing()))).toMatchObject({ kind: 'source' });
    expect([...map]).toEqual([[9, 9]]);
    expect(await errorOf(map.putAllAsync([[1, 1]], { validate: { key: () => map.set(8, 8) } }))).toMatchObject({ kind: 'validator' });
    expect(map.size).toBe(2);
  });

  it('does one batch after another', async () => {
    const map = numbers();
    const order: string[] = [];
    const first = map.putAllAsync(slowly(pairs(5000)), { onConflict: 'keep' }).then(() => order.push('first'));
    const second = map.putAllAsync(Array.from(pairs(10, 100), ([key]) => [key, -1] as [number, number])).then(() => order.push('second'));
    const third = errorOf(map.putAllAsync([[1, 'x' as never]])).then(() => order.push('third'));
    const fourth = map.putAllAsync([[100, -4]]).then(() => order.push('fourth'));
    await Promise.all([first, second, third, fourth]);
    expect(order).toEqual(['first', 'second', 'third', 'fourth']);
    expect([map.get(100), map.get(101), map.get(99)]).toEqual([-4, -1, 100]);
  });

  it('is aborted by its signal, at whatever time, and closes its source', async () => {
    const reason = new Error('no more');
    expect(await errorOf(numbers().putAllAsync([[1, 1]], { signal: AbortSignal.abort(reason) }))).toBe(reason);
    for (const source of [() => pairs(MANY), () => slowly(pairs(MANY)), () => columns(MANY)]) {
      for (let tasks = 0; tasks < 4; tasks++) {
        const map = numbers();
        const { signal, abort } = ((controller) => ({ signal: controller.signal, abort: () => { controller.abort(reason); } }))(new AbortController());
        const written = errorOf(map.putAllAsync(source(), { signal, sliceMs: 0.5 }));
        for (let i = 0; i < tasks; i++) await nextTask();
        abort();
        expect(await written).toBe(reason);
        expect([map.size, map.version]).toEqual([0, 0]);
      }
    }
    let closed = 0;
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined), return: () => { closed++; return Promise.reject(new Error('x')); } }) };
    const controller = new AbortController();
    const written = errorOf(numbers().putAllAsync(never, { signal: controller.signal }));
    await nextTask();
    controller.abort(reason);
    expect(await written).toBe(reason);
    expect(closed).toBe(1);
  });

  it('leaves the map as it was where the source fails', async () => {
    const map = numbers();
    map.set(1, 1);
    const failure = new Error('broken');
    async function* broken(): AsyncGenerator<[number, number]> {
      yield* slowly(pairs(5000));
      throw failure;
    }
    expect(await errorOf(map.putAllAsync(broken()))).toBe(failure);
    const error = await errorOf(map.putAllAsync(slowly([...pairs(5000), [-1, 1] as [number, number]])));
    expect(error).toBeInstanceOf(PutAllError);
    expect(error).toMatchObject({ failed: [{ index: 5000 }] });
    expect(await errorOf(map.putAllAsync(pairs(MANY), { maxBatchEntries: 100 }))).toBeInstanceOf(WasmapRangeError);
    expect([...map]).toEqual([[1, 1]]);
    const result = await map.putAllAsync(slowly([[2, 2], [-1, 1], [3, 3]] as [number, number][]), { atomic: false });
    expect(result).toMatchObject({ written: 2, failedCount: 1, failed: [{ index: 1 }] });
  });

  it('gives all memory back where that is exhausted on the way', async () => {
    const heap = new Heap({ maximumBytes: 400_000, engine });
    const map: WasmMap<number, number> = new WasmMap({ key: 'u32', value: 'f64', heap });
    expect(await errorOf(map.putAllAsync(columns(MANY)))).toBeInstanceOf(CapacityError);
    expect([map.size, heap.memoryUsage().bytes]).toEqual([0, 0]);
    const result = await map.putAllAsync(columns(MANY), { atomic: false });
    expect(result.written + result.failedCount).toBe(MANY);
    expect(result.failedCount).toBeGreaterThan(0);
    expect(map.size).toBe(result.inserted);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it.each(['string', 'bytes', 'any'] as const)('given up amid its writing leaves no value of kind %s behind', async (value) => {
    const valueOf = (i: number): unknown => (value === 'bytes' ? Uint8Array.of(i) : `v${i}`);
    for (const keys of [Array.from({ length: 30_000 }, (_, i) => `${'k'.repeat(40)}${i}`), Array.from({ length: 30_000 }, (_, i) => `k${i % 5000}`)]) {
      for (const stop of ['abort', 'throw', 'write', 'fail', 'dispose'] as const) {
        const heap = new Heap({ engine });
        const map = new WasmMap<string, unknown>({ key: 'string', value, heap } as never);
        const controller = new AbortController();
        let calls = 0;
        const onProgress = (): void => {
          if (++calls !== 2) return;
          if (stop === 'abort') controller.abort();
          else if (stop === 'throw') throw new Error('stop');
          else if (stop === 'dispose') map.dispose();
          else map.set('other', valueOf(1));
        };
        const options = { signal: controller.signal, sliceMs: 0.05, onProgress, onInterleavedWrite: stop === 'fail' ? 'fail' : 'rebase' } as const;
        await map.putAllAsync({ keys, values: keys.map((_, i) => valueOf(i)) }, options).catch(() => undefined);
        expect(calls).toBeGreaterThan(1);
        if (stop !== 'dispose') expect(map.size).toBe({ abort: 0, throw: 0, fail: 1, write: new Set(keys).size + 1 }[stop]);
        map.dispose();
        expect(heap.memoryUsage().bytes, stop).toBe(0);
      }
    }
  });

  it('reports every entry where there is no memory at all', async () => {
    const heap = new Heap({ maximumBytes: 10, engine });
    const map: WasmMap<number, number> = new WasmMap({ key: 'u32', value: 'f64', heap });
    expect(await map.putAllAsync(columns(9000), { atomic: false })).toMatchObject({ inserted: 0, failedCount: 9000 });
    expect(await errorOf(map.putAllAsync(columns(9000)))).toBeInstanceOf(CapacityError);
  });

  it('goes on after its heap was disposed of, as the map does', async () => {
    const heap = new Heap({ engine, separate: true });
    const map: WasmMap<number, number> = new WasmMap({ key: 'u32', value: 'f64', heap });
    heap.dispose();
    expect((await map.putAllAsync(columns(20_000))).inserted).toBe(20_000);
    expect(map.get(7)).toBe(8);
  });

  it('is discarded where a newer revision came meanwhile', async () => {
    const map = numbers();
    let calls = 0;
    const result = await map.putAllAsync(columns(50_000), { revision: 5, sliceMs: 0.05, onProgress: () => { if (++calls === 2) map.putAll([], { revision: 9 }); } });
    expect(calls).toBeGreaterThan(1);
    expect([result.deduplicated, result.written, map.size]).toEqual([true, 0, 0]);
  });

  it('is not harmed by columns that change meanwhile', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `key ${i}`);
    const lengths = rows.map((row) => row.length);
    for (const spoil of ['offsets', 'data', 'detach'] as const) {
      const map: WasmMap<string, number> = new WasmMap({ key: 'string', value: 'f64', engine });
      const data = new TextEncoder().encode(rows.join(''));
      const offsets = new Uint32Array(rows.length + 1);
      lengths.forEach((length, i) => { offsets[i + 1] = offsets[i]! + length; });
      const written = map.putAllAsync({ keys: { data, offsets }, values: new Float64Array(rows.length) }, { sliceMs: 0.1 }).catch((error: unknown) => error);
      for (let i = 0; i < 2; i++) await nextTask();
      if (spoil === 'offsets') offsets.fill(4_000_000_000, 10_000);
      else if (spoil === 'data') data.fill(0xff);
      else structuredClone(data, { transfer: [data.buffer] });
      const result = await written;
      if (result instanceof Error) {
        expect(result).toSatisfy((error) => error instanceof WasmapTypeError || error instanceof WasmapRangeError || error instanceof PutAllError);
        expect(map.size).toBe(0);
      } else {
        expect(map.size).toBe(rows.length);
      }
    }
  });

  it('tells of a map that was disposed of meanwhile', async () => {
    const heap = new Heap({ maximumBytes: 2 ** 28, engine });
    for (const source of [pairs(MANY), columns(MANY)]) {
      const map: WasmMap<number, number> = new WasmMap({ key: 'u32', value: 'f64', heap });
      const written = errorOf(map.putAllAsync(source, { sliceMs: 0.5 }));
      await nextTask();
      map.dispose();
      expect(await written).toBeInstanceOf(ClosedError);
      expect(heap.memoryUsage().bytes).toBe(0);
    }
  });

  it('reports its progress', async () => {
    for (const source of [pairs(MANY), columns(MANY)]) {
      const seen: [number, number | undefined][] = [];
      await numbers().putAllAsync(source, { sliceMs: 1, onProgress: (done, total) => seen.push([done, total]) });
      expect(seen.length).toBeGreaterThan(2);
      for (const [done, total] of seen) expect(done).toBeLessThanOrEqual(total ?? MANY);
    }
    const map = numbers();
    expect(await errorOf(map.putAllAsync(pairs(MANY), { onProgress: () => { throw new RangeError('stop'); } }))).toBeInstanceOf(RangeError);
    expect(map.size).toBe(0);
  });

  it('applies once what is sent twice', async () => {
    const map = numbers();
    await map.putAllAsync(columns(MANY), { idempotencyKey: 'a', revision: 1 });
    expect(await map.putAllAsync(pairs(MANY), { idempotencyKey: 'a' })).toMatchObject({ deduplicated: true, written: 0 });
    expect(await map.putAllAsync([[1, 1]], { revision: 1 })).toMatchObject({ deduplicated: true });
    expect(map.version).toBe(1);
    expect(await map.putAllAsync([[1, 1], [2, 2]], { entryIds: ['x', 'x'] })).toMatchObject({ written: 1, kept: 1 });
  });

  it('does what putAll does', async () => {
    const entry = fc.tuple(fc.oneof(fc.nat(20), fc.constant(-1)), fc.nat(9));
    const onConflict = fc.constantFrom('replace', 'keep', 'error', 'add', 'min', 'max');
    await fc.assert(fc.asyncProperty(fc.array(entry), fc.array(entry), onConflict, fc.boolean(), async (first, second, mode, atomic) => {
      const [map, model] = [numbers({ seed: 1n }), numbers({ seed: 1n })];
      for (const batch of [first, second]) {
        const options = { onConflict: mode as 'keep', atomic };
        const wanted = await Promise.resolve().then(() => model.putAll(batch, options)).catch((error: unknown) => error);
        const got = await map.putAllAsync(slowly(batch, 3), options).catch((error: unknown) => error);
        if (wanted instanceof Error) expect(got).toMatchObject({ name: wanted.name, message: wanted.message });
        else expect({ ...(got as object), durationMs: 0 }).toEqual({ ...(wanted as object), durationMs: 0 });
        expect(new Map(map)).toEqual(new Map(model));
        expect(map.version).toBe(model.version);
      }
    }), { numRuns: runs(40) });
  });

  it.each([
    [{ sliceMs: 0 }, WasmapRangeError], [{ sliceMs: '4' }, WasmapTypeError], [{ signal: 5 }, WasmapTypeError], [{ onProgress: 5 }, WasmapTypeError],
    [{ onInterleavedWrite: 'retry' }, WasmapTypeError], [{ slice: 4 }, WasmapTypeError], [{ onConflict: 'x' }, WasmapTypeError],
  ])('refuses the options %j', async (options, type) => {
    expect(await errorOf(numbers().putAllAsync([], options as never))).toBeInstanceOf(type);
  });

  it.each([5, null, undefined, {}, { keys: [] }, { [Symbol.iterator]: 5 }])('refuses %s as a source', async (source) => {
    expect(await errorOf(numbers().putAllAsync(source as never))).toBeInstanceOf(WasmapTypeError);
  });
});
