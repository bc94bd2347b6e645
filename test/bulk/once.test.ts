/** What is sent twice is applied once: keys of batches, ids of entries, revisions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConflictError, PutAllError, WasmMap, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import { Window } from '../../src/bulk/once/window.js';
import { engineKinds, runs, thrownBy } from '../support/workloads.js';

const kinds = [
  ['u32', 'f64', (i: number) => i, (i: number) => i / 2],
  ['u64', 'i64', (i: number) => BigInt(i) << 40n, (i: number) => BigInt(-i)],
  ['string', 'string', (i: number) => `key ${i} €`, (i: number) => `value ${i}`],
  ['bytes', 'bytes', (i: number) => Uint8Array.of(i, i + 1), (i: number) => Uint8Array.of(i)],
  ['any', 'any', (i: number) => [undefined, null, NaN, 0, Symbol.for('a'), Symbol.iterator, 'x', 5n, true][i % 9], (i: number) => i],
] as const;

describe.each(engineKinds)('on the %s engine', (engine) => {
  const map = (options = {}): WasmMap<string, number> => new WasmMap({ key: 'string', value: 'f64', engine, ...options });

  describe('a batch with an idempotencyKey', () => {
    it('is applied once, and gives the first result again', () => {
      const target = map();
      const first = target.putAll([['a', 1], ['b', 2]], { idempotencyKey: 'order 1' });
      expect(first).toMatchObject({ written: 2, inserted: 2, deduplicated: false });
      target.set('a', 9);
      const { version } = target;
      const again = target.putAll([['a', 1], ['b', 2]], { idempotencyKey: 'order 1' });
      expect(again).toEqual({ ...first, written: 0, deduplicated: true });
      expect([target.get('a'), target.version]).toEqual([9, version]);
      expect(target.putAll([['a', 1]], { idempotencyKey: 'order 2' })).toMatchObject({ written: 1, deduplicated: false });
    });

    it.each(kinds)('is recognised by its content, in whatever order and form: %s to %s', (key, value, keyOf, valueOf) => {
      const target = new WasmMap<unknown, unknown>({ key, value, engine } as never);
      const entries = Array.from({ length: 9 }, (_, i) => [keyOf(i), valueOf(i)] as const);
      expect(target.putAll(entries, { idempotencyKey: 'k' }).deduplicated).toBe(false);
      expect(target.putAll([...entries].reverse(), { idempotencyKey: 'k' }).deduplicated).toBe(true);
      const columns = { keys: entries.map(([each]) => each), values: entries.map(([, each]) => each) };
      expect(target.putAll(columns, { idempotencyKey: 'k' }).deduplicated).toBe(true);
      for (const other of [entries.slice(1), [...entries, entries[0]!], entries.map(([each], i) => [each, valueOf(i + 1)] as const)]) {
        expect(thrownBy(() => target.putAll(other, { idempotencyKey: 'k' }))).toBeInstanceOf(ConflictError);
      }
      expect(target.version).toBe(1);
    });

    it('is the same packed and as strings, and by a codec\'s bytes', () => {
      const target = map();
      target.putAll([['a', 1], ['bc', 2]], { idempotencyKey: 'k' });
      const keys = { data: new TextEncoder().encode('abc'), offsets: Uint32Array.of(0, 1, 3) };
      expect(target.putAll({ keys, values: [1, 2] }, { idempotencyKey: 'k' }).deduplicated).toBe(true);
      const codec = {
        encode: (point: { x: number }, bytes: Uint8Array) => { bytes[0] = point.x; return 1; },
        decode: (bytes: Uint8Array) => ({ x: bytes[0]! }),
      };
      const points = new WasmMap({ codec, value: 'u32', engine });
      points.putAll([[{ x: 1 }, 1]], { idempotencyKey: 'k' });
      expect(points.putAll([[{ x: 1 }, 1]], { idempotencyKey: 'k' }).deduplicated).toBe(true);
      expect(() => points.putAll([[{ x: 2 }, 1]], { idempotencyKey: 'k' })).toThrow(ConflictError);
    });

    it('that failed is not remembered', () => {
      const target = map();
      expect(() => target.putAll([['a', 1], ['a', 2]], { onConflict: 'error', idempotencyKey: 'k' })).toThrow(PutAllError);
      expect(target.putAll([['a', 1]], { idempotencyKey: 'k' }).written).toBe(1);
    });

    it('is forgotten after the window, and when there are too many', () => {
      let now = 1000;
      const target = map({ idempotency: { windowMs: 60, maxKeys: 3, clock: () => now } });
      const send = (key: string): boolean => target.putAll([[key, 1]], { idempotencyKey: key }).deduplicated;
      expect(send('a')).toBe(false);
      now += 59;
      expect(send('a')).toBe(true);
      now += 1;
      expect(send('a')).toBe(false);
      for (const key of ['b', 'c', 'd']) expect(send(key)).toBe(false);
      expect(['a', 'b', 'c', 'd'].map(send)).toEqual([false, false, false, false]);
      expect(['d', 'c', 'b'].map(send)).toEqual([true, true, true]);
    });
  });

  describe('entries with ids', () => {
    it('are applied once each, across batches, and counted as kept', () => {
      const target = map();
      expect(target.putAll([['a', 1], ['b', 2], ['a', 4]], { onConflict: 'add', entryIds: [1, 2, 1] })).toMatchObject({ written: 2, kept: 1 });
      expect(target.putAll([['a', 10], ['b', 20], ['c', 30]], { onConflict: 'add', entryIds: new Uint32Array([3, 2, 4]) }))
        .toMatchObject({ written: 2, inserted: 1, replaced: 1, kept: 1, failedCount: 0 });
      expect([...target]).toEqual([['a', 11], ['b', 2], ['c', 30]]);
      expect(target.putAll([['a', 100]], { onConflict: 'add', entryIds: [3] })).toMatchObject({ written: 0, kept: 1 });
      expect(target.version).toBe(2);
      expect(target.putAll([['a', 100]], { onConflict: 'add', entryIds: ['3'] }).written).toBe(1);
    });

    it('that failed may come again', () => {
      const target = map();
      const bad = [['a', 1], ['b', 'two'], ['c', 3]] as unknown as [string, number][];
      expect(thrownBy(() => target.putAll(bad, { entryIds: [1, 2, 3] }))).toBeInstanceOf(PutAllError);
      expect(target.putAll(bad, { entryIds: [1, 2, 3], atomic: false })).toMatchObject({ written: 2, failedCount: 1 });
      expect(target.putAll([['a', 5], ['b', 5], ['c', 5]], { entryIds: [1, 2, 3] })).toMatchObject({ written: 1, kept: 2 });
      expect([...target]).toEqual([['a', 1], ['c', 3], ['b', 5]]);
      target.clear();
      const failing = target.putAll([['x', 1], ['x', 2]], { entryIds: [7, 8], atomic: false, onConflict: 'error' });
      expect(failing).toMatchObject({ written: 1, failedCount: 1, failed: [{ index: 1 }] });
      expect(target.putAll([['y', 1], ['z', 2]], { entryIds: [7, 8] })).toMatchObject({ written: 1, kept: 1 });
    });

    it('name the positions of the source, whatever was left out before', () => {
      const target = map();
      target.putAll([['a', 1]], { entryIds: ['first'] });
      const result = target.putAll([['b', 1], ['a', 1], ['b', 2]], { entryIds: [1, 'first', 2], onConflict: 'error', atomic: false });
      expect(result).toMatchObject({ written: 1, kept: 1, failedCount: 1, failed: [{ index: 2, key: 'b' }] });
      const error = thrownBy(() => target.putAll([['a', 1], ['c', 1], ['b', 2]], { entryIds: ['first', 3, 4], onConflict: 'error' }));
      expect(error).toMatchObject({ failedCount: 3, failed: [{ index: 2 }], result: { written: 0, kept: 0, failedCount: 3 } });
      expect([...target.keys()]).toEqual(['a', 'b']);
    });

    it('are one each, and strings or numbers', () => {
      const target = map();
      expect(thrownBy(() => target.putAll([['a', 1]], { entryIds: [] }))).toBeInstanceOf(WasmapTypeError);
      expect(thrownBy(() => target.putAll([['a', 1]], { entryIds: [1, 2] }))).toBeInstanceOf(WasmapTypeError);
      expect(() => target.putAll([['a', 1]], { entryIds: [{} as never] })).toThrow(/entryIds\[0\]/);
      expect(target.size).toBe(0);
    });

    it('leave a model\'s counts, however batches overlap', () => {
      const entry = fc.record({ key: fc.constantFrom('a', 'b', 'c'), by: fc.integer({ min: 1, max: 9 }), id: fc.nat(30) });
      fc.assert(fc.property(fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: 8 }), (batches) => {
        const target = map();
        const [model, seen] = [new Map<string, number>(), new Set<number>()];
        for (const batch of batches) {
          const result = target.putAll(batch.map(({ key, by }) => [key, by]), { onConflict: 'add', entryIds: batch.map(({ id }) => id) });
          expect(result.written + result.kept + result.failedCount).toBe(batch.length);
          for (const { key, by, id } of batch) {
            if (!seen.has(id)) model.set(key, (model.get(key) ?? 0) + by);
            seen.add(id);
          }
        }
        expect(new Map(target)).toEqual(model);
      }), { numRuns: runs(30) });
    });

    it('are remembered from when the batch is written, however long it took to come', async () => {
      let time = 0;
      async function* slowly(): AsyncGenerator<[string, number]> {
        for (const key of ['a', 'b', 'c']) {
          time += 900;
          yield await Promise.resolve([key, 1]);
        }
      }
      const entries: [string, number][] = [['a', 1], ['b', 1], ['c', 1]];
      for (const key of ['string', 'any'] as const) {
        const target = new WasmMap<string, number>({ key, value: 'f64', engine, idempotency: { windowMs: 1000, clock: () => time } } as never);
        const options = { onConflict: 'add', idempotencyKey: 'k', entryIds: [1, 2, 3] } as const;
        await target.putAllAsync(slowly(), options);
        time += 500;
        expect(target.putAll(entries, options).deduplicated).toBe(true);
        expect(target.putAll(entries, { onConflict: 'add', entryIds: [1, 2, 3] })).toMatchObject({ written: 0, kept: 3 });
        const many = Array.from({ length: 9000 }, (_, i): [string, number] => [`${i}`, 1]);
        const late = target.putAllAsync(many, { ...options, entryIds: many.map(([id]) => id), idempotencyKey: 'l', onProgress: (done, total) => { if (done === total) time += 900; } });
        expect((await late).written).toBe(9000);
        time += 500;
        expect(target.putAll(many, { onConflict: 'add', entryIds: many.map(([id]) => id) })).toMatchObject({ written: 0, kept: 9000 });
      }
    });

    it.each(['u32', 'string', 'any'] as const)('are each applied once, though batches with the same come while one is under way: keys %s', async (key) => {
      const keyOf = (i: number): unknown => (key === 'string' ? `key ${i}` : i);
      const target = new WasmMap<unknown, number>({ key, value: 'f64', engine } as never);
      const ids = Array.from({ length: 60_000 }, (_, i) => i - (i % 100 === 99 ? 1 : 0)); // some twice
      const entries = ids.map((id) => [keyOf(id % 50_000), 1] as const);
      const some = (from: number): void => {
        target.putAll(entries.slice(from, from + 100), { onConflict: 'add', entryIds: ids.slice(from, from + 100) });
      };
      some(0);
      let [from, whileWritten] = [0, 0];
      const progress = (done: number, total?: number): void => {
        if (done % 3 !== 0 || from > 30_000) return;
        some(from += 200);
        whileWritten += Number(total !== undefined && done < total);
      };
      const options = { onConflict: 'add', entryIds: ids, sliceMs: 0.05, onProgress: progress } as const;
      const columns = { keys: entries.map(([each]) => each), values: entries.map(([, value]) => value) };
      const results = await Promise.all([target.putAllAsync(columns, options), target.putAllAsync(entries, options)]);
      expect(whileWritten).toBeGreaterThan(0);
      for (const { written, kept, failedCount } of results) expect([written + kept, failedCount]).toEqual([60_000, 0]);
      const model = new Map<unknown, number>();
      for (const id of new Set(ids)) model.set(keyOf(id % 50_000), (model.get(keyOf(id % 50_000)) ?? 0) + 1);
      expect(new Map(target)).toEqual(model);
    });
  });

  describe('a window', () => {
    it('remembers what a list of all that came would', () => {
      const event = fc.record({ key: fc.nat(12), wait: fc.nat(4), isAdded: fc.boolean() });
      fc.assert(fc.property(fc.array(event, { maxLength: 200, size: 'max' }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 30 }), (events, maxKeys, windowMs) => {
        const window = new Window<number, number>({ maxKeys, windowMs });
        let all: { readonly key: number; readonly value: number; readonly until: number }[] = [];
        let now = 0;
        events.forEach(({ key, wait, isAdded }, i) => {
          now += wait;
          all = all.filter(({ until }) => until > now);
          if (isAdded) {
            window.add(key, i, now);
            all = [...all.filter((each) => each.key !== key), { key, value: i, until: now + windowMs }].slice(-maxKeys);
          }
          expect(window.get(key, now)).toBe(all.find((each) => each.key === key)?.value);
          expect(window.size).toBe(all.length);
        });
      }), { numRuns: runs(50) });
    });
  });

  describe('what runs code of the user\'s', () => {
    it('comes before anything is written', () => {
      const target = new WasmMap<string, unknown>({ key: 'string', engine });
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      expect(target.putAll([['a', proxy]], { idempotencyKey: 'k' }).written).toBe(1);
      let calls = 0;
      const clock = (): number => { if (++calls === 2) throw new Error('stopped'); return 0; };
      const timed = map({ idempotency: { clock } });
      timed.putAll([['a', 1]], { entryIds: [1] });
      expect(() => timed.putAll([['b', 1], ['c', 1]], { entryIds: [2, 3], idempotencyKey: 'k' })).toThrow('stopped');
      expect([timed.size, timed.version]).toEqual([1, 1]);
      expect(timed.putAll([['b', 1], ['c', 1]], { entryIds: [2, 3], idempotencyKey: 'k' }).written).toBe(2);
      expect(thrownBy(() => map({ idempotency: { clock: () => NaN } }).putAll([], { idempotencyKey: 'k' }))).toBeInstanceOf(WasmapTypeError);
    });

    it('cannot change offsets that have been checked', () => {
      const offsets = Uint32Array.of(0, 1, 2);
      let on = false;
      const target = new WasmMap({ key: 'bytes', value: 'u32', engine, idempotency: { clock: () => { if (on) offsets.set([0, 350_000, 350_001]); return 0; } } });
      target.putAll([[new Uint8Array(1), 7]], { idempotencyKey: 'j' });
      on = true;
      expect(thrownBy(() => target.putAll({ keys: { data: Uint8Array.of(1, 2), offsets }, values: [1, 2] }, { idempotencyKey: 'k' }))).toBeInstanceOf(WasmapRangeError);
      expect(target.size).toBe(1);
    });
  });

  it('content is what is stored, in whatever form it comes', () => {
    const target = new WasmMap({ key: 'u32', value: 'f32', engine });
    target.putAll([[1, 0.1]], { idempotencyKey: 'k' });
    expect(target.putAll({ keys: Uint32Array.of(1), values: Float64Array.of(0.1) }, { idempotencyKey: 'k' }).deduplicated).toBe(true);
    const whole = new WasmMap({ key: 'u32', value: 'u32', engine });
    whole.putAll([[1, -0]], { idempotencyKey: 'k' });
    expect(whole.putAll({ keys: [1], values: Float64Array.of(-0) }, { idempotencyKey: 'k' }).deduplicated).toBe(true);
    const any = new WasmMap<unknown, unknown>({ engine });
    any.putAll([[null, 1]], { idempotencyKey: 'k' });
    expect(() => any.putAll([[Symbol.for('null'), 1]], { idempotencyKey: 'k' })).toThrow(ConflictError);
    any.putAll([[Uint8Array.of(1), 1]], { idempotencyKey: 'l' });
    expect(() => any.putAll([[Uint8Array.of(1), 1]], { idempotencyKey: 'l' })).toThrow(ConflictError);
    const bytes = new WasmMap({ key: 'bytes', value: 'u32', engine });
    const short = Object.defineProperty(Uint8Array.of(1), 'length', { value: 0 });
    bytes.putAll([[short, 1]], { idempotencyKey: 'k' });
    expect(() => bytes.putAll([[Object.defineProperty(Uint8Array.of(2), 'length', { value: 0 }), 1]], { idempotencyKey: 'k' })).toThrow(ConflictError);
  });

  it('a result is its caller\'s to change', () => {
    const target = map();
    const first = target.putAll([['a', 1], ['b', 'x' as never]], { idempotencyKey: 'k', atomic: false }) as unknown as { inserted: number; failed: unknown[] };
    first.inserted = 99;
    first.failed.length = 0;
    expect(target.putAll([['a', 1]], { idempotencyKey: 'k' })).toMatchObject({ inserted: 1, failedCount: 1, failed: [{ index: 1 }] });
  });

  it('compareAndPutAll knows its own repeat', () => {
    const target = map();
    expect(target.compareAndPutAll(0, [['a', 1]], { idempotencyKey: 'k' }).written).toBe(1);
    expect(target.compareAndPutAll(0, [['a', 1]], { idempotencyKey: 'k' })).toMatchObject({ written: 0, deduplicated: true });
    expect(() => target.compareAndPutAll(0, [['a', 1]], { idempotencyKey: 'l' })).toThrow(/version/);
  });

  it('an entry is not taken for a repeat of one that failed', () => {
    const target = map();
    target.set('x', 1);
    const result = target.putAll([['x', 2], ['y', 3], ['z', 4]], { atomic: false, onConflict: 'error', entryIds: ['a', 'a', 'b'] });
    expect(result).toMatchObject({ written: 1, kept: 0, failedCount: 2, failed: [{ index: 0 }, { index: 1, key: 'y' }] });
    expect(target.putAll([['y', 3]], { entryIds: ['a'] }).written).toBe(1);
  });

  describe('a batch with a revision', () => {
    it('is discarded where it is not newer than the last that was applied', () => {
      const target = map();
      const send = (revision: number, value: number): unknown => target.putAll([['a', value]], { revision });
      expect(send(5, 1)).toMatchObject({ written: 1, deduplicated: false });
      expect(send(5, 2)).toMatchObject({ written: 0, kept: 0, failedCount: 0, deduplicated: true });
      expect(send(4, 3)).toMatchObject({ written: 0, deduplicated: true });
      expect(target.get('a')).toBe(1);
      expect(send(5.5, 4)).toMatchObject({ written: 1 });
      expect(() => target.putAll([['b', 'x' as never]], { revision: 9 })).toThrow(PutAllError);
      expect(send(6, 5)).toMatchObject({ written: 1 });
    });

    it('needs a finite number', () => {
      expect(thrownBy(() => map().putAll([], { revision: NaN }))).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => map().putAll([], { revision: '1' as never }))).toBeInstanceOf(WasmapTypeError);
    });
  });
});

it.each([
  { windowMs: -1 }, { windowMs: NaN }, { windowMs: '5' }, { maxKeys: 1.5 }, { clock: 5 }, { window: 5 }, 5,
])('the option idempotency: %j is refused', (idempotency) => {
  expect(thrownBy(() => new WasmMap({ idempotency } as never))).toSatisfy((error) => error instanceof WasmapTypeError || error instanceof WasmapRangeError);
});
