/** What snapshots hold, whatever becomes of the map, and what they cost. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CapacityError, Heap, type Codec, type MapSnapshot, type ValueKind, WasmMap, type WasmMapOptions } from '../../src/index.js';
import { collect } from '../heap/collect.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { runs } from '../support/workloads.js';

const ENGINES = ['wasm', 'js'] as const;
const keyKinds = ['u32', 'f64', 'i64', 'string', 'bytes', 'codec', 'any'] as const;
const valueKinds = ['u32', 'f64', 'any', 'string', 'bytes'] as const;

type Kind = (typeof keyKinds)[number];
type Key = unknown;
type Value = unknown;

/** Dates as 8 bytes. */
const codec: Codec<Date> = {
  encode(date, target) {
    new DataView(target.buffer, target.byteOffset).setFloat64(0, date.getTime());
    return 8;
  },
  decode: (bytes) => new Date(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0)),
};

function keyOf(kind: Kind, i: number): Key {
  if (kind === 'string') return i % 3 === 0 ? `key ${String(i)}` : `ключ ${String(i)}${'.'.repeat(i % 40)}`;
  if (kind === 'bytes') return Uint8Array.from({ length: 2 + (i % 30) }, (_, at) => (at === 0 ? i : at === 1 ? i >>> 8 : at));
  if (kind === 'codec') return new Date(i * 1000);
  if (kind === 'any') return [i, `key ${String(i)}`, BigInt(i)][i % 3];
  return kind === 'i64' ? BigInt(i) - 500n : kind === 'f64' ? i / 2 : i;
}

function isOrdered(kind: Kind): boolean {
  return kind === 'string' || kind === 'bytes' || kind === 'codec' || kind === 'any';
}

/** What stands for a key in models. */
function nameOf(key: Key): string {
  return key instanceof Uint8Array ? key.join() : key instanceof Date ? key.toISOString() : String(key);
}

/** Entries by what stands for their keys. */
function named(entries: Iterable<[Key, Value]>): Map<string, Value> {
  return new Map([...entries].map(([key, value]) => [nameOf(key), value]));
}

function valueOf(kind: ValueKind, i: number): Value {
  if (kind === 'any') return { i };
  if (kind === 'string') return `value ${String(i)}`;
  return kind === 'bytes' ? Uint8Array.of(i, i >>> 8, 7) : i;
}

type Step =
  | { readonly what: 'set' | 'delete'; readonly key: number; readonly value: number }
  | { readonly what: 'putAll' | 'deleteAll' | 'fail'; readonly key: number; readonly count: number; readonly value: number }
  | { readonly what: 'clear' | 'shrink' | 'snapshot' }
  | { readonly what: 'dispose'; readonly which: number };

const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('set', 'delete'), key: fc.nat(100), value: fc.nat(9999) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('putAll', 'deleteAll', 'fail'), key: fc.nat(3000), count: fc.nat(2500), value: fc.nat(9999) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('clear', 'shrink') }) },
  { weight: 6, arbitrary: fc.constant({ what: 'snapshot' } as const) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('dispose'), which: fc.nat() }) },
), { maxLength: 30 });

interface Taken {
  readonly snapshot: MapSnapshot<Key, Value>;
  readonly model: ReadonlyMap<string, Value>;
}

/** A map, its snapshots, and what each should have. */
class Life {
  readonly map: WasmMap<Key, Value>;
  readonly model = new Map<string, Value>();
  readonly keys = new Map<string, Key>();
  readonly taken: Taken[] = [];

  constructor(readonly heap: Heap, readonly key: Kind, readonly value: ValueKind) {
    const options = { ...(key === 'codec' ? { codec } : { key }), value, heap };
    this.map = new WasmMap(options as unknown as WasmMapOptions<'string', 'any'>);
  }

  take(step: Step): void {
    const { map, model, taken } = this;
    if (step.what === 'clear') {
      map.clear();
      model.clear();
    } else if (step.what === 'shrink') map.shrink();
    else if (step.what === 'snapshot') taken.push({ snapshot: map.snapshot(), model: new Map(model) });
    else if (step.what === 'dispose') {
      if (taken.length > 0) taken.splice(step.which % taken.length, 1)[0]!.snapshot.dispose();
    } else if ('count' in step) this.takeMany(step);
    else if ('key' in step) {
      const key = this.keyOf(step.key);
      const value = valueOf(this.value, step.value);
      if (step.what === 'set') {
        map.set(key, value);
        model.set(nameOf(key), value);
      } else expect(map.delete(key)).toBe(model.delete(nameOf(key)));
    }
  }

  private takeMany({ what, key: first, count, value }: Extract<Step, { readonly what: 'putAll' | 'deleteAll' | 'fail' }>): void {
    const { map, model } = this;
    const keys = Array.from({ length: count }, (_, i) => this.keyOf(first + i));
    const values = keys.map((_, i) => valueOf(this.value, value + i));
    if (what === 'putAll') {
      map.putAll({ keys, values });
      keys.forEach((key, i) => model.set(nameOf(key), values[i]));
    } else if (what === 'deleteAll') {
      expect(map.deleteAll(keys)).toBe(keys.filter((key) => model.has(nameOf(key))).length);
      for (const key of keys) model.delete(nameOf(key));
    } else if (count > 0) {
      // The last key comes twice, so the whole batch is taken back.
      expect(() => map.putAll({ keys: [...keys, keys.at(-1)!], values: [...values, values[0]!] }, { onConflict: 'error' })).toThrow(/already there/);
    }
  }

  private keyOf(i: number): Key {
    const key = keyOf(this.key, i);
    this.keys.set(nameOf(key), key);
    return key;
  }

  /** Both must hold the same; where the order is that of insertion, in the same order. */
  compare(entries: Iterable<[Key, Value]>, model: ReadonlyMap<string, Value>): void {
    const found = named(entries);
    expect(found).toEqual(model);
    if (isOrdered(this.key)) expect([...found.keys()].join()).toBe([...model.keys()].join());
  }

  check(): void {
    this.compare(this.map, this.model);
    for (const { snapshot, model } of this.taken) {
      expect(snapshot.size).toBe(model.size);
      this.compare(snapshot, model);
      const some = [...model.keys()].filter((_, i) => i % 101 === 0);
      const keys = some.map((name) => this.keys.get(name));
      expect(keys.map((key) => snapshot.get(key))).toEqual(some.map((name) => model.get(name)));
      expect(keys.every((key) => snapshot.has(key))).toBe(true);
      expect([...snapshot.getAll(keys as never).values as Iterable<Value>]).toEqual(some.map((name) => model.get(name)));
      expect(snapshot.hasAll(keys as never)).toEqual(new Uint8Array(keys.length).fill(1));
    }
  }
}

/** What applying a diff to `model` makes of it. */
function applied(model: ReadonlyMap<string, Value>, { added, changed, removed }: ReturnType<MapSnapshot<Key, Value>['diff']>): Map<string, Value> {
  const result = new Map(model);
  for (const [key, value] of removed) {
    expectEqual(result.get(nameOf(key)), value);
    result.delete(nameOf(key));
  }
  for (const [key, value, before] of changed) {
    expectEqual([result.has(nameOf(key)), result.get(nameOf(key))], [true, before]);
    expectSame(isDeepStrictEqual(value, before), false);
    result.set(nameOf(key), value);
  }
  for (const [key, value] of added) {
    expectSame(result.has(nameOf(key)), false);
    result.set(nameOf(key), value);
  }
  return result;
}

describe.each(ENGINES)('snapshots, %s engine', (engine) => {
  const heaps: Heap[] = [];
  const newHeap = (maximumBytes = Infinity): Heap => {
    const heap = new Heap({ engine, separate: true, ...(maximumBytes < Infinity && { maximumBytes }) });
    heaps.push(heap);
    return heap;
  };
  afterEach(() => { for (const heap of heaps.splice(0)) heap.dispose(); });

  it.each(keyKinds.flatMap((key) => valueKinds.map((value) => [key, value] as const)))('of %s → %s hold what the map held, and their diffs say what became of it', (key, value) => {
    fc.assert(fc.property(steps, fc.boolean(), (life, isDisposedFirst) => {
      const heap = newHeap();
      const subject = new Life(heap, key, value);
      for (const step of life) {
        subject.take(step);
        subject.check();
      }
      const { taken, map } = subject;
      for (let i = 1; i < taken.length; i++) expectEqual(applied(taken[i - 1]!.model, taken[i]!.snapshot.diff(taken[i - 1]!.snapshot)), taken[i]!.model);
      if (taken.length > 2) expect(applied(taken[0]!.model, taken.at(-1)!.snapshot.diff(taken[0]!.snapshot))).toEqual(taken.at(-1)!.model);
      if (isDisposedFirst) {
        map.dispose();
        for (const each of taken) subject.compare(each.snapshot, each.model);
      }
      for (const { snapshot } of taken) snapshot.dispose();
      map.dispose();
      expect(heap.memoryUsage().bytes).toBe(0);
    }), { numRuns: runs(3) });
  });

  it('live together by the thousand, each with its own moment', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', heap: newHeap() });
    map.putAll(Array.from({ length: 20_000 }, (_, i) => [i, 0]));
    const snapshots = Array.from({ length: 1000 }, (_, i) => {
      map.set(i * 17, i + 1);
      return map.snapshot();
    });
    const own = snapshots.reduce((sum, snapshot) => sum + snapshot.memoryUsage().bytes, 0);
    expect(own).toBeLessThan(1000 * 20_000);
    snapshots.forEach((snapshot, i) => {
      expect([snapshot.size, snapshot.get(i * 17), snapshot.get((i + 1) * 17)]).toEqual([20_000, i + 1, 0]);
    });
    snapshots.sort((a, b) => (a.version * 7919) % 1009 - (b.version * 7919) % 1009);
    for (const [i, snapshot] of snapshots.entries()) {
      snapshot.dispose();
      const next = snapshots[i + 1];
      if (next !== undefined && i % 100 === 0) expect([...next.values()].filter((value) => value > 0).length).toBe(next.version - 1);
    }
    expect(map.size).toBe(20_000);
    map.dispose();
    expect(heaps.at(-1)!.memoryUsage().bytes).toBe(0);
  });

  it('are gone through in the order of their moment while the map changes', () => {
    const map = new WasmMap<string, number>({ key: 'string', value: 'u32', heap: newHeap() });
    map.putAll(Array.from({ length: 5000 }, (_, i) => [`key ${i}`, i]));
    const older = map.snapshot();
    for (let i = 0; i < 5000; i += 3) map.delete(`key ${i}`);
    const [snapshot, kept] = [map.snapshot(), [...map]];
    const seen: [string, number][] = [];
    let turns = 0;
    for (const entry of snapshot) {
      seen.push(entry);
      map.set(`key ${(turns * 7) % 5000}`, 9).delete(`key ${(turns * 11) % 5000}`);
      map.set(`new ${turns}`, 1);
      if (turns++ === 2000) map.snapshot().dispose();
      if (turns === 2500) map.clear();
      if (turns === 3000) older.dispose();
    }
    expect(seen).toEqual(kept);
    const values: number[] = [];
    snapshot.forEach((value, key) => {
      values.push(value);
      map.set(key, 1);
    });
    expect(values).toEqual(kept.map(([, value]) => value));
    snapshot.dispose();
    map.dispose();
    expect(heaps.at(-1)!.memoryUsage().bytes).toBe(0);
  });

  it('cost what was written since, and nothing for what was not', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', heap: newHeap() });
    map.putAll(Array.from({ length: 100_000 }, (_, i) => [i, i]));
    const alone = heaps.at(-1)!.memoryUsage().bytes;
    const snapshot = map.snapshot();
    expect(snapshot.memoryUsage().bytes).toBeLessThan(1500);
    map.set(1, 2);
    expect(snapshot.memoryUsage().bytes).toBeLessThan(1500 + 16_384);
    snapshot.dispose();
    expect(heaps.at(-1)!.memoryUsage().bytes).toBeLessThanOrEqual(alone + 32);
  });

  it.each([['u32', 400_000], ['string', 1_000_000]] as const)('of %s keys let writes fail for want of memory with everything intact', (kind, most) => {
    const heap = newHeap(most);
    // Under a seed, for by chance deleting may merge segments, and make room for what was refused.
    const map = new WasmMap({ key: kind, value: 'u32', heap, seed: 7n });
    const keyAt = (i: number): string | number => (kind === 'string' ? `key ${i}` : i);
    const keys = Array.from({ length: 20_000 }, (_, i) => keyAt(i));
    map.putAll({ keys, values: keys.map((_, i) => i) } as never);
    const snapshot = map.snapshot();
    const model = new Map(map);
    expect(() => map.putAll({ keys, values: keys.map((_, i) => i + 1) } as never)).toThrow(CapacityError);
    expect(new Map(map)).toEqual(model);
    expect(() => map.deleteAll(keys as never)).toThrow(CapacityError);
    expect(new Map(map)).toEqual(model);
    const refused = keys.filter((key, i) => {
      try {
        if (i % 2 === 0) map.set(key, 0);
        else map.delete(key);
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(CapacityError);
        return true;
      }
    });
    expect(refused.length).toBeGreaterThan(1000);
    for (const key of refused) expectSame(map.get(key), model.get(key));
    expect(new Map(snapshot)).toEqual(model);
    const left = keys.findLast((key, i) => i % 2 === 0 && refused.includes(key))!;
    expect(map.putAll([[left, 1]], { atomic: false })).toMatchObject({ written: 0, failedCount: 1, failed: [{ index: 0, key: left, error: expect.any(CapacityError) as Error }] });
    snapshot.dispose();
    for (const key of refused) map.delete(key);
    expect(map.size).toBeLessThan(10_001);
  });

  it('hold the references that they see, and no longer than they live', async () => {
    const map = new WasmMap<number, object>({ key: 'u32', value: 'any', engine });
    const references: WeakRef<object>[] = [];
    (() => {
      const value = {};
      references.push(new WeakRef(value));
      map.set(1, value);
    })();
    const snapshot = map.snapshot();
    map.set(1, {});
    await collect();
    expect(references[0]!.deref()).toBeDefined();
    expect(snapshot.get(1)).toBe(references[0]!.deref());
    snapshot.dispose();
    await collect();
    expect(references[0]!.deref()).toBeUndefined();
  });

  it('go in any order in no time that grows with the square of their number', () => {
    const heap = newHeap();
    for (const value of ['u32', 'any'] as const) {
      const map = new WasmMap<number, unknown>({ key: 'u32', value, heap });
      const taken = Array.from({ length: 20_000 }, (_, i) => map.set(1, i).snapshot());
      const began = performance.now();
      for (const snapshot of taken) snapshot.dispose();
      expect(performance.now() - began).toBeLessThan(1000);
      map.dispose();
    }
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  // Beside all tests above, after which there were hundreds of engines: finalizers must still run.
  it('give their memory back when they are collected', async () => {
    const heap = newHeap();
    const map = new WasmMap({ key: 'u32', value: 'string', heap });
    const fill = (round: number): void => { map.putAll(Array.from({ length: 5000 }, (_, i) => [i, `value ${i + round}`])); };
    fill(0);
    const { bytes } = heap.memoryUsage();
    const held = map.snapshot();
    // Ten, for a register may keep one alive for long.
    for (let round = 1; round <= 10; round++) {
      await new Promise<void>((resolve) => { setTimeout(() => { map.snapshot(); resolve(); }); });
      fill(round);
    }
    for (let i = 0; i < 20 && heap.memoryUsage().bytes > bytes * 4; i++) await collect();
    expect(heap.memoryUsage().bytes).toBeLessThan(bytes * 4);
    expect(heap.memoryUsage().bytes).toBeGreaterThan(bytes * 1.9);
    expect([held.get(7), held.size]).toEqual(['value 7', 5000]);
    expect(map.get(7)).toBe('value 17');
  });

  it('keep no value alive once they are disposed of, nor themselves by being a value of their map', async () => {
    const references: WeakRef<object>[] = [];
    const heap = newHeap();
    const map = new WasmMap<number, unknown>({ key: 'u32', value: 'any', heap });
    const snapshots = [1, 2, 3].map((i) => {
      (() => {
        const value = {};
        references.push(new WeakRef(value));
        map.set(i, value);
      })();
      return map.snapshot();
    });
    map.clear();
    for (const snapshot of snapshots) snapshot.dispose();
    for (let round = 0; round < 20; round++) {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          const own = new WasmMap<number, unknown>({ key: 'u32', value: 'any', heap });
          for (let i = 0; i < 200; i++) own.set(i, own.snapshot());
          resolve();
        });
      });
    }
    const { bytes } = heap.memoryUsage();
    for (let i = 0; i < 20 && heap.memoryUsage().bytes > bytes / 4; i++) await collect();
    expect(heap.memoryUsage().bytes).toBeLessThan(bytes / 4);
    expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
    expect([JSON.stringify(map.snapshot()), snapshots.length]).toEqual(['{}', 3]);
  });
});
