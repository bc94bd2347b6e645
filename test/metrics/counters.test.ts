import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type PutAllOptions, WasmMap } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';
import { engineKinds, runs } from '../support/workloads.js';
import { scrape } from './scrape.js';

const key = fc.integer({ min: 0, max: 12 });
/** 99 fits no value: the map's validator objects to it. */
const entry = fc.tuple(key, fc.constantFrom(1, 2, 3, 99));
const batch = fc.array(entry, { maxLength: 8 });

type Operation =
  | readonly ['get' | 'has' | 'delete' | 'set' | 'getAll' | 'hasAll', number]
  | readonly ['putAll' | 'batchInSource' | 'compare', [number, number][], PutAllOptions];

const options: fc.Arbitrary<PutAllOptions> = fc.record({
  atomic: fc.boolean(),
  onConflict: fc.constantFrom('replace', 'keep', 'error'),
  idempotencyKey: fc.constantFrom('a', 'b'),
  maxBatchEntries: fc.constantFrom(4, 100),
}, { requiredKeys: [] });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.constantFrom('get', 'has', 'delete', 'set', 'getAll', 'hasAll'), key),
  fc.tuple(fc.constantFrom('putAll', 'batchInSource', 'compare'), batch, options),
);

/** What a plain Map, and the rules as the documentation has them, count. */
class Model {
  readonly entries = new Map<number, number>();
  /** Batches by their keys. */
  readonly applied = new Map<string, string>();
  hits = 0;
  misses = 0;
  rollbacks = 0;
  intrusions = 0;
  written = 0;
  readonly operations = { ok: 0, partial: 0, failed: 0, rejected: 0, deduplicated: 0 };
  readonly sizes: number[] = [];

  read(...keys: number[]): void {
    for (const one of keys) this[this.entries.has(one) ? 'hits' : 'misses']++;
  }

  /** What came of the batch. */
  putAll(entries: readonly [number, number][], { atomic = true, onConflict = 'replace', idempotencyKey, maxBatchEntries = Infinity }: PutAllOptions): void {
    const misfit = atomic ? entries.findIndex(([, value]) => value === 99) : -1;
    if (entries.length > maxBatchEntries && (misfit < 0 || misfit >= maxBatchEntries)) return void this.operations.rejected++;
    this.sizes.push(entries.length);
    const fitting = entries.filter(([, value]) => value !== 99);
    if (misfit >= 0) return void this.operations.failed++;
    const repeated = idempotencyKey === undefined ? undefined : this.applied.get(idempotencyKey);
    if (repeated !== undefined) return void this.operations[repeated === JSON.stringify(fitting) ? 'deduplicated' : 'rejected']++;
    const before = new Map(this.entries);
    const seen = new Set<number>();
    let written = 0;
    let failed = 0;
    for (const [one, value] of entries) {
      if (value === 99) {
        failed++;
        continue;
      }
      const isThere = this.entries.has(one);
      if (onConflict === 'error' && (isThere || seen.has(one))) {
        failed++;
        if (!atomic) continue;
        if (written > 0) this.rollbacks++;
        this.entries.clear();
        for (const [old, was] of before) this.entries.set(old, was);
        return void this.operations.failed++;
      }
      if (onConflict === 'keep' && isThere) continue;
      this.entries.set(one, value);
      seen.add(one);
      written++;
    }
    this.written += written;
    if (idempotencyKey !== undefined) this.applied.set(idempotencyKey, JSON.stringify(fitting));
    this.operations[failed > 0 ? 'partial' : 'ok']++;
  }
}

function run(map: WasmMap<number, number>, model: Model, [name, argument, given = {}]: readonly [...Operation, PutAllOptions?]): void {
  switch (name) {
    case 'get': case 'has':
      map[name](argument);
      return model.read(argument);
    case 'getAll': case 'hasAll':
      map[name]([argument, 5]);
      return model.read(argument, 5);
    case 'delete':
      map.delete(argument);
      return void model.entries.delete(argument);
    case 'set':
      map.set(argument, 1);
      return void model.entries.set(argument, 1);
    case 'putAll':
      attempt(() => map.putAll(argument, given));
      return model.putAll(argument, given);
    case 'compare': {
      const isStale = (argument as unknown[]).length % 2 === 1;
      attempt(() => map.compareAndPutAll(map.version + Number(isStale), argument, given));
      if (!isStale || (given.idempotencyKey !== undefined && model.applied.has(given.idempotencyKey))) return model.putAll(argument, given);
      return void model.operations.rejected++;
    }
    case 'batchInSource':
      attempt(() => map.putAll(function* () { map.set(0, 1); yield* argument; }()));
      model.entries.set(0, 1);
      model.intrusions++;
      model.operations.failed++;
  }
}

function attempt(batch: () => unknown): void {
  try {
    batch();
  } catch {
    // Counted, which is what is tested.
  }
}

describe.each(engineKinds)('every counter of a scrape on the %s engine', (engine) => {
  it('is what a model counted', async () => {
    await fc.assert(fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
      const register = new Registry();
      const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, name: 'm', validate: { value: (value) => value !== 99 } });
      const stop = instrument(map, { register });
      const model = new Model();
      for (const one of operations) run(map, model, one);
      const found = await scrape(register);
      stop();
      const value = (name: string): number => found[`wasmap_${name}`] ?? 0;
      expect([...map].sort(([a], [b]) => a - b)).toEqual([...model.entries].sort(([a], [b]) => a - b));
      expect({ hits: value('hits_total{map="m"}'), misses: value('misses_total{map="m"}') }).toEqual({ hits: model.hits, misses: model.misses });
      expect(Object.keys(model.operations).map((result) => [result, value(`putall_operations_total{map="m",result="${result}"}`)])).toEqual(Object.entries(model.operations));
      expect(value('putall_entries_total{map="m"}')).toBe(model.written);
      expect(value('rollbacks_total{map="m"}')).toBe(model.rollbacks);
      expect(value('concurrent_modifications_total{map="m",kind="source"}')).toBe(model.intrusions);
      expect(value('putall_batch_entries_sum{map="m"}')).toBe(model.sizes.reduce((sum, size) => sum + size, 0));
      expect(value('entries{map="m"}')).toBe(model.entries.size);
    }), { numRuns: runs(100) });
  });
});
