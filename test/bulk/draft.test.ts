/** Batches that are drafted over a native Map, while others write to the map: against a Map that gets them at one point in time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MapSnapshot, PutAllError, WasmMap } from '../../src/index.js';
import { writeDrafted } from '../../src/bulk/async/draft.js';
import type { Slices } from '../../src/bulk/async/slices.js';
import { readBatch } from '../../src/bulk/batch.js';
import { Commit } from '../../src/bulk/commit.js';
import { type OnConflict, readPutOptions } from '../../src/bulk/put-options.js';
import { AnyTable } from '../../src/map/any/any-table.js';
import { expectEqual } from '../support/expect.js';
import { engineKinds, runs } from '../support/workloads.js';

const objects = Array.from({ length: 100 }, (_, i) => ({ i }));
const keyOf = (i: number): unknown => [i, `key ${i}`, objects[i % 100], -i / 2][i % 4];

const nameOf = (key: unknown): string => `${typeof key} ${JSON.stringify(key)}`;

type Step =
  | { readonly what: 'set' | 'delete' | 'fill' | 'empty' | 'put' | 'deleteAll'; readonly first: number; readonly count: number }
  | { readonly what: 'iterate' | 'advance' | 'release'; readonly which: number; readonly count: number }
  | { readonly what: 'snapshot' | 'clear' | 'nothing' };

const of = <What extends Step['what']>(...what: What[]): fc.Arbitrary<What> => fc.constantFrom(...what);
const stepsOf = (most: number): fc.Arbitrary<Step[]> => fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: of('set', 'set', 'delete', 'fill', 'empty', 'put', 'deleteAll'), first: fc.nat(most), count: fc.nat(most / 4) }) },
  { weight: 8, arbitrary: fc.record({ what: of('iterate', 'advance', 'advance', 'release'), which: fc.nat(), count: fc.nat(most) }) },
  { weight: 4, arbitrary: fc.record({ what: of('snapshot', 'nothing', 'nothing') }) },
  { weight: 1, arbitrary: fc.record({ what: of('clear') }) },
), { maxLength: 60, size: 'max' });

/** A map, a Map to which the same is done, and iterations of both. */
class Twins {
  readonly model = new Map<unknown, unknown>();
  readonly iterations: (readonly [mine: Iterator<unknown>, models: Iterator<unknown>])[] = [];
  readonly taken: { readonly snapshot: MapSnapshot<unknown, unknown>; readonly entries: readonly unknown[]; readonly iterator: Iterator<unknown>; visited: number }[] = [];
  #fresh = 0;

  constructor(readonly map: WasmMap<unknown, unknown>, readonly valueOf: (i: number) => unknown) {}

  take(step: Step): void {
    const { map, model } = this;
    if (step.what === 'clear') for (const each of [map, model]) each.clear();
    else if (step.what === 'snapshot') {
      const snapshot = map.snapshot();
      this.taken.push({ snapshot, entries: [...model], iterator: snapshot.entries(), visited: 0 });
    } else if (step.what === 'iterate') this.iterations.push([map.entries(), model.entries()]);
    else if (step.what === 'release') this.taken.splice(step.which % (this.taken.length || 1), 1)[0]?.snapshot.dispose();
    else if (step.what === 'advance') this.advance(step.which, step.count);
    else if ('first' in step) this.write(step.what, step.first, step.count);
  }

  advance(which: number, count: number): void {
    const pair = this.iterations[which % this.iterations.length];
    for (let i = 0; i < count && pair !== undefined; i++) expectEqual(pair[0].next(), pair[1].next());
    const taken = this.taken[which % this.taken.length];
    for (let i = 0; i < count && taken !== undefined; i++) expectEqual(taken.iterator.next().value, taken.entries[taken.visited++]);
  }

  write(what: string, first: number, count: number): void {
    const keys = Array.from({ length: what === 'set' || what === 'delete' ? 1 : count }, (_, i) => keyOf(first + i));
    const entries = keys.map((key): [unknown, unknown] => [key, this.valueOf(++this.#fresh)]);
    const { map, model } = this;
    if (what === 'put') map.putAll(entries);
    else if (what === 'deleteAll') map.deleteAll(keys);
    else if (what === 'set' || what === 'fill') for (const [key, value] of entries) map.set(key, value);
    else for (const key of keys) expectEqual(map.delete(key), model.has(key));
    if (what === 'put' || what === 'set' || what === 'fill') for (const [key, value] of entries) model.set(key, value);
    else for (const key of keys) model.delete(key);
  }

  check(): void {
    expectEqual(this.map.size, this.model.size);
    for (const key of Array.from({ length: 20 }, (_, i) => keyOf(i * 13))) expectEqual([this.map.get(key), this.map.has(key)], [this.model.get(key), this.model.has(key)]);
  }

  checkAll(): void {
    this.check();
    const seen: [unknown, unknown][] = [];
    this.map.forEach((value, key) => { seen.push([key, value]); });
    expectEqual(seen, [...this.model]);
    expectEqual([...this.map], [...this.model]);
    this.taken.forEach(({ snapshot, entries }, i) => {
      expectEqual([...snapshot], entries);
      const older = this.taken[i - 1];
      if (older === undefined) return;
      const { added, changed, removed } = snapshot.diff(older.snapshot);
      const [before, now] = [new Map(older.entries as [unknown, unknown][]), new Map(entries as [unknown, unknown][])];
      const [isNew, isOther] = [([key]: readonly unknown[]) => !before.has(key), ([key, value]: readonly unknown[]) => before.has(key) && !Object.is(before.get(key), value)];
      const sorted = (list: readonly (readonly unknown[])[]): unknown[] => [...list].sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1));
      expectEqual(sorted(added), sorted([...now].filter(isNew)));
      expectEqual(sorted(changed), sorted([...now].filter(isOther).map(([key, value]) => [key, value, before.get(key)])));
      expectEqual(sorted(removed), sorted([...before].filter(([key]) => !now.has(key))));
    });
  }
}

interface Outcome { inserted: number; replaced: number; kept: number; failedCount: number }

/** What a batch does to `model`; undefined where it is in conflict. */
function apply(model: Map<unknown, unknown>, entries: readonly (readonly [unknown, unknown])[], mode: OnConflict, atomic: boolean): Outcome | undefined {
  const outcome = { inserted: 0, replaced: 0, kept: 0, failedCount: 0 };
  const after = new Map(model);
  for (const [key, value] of entries) {
    if (!after.has(key)) {
      after.set(key, value);
      outcome.inserted++;
    } else if (mode === 'keep') outcome.kept++;
    else if (mode === 'error') {
      if (atomic) return undefined;
      outcome.failedCount++;
    }
    else {
      const before = after.get(key) as number;
      const [low, high] = before < (value as number) ? [before, value] : [value, before];
      after.set(key, mode === 'replace' ? value : mode === 'add' ? before + (value as number) : mode === 'min' ? low : high);
      outcome.replaced++;
    }
  }
  for (const [key, value] of after) model.set(key, value);
  return outcome;
}

describe.each(engineKinds)('batches drafted over a native Map, %s engine', (engine) => {
  it.each([['any', 'replace'], ['any', 'keep'], ['any', 'error'], ['f64', 'add'], ['f64', 'min'], ['f64', 'max']] as const)('of values %s are seen at one point in time, in Map\'s order, whatever others do: %s', async (value, mode) => {
    let drafted = 0;
    await fc.assert(fc.asyncProperty(stepsOf(400), stepsOf(400), stepsOf(400), fc.nat(300), fc.nat(300), fc.boolean(), async (before, during, after, first, count, atomic) => {
      const twins = new Twins(new WasmMap<unknown, unknown>({ value, engine }), (i) => (value === 'any' && i % 5 === 0 ? undefined : i));
      for (const step of before) twins.take(step);
      const { map, model } = twins;
      const { _table: table } = map;
      if (!(table instanceof AnyTable)) throw new Error('expected a native Map');
      const entries = Array.from({ length: count }, (_, i) => [keyOf(first + Math.floor(i * 0.9)), value === 'any' && i % 7 === 0 ? undefined : 1000 + i] as const);
      const put = readPutOptions(table, { onConflict: mode, atomic });
      const queues = [[...during], [...after]];
      let expected: Outcome | undefined;
      let { version } = map;
      const next = (queue: Step[]): Promise<void> => {
        const step = queue.shift();
        if (step !== undefined) twins.take(step);
        twins.check();
        version = map.version;
        return Promise.resolve();
      };
      let isLaid = false;
      const slices = {
        isOver: () => true,
        pause: () => next(queues[0]!),
        turn: () => {
          if (!isLaid) expected = apply(model, entries, mode, atomic);
          isLaid = true;
          return next(queues[1]!);
        },
      } as unknown as Slices;
      const commit = new Commit(table, readBatch(table, entries, put), put, 0);
      try {
        const result = await writeDrafted(table, commit, { put, slices, onProgress: () => undefined, assertGoesOn: () => undefined });
        if (result !== undefined) {
          drafted++;
          if (!isLaid) expected = apply(model, entries, mode, atomic);
          expect(result).toMatchObject(expected!);
          if (!isLaid) expect(map.version).toBe(version + Number(result.written > 0));
        } else if (atomic) expect(during.filter(({ what }) => what === 'clear').length).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof PutAllError)) throw error;
        expect([mode, atomic, apply(new Map(model), entries, mode, atomic), map.version]).toEqual(['error', true, undefined, version]);
      }
      twins.checkAll();
      for (const step of queues.flat()) twins.take(step);
      twins.checkAll();
      for (let i = 0; i < twins.iterations.length; i++) twins.advance(i, 2000);
      map.dispose();
      for (const { snapshot, entries } of twins.taken) expectEqual([...snapshot], entries);
    }), { numRuns: runs(4) });
    if (mode !== 'error') expect(drafted).toBeGreaterThan(0);
  });
});
