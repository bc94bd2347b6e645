/** Batches that are written to a copy of the map, while others write to the map itself. */
import { setImmediate as nextTask } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConcurrentModificationError, Heap, type MapSnapshot, PutAllError, type ValueKind, WasmMap } from '../../src/index.js';
import { writeAside } from '../../src/bulk/async/aside.js';
import type { Slices } from '../../src/bulk/async/slices.js';
import { readBatch } from '../../src/bulk/batch.js';
import { Commit } from '../../src/bulk/commit.js';
import { readPutOptions } from '../../src/bulk/put-options.js';
import { LinearTable } from '../../src/map/linear/linear-table.js';
import type { OnConflict } from '../../src/bulk/put-options.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { type NumericKey, collidingKeys, engineKinds, runs } from '../support/workloads.js';

type Key = number | bigint | string;
type Life = WasmMap<Key, unknown>;

type Kinds = readonly [key: NumericKey | 'string', value: ValueKind];
const kinds: readonly Kinds[] = [
  ['u32', 'f64'], ['f64', 'u32'], ['i64', 'u64'], ['u32', 'any'], ['u64', 'string'], ['i32', 'bytes'], ['string', 'f64'], ['string', 'any'], ['string', 'bytes'],
];

function keyOf([key]: Kinds, i: number): Key {
  if (key === 'string') return i % 3 === 0 ? `ключ ${i}` : `key ${i}`;
  return key === 'u64' || key === 'i64' ? BigInt(i) : i;
}
function valueOf([, value]: Kinds, i: number): unknown {
  if (value === 'u64') return BigInt(i);
  if (value === 'any') return { i };
  if (value === 'string') return `value ${i}`;
  return value === 'bytes' ? Uint8Array.of(i, i >> 8, i >> 16) : i;
}

/** What others do between two slices. */
type Step =
  | { readonly what: 'set' | 'delete' | 'fill' | 'empty'; readonly first: number; readonly count: number }
  | { readonly what: 'advance'; readonly which: number; readonly count: number }
  | { readonly what: 'snapshot' | 'release' | 'clear' | 'shrink' | 'nothing' | 'iterate' };

const steps = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('set', 'delete', 'fill', 'empty'), first: fc.nat(6000), count: fc.nat(2000) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('nothing', 'nothing', 'snapshot', 'release', 'shrink', 'iterate') }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('advance'), which: fc.nat(), count: fc.nat(3000) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clear') }) },
), { maxLength: 20 }) as fc.Arbitrary<Step[]>;

/** A map that is written to, its model, and snapshots of both. */
class Subject {
  readonly model = new Map<Key, unknown>();
  readonly taken: { readonly snapshot: MapSnapshot<Key, unknown>; readonly model: ReadonlyMap<Key, unknown> }[] = [];

  /** Iterations of ordered maps, and those of their models. */
  readonly iterations: (readonly [mine: Iterator<unknown>, models: Iterator<unknown>])[] = [];

  constructor(readonly kinds: Kinds, readonly map: Life) {}

  get isOrdered(): boolean {
    return this.kinds[0] === 'string';
  }

  take(step: Step): void {
    const { map, model, taken, iterations } = this;
    if (step.what === 'iterate') {
      if (this.isOrdered) iterations.push([map.entries(), model.entries()]);
    } else if (step.what === 'advance') {
      const pair = iterations[step.which % iterations.length];
      for (let i = 0; i < step.count && pair !== undefined; i++) expectEqual(pair[0].next(), pair[1].next());
    } else if (step.what === 'snapshot') taken.push({ snapshot: map.snapshot(), model: new Map(model) });
    else if (step.what === 'release') taken.shift()?.snapshot.dispose();
    else if (step.what === 'shrink') map.shrink();
    else if (step.what === 'clear') {
      map.clear();
      model.clear();
    } else if ('first' in step) {
      const isPut = step.what === 'set' || step.what === 'fill';
      const count = step.what === 'fill' || step.what === 'empty' ? step.count : 1;
      for (let i = step.first; i < step.first + count; i++) {
        const key = keyOf(this.kinds, i);
        const value = valueOf(this.kinds, i + 7);
        if (isPut) map.set(key, value);
        else map.delete(key);
        if (isPut) model.set(key, value);
        else model.delete(key);
      }
    }
  }

  check(): void {
    const held = (map: Iterable<[Key, unknown]>): [Key, unknown][] => (this.isOrdered ? [...map] : [...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    expectEqual(held(this.map), held(this.model));
    for (const { snapshot, model } of this.taken) expectEqual(held(snapshot), held(model));
    for (const [key, value] of this.model) expectEqual(this.map.get(key), value);
  }
}

/** A slice ends after every step; then `between` has its turn. */
function slicesWith(between: () => void): Slices {
  return {
    isOver: () => true,
    turn: () => Promise.resolve(),
    pause: () => {
      between();
      return Promise.resolve();
    },
  } as unknown as Slices;
}

interface Written { readonly isWritten: boolean; readonly inserted: number; readonly replaced: number }

/** Writes a batch of keys from `first` on aside, while `life` goes on. */
async function write({ map, kinds }: Subject, first: number, count: number, onConflict: OnConflict, between: () => void): Promise<Written> {
  const { _table: table } = map;
  if (!(table instanceof LinearTable)) throw new Error('expected a map that can be copied');
  const put = readPutOptions(table, { onConflict });
  const entries = Array.from({ length: count }, (_, i) => [keyOf(kinds, first + i), valueOf(kinds, -1 - i < 0 ? i + 1_000_000 : i)] as const);
  const batch = readBatch(table, entries, put);
  const result = await writeAside(table, new Commit(table, batch, put, 0), { put, slices: slicesWith(between), onProgress: () => undefined, assertGoesOn: () => undefined });
  return { isWritten: result !== undefined, inserted: put.report.inserted, replaced: put.report.replaced };
}

describe.each(engineKinds)('batches written aside, %s engine', (engine) => {
  it.each(kinds)('of %s → %s go over what others write meanwhile, and leave snapshots and memory as they were', async (key, value) => {
    const each: Kinds = [key, value];
    let written = 0;
    const modes = fc.constantFrom<OnConflict>('replace', 'replace', 'replace', 'keep', 'keep', value === 'f64' ? 'add' : 'error');
    await fc.assert(fc.asyncProperty(steps, steps, fc.nat(6000), fc.nat(3000), modes, async (before, life, first, count, onConflict) => {
      const heap = new Heap({ engine, separate: true });
      const subject = new Subject(each, new WasmMap({ key, value, heap } as never));
      const { map, model } = subject;
      for (const step of before) subject.take(step);
      const steps = [...life];
      let hasOthers = false;
      let { version } = map;
      const { putAlls } = map.stats();
      const keys = Array.from({ length: count }, (_, i) => keyOf(each, first + i));
      try {
        const { isWritten, inserted, replaced } = await write(subject, first, count, onConflict, () => {
          const step = steps.shift();
          if (step === undefined) return;
          subject.take(step);
          hasOthers ||= map.version !== version;
          version = map.version;
          subject.check();
        });
        if (isWritten) {
          written++;
          const fresh = keys.filter((key) => !model.has(key)).length;
          expect([inserted, replaced]).toEqual([fresh, onConflict === 'keep' ? 0 : count - fresh]);
          keys.forEach((key, i) => {
            const mine = valueOf(each, i + 1_000_000);
            if (onConflict === 'add' && model.has(key)) model.set(key, (model.get(key) as number) + (mine as number));
            else if (onConflict !== 'keep' || !model.has(key)) model.set(key, mine);
          });
          expect([map.version, map.stats().putAlls]).toEqual([version + Number(inserted + replaced > 0), putAlls + 1]);
        } else {
          expect([onConflict !== 'replace' || key === 'string', hasOthers]).toEqual([true, true]);
          expect([map.version, inserted, replaced]).toEqual([version, 0, 0]);
        }
      } catch (error) {
        if (onConflict !== 'error' || !(error instanceof PutAllError)) throw error;
        expect([map.version, map.stats().putAlls]).toEqual([version, putAlls]);
      }
      subject.check();
      for (const step of [...before, ...life]) subject.take(step);
      subject.check();
      for (const { snapshot } of subject.taken.splice(1)) snapshot.dispose();
      subject.check();
      map.dispose();
      for (const { snapshot } of subject.taken) snapshot.dispose();
      expect(heap.memoryUsage().bytes).toBe(0);
      heap.dispose();
    }), { numRuns: runs(6) });
    expect(written).toBeGreaterThan(0);
  });

  it('carry over what lies in overflow tables', async () => {
    const heap = new Heap({ engine, separate: true });
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', seed: 5n, heap });
    const keys = collidingKeys('u32', 4000, 5n) as number[];
    map.putAll(keys.slice(0, 3000).map((key, i) => [key, i]));
    expect(map.stats().overflowed).toBeGreaterThan(0);
    const subject = new Subject(['u32', 'f64'], map);
    const rest = keys.slice(3000);
    const { isWritten } = await write(subject, 0, 500, 'replace', () => {
      const key = rest.pop();
      if (key !== undefined) map.set(key, key);
    });
    expect(isWritten).toBe(true);
    for (const [i, key] of keys.slice(0, 3000).entries()) expectSame(map.get(key), i);
    for (const key of keys.slice(3000)) expectSame(map.get(key), rest.includes(key) ? undefined : key);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
    heap.dispose();
  });

  it('let iterations go on that were under way', async () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
    for (let i = 0; i < 20_000; i++) map.set(i, i);
    const visits = new Map<number, number>();
    const iterator = map.entries();
    const visit = (most: number): void => {
      for (let n = 0; n < most; n++) {
        const { done, value } = iterator.next();
        if (done) return;
        visits.set(value[0], (visits.get(value[0]) ?? 0) + 1);
      }
    };
    visit(7000);
    const subject = new Subject(['u32', 'f64'], map);
    expect((await write(subject, 10_000, 90_000, 'replace', () => { visit(13); })).isWritten).toBe(true);
    visit(Infinity);
    for (let i = 0; i < 20_000; i++) expectSame(visits.get(i), 1, String(i));
    for (const count of visits.values()) expectSame(count, 1);
  });

  it('are remembered as soon as they are seen', async () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
    for (let i = 0; i < 100_000; i++) map.set(i, 1);
    const entries = Array.from({ length: 50_000 }, (_, i) => [i, 1] as const);
    const options = { onConflict: 'add', idempotencyKey: 'once' } as const;
    let isDone = false;
    const written = map.putAllAsync(entries, { ...options, sliceMs: 0.001 }).finally(() => { isDone = true; });
    while (map.get(0) === 1) await nextTask();
    expect(isDone).toBe(false); // what was there is still going back
    expect(map.putAll(entries, options)).toMatchObject({ written: 0, deduplicated: true });
    expect([(await written).replaced, map.get(0), map.get(49_999), map.get(50_000)]).toEqual([50_000, 2, 2, 1]);
  });

  it('are written at once where there is no memory for a copy', async () => {
    for (let megabytes = 1; megabytes < 4; megabytes++) {
      const heap = new Heap({ engine, separate: true, maximumBytes: 3 << 20 });
      const map = new WasmMap<number, unknown>({ key: 'u32', value: megabytes === 3 ? 'string' : 'any', heap } as never);
      const value = (i: number): unknown => (megabytes === 3 ? `value ${i}` : i);
      const count = 30_000 * megabytes;
      map.putAll(Array.from({ length: count }, (_, i) => [i, value(i)]));
      const { version } = map;
      const result = await map.putAllAsync(Array.from({ length: 20_000 }, (_, i) => [i, value(-i)]));
      expect(result).toMatchObject({ written: 20_000, inserted: 0 });
      expect([map.size, map.version]).toEqual([count, version + 1]);
      for (let i = 0; i < count; i++) expectEqual(map.get(i), value(i < 20_000 ? -i : i));
      map.dispose();
      expect(heap.memoryUsage().bytes).toBe(0);
      heap.dispose();
    }
  });

  it('go on counting, and leave nothing behind where they come to nothing', async () => {
    const heap = new Heap({ engine, separate: true });
    const map = new WasmMap<number, string>({ key: 'u32', value: 'string' satisfies ValueKind, heap });
    for (let i = 0; i < 9000; i++) map.set(i, `value ${i}`);
    for (let i = 8000; i < 9500; i++) map.get(i);
    map.snapshot().dispose(); // what counts snapshots stays
    const stats = map.stats();
    const { bytes } = heap.memoryUsage();
    const entries = Array.from({ length: 12_000 }, (_, i) => [i + 5000, `other ${i}`] as [number, string]);
    await expect(map.putAllAsync(entries, { onConflict: 'error' })).rejects.toBeInstanceOf(PutAllError);
    const controller = new AbortController();
    await expect(map.putAllAsync(entries, { sliceMs: 0.001, signal: controller.signal, onProgress: (done, total) => { if (total !== undefined && done > 6000) controller.abort(); } })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(map.putAllAsync(entries, {
      sliceMs: 0.001, onInterleavedWrite: 'fail', onProgress: (done, total) => { if (total !== undefined && done > 6000) map.set(1, map.get(1)!); },
    })).rejects.toBeInstanceOf(ConcurrentModificationError);
    expect([heap.memoryUsage().bytes, map.size, map.get(5000)]).toEqual([bytes, 9000, 'value 5000']);
    expect(await map.putAllAsync(entries)).toMatchObject({ inserted: 8000, replaced: 4000 });
    const after = map.stats();
    expect([after.hits - stats.hits, after.misses, after.putAlls, after.size]).toEqual([2, stats.misses, stats.putAlls + 1, 17_000]);
    expect(after.splits).toBeGreaterThan(stats.splits);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
    heap.dispose();
  });
});
