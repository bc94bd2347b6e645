/** Single writes, batches, a batcher, asynchronous batches, snapshots and files of one map, in any order, against native Maps. */
import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmMap, WriteBatcher } from '../../src/index.js';
import { expectEqual } from '../support/expect.js';
import { walkMap } from '../support/invariants.js';
import { runs } from '../support/workloads.js';

type One = 'set' | 'delete' | 'write';
type Many = 'putAll' | 'putAllAsync' | 'deleteAll';
type Step =
  | { readonly what: One; readonly key: number; readonly value: number }
  | { readonly what: Many; readonly key: number; readonly count: number; readonly value: number }
  | { readonly what: 'flush' | 'tick' | 'settle' | 'snapshot' | 'clear' | 'file' }
  | { readonly what: 'dispose'; readonly which: number };

const key = fc.nat(5000);
const value = fc.nat(9999);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('set', 'delete', 'write'), key, value }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('putAll', 'putAllAsync', 'putAllAsync', 'deleteAll'), key, count: fc.nat(12_000), value }) },
  { weight: 7, arbitrary: fc.record({ what: fc.constantFrom('flush', 'tick', 'tick', 'settle', 'snapshot', 'snapshot', 'file') }) },
  { weight: 1, arbitrary: fc.constant({ what: 'clear' } as const) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('dispose'), which: fc.nat() }) },
), { maxLength: 30 });

type Entries = readonly (readonly [unknown, unknown])[];

class Life {
  readonly map: WasmMap<unknown, unknown>;
  readonly batcher: WriteBatcher<unknown, unknown>;
  readonly model = new Map<unknown, unknown>();
  readonly snapshots: { readonly snapshot: ReturnType<WasmMap<unknown, unknown>['snapshot']>; readonly model: ReadonlyMap<unknown, unknown> }[] = [];
  /** What waits in the batcher. */
  private pending: (readonly [unknown, unknown])[] = [];
  /** Asynchronous batches that have been committed, but not yet in the model. */
  private readonly committed: Entries[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(readonly keyKind: 'u32' | 'string', engine: 'wasm' | 'js') {
    this.map = new WasmMap<unknown, unknown>({ key: keyKind, value: 'f64', engine });
    this.batcher = new WriteBatcher(this.map, { maxBatchEntries: 1_000_000, maxDelayMs: Infinity });
  }

  /** Takes a step, and lets what is under way go on for a slice: it is not stopped between its commit and what says so. */
  async take(step: Step): Promise<void> {
    if ('count' in step) this.takeMany(step);
    else if ('key' in step) this.takeOne(step);
    else if (step.what === 'flush') await this.flush();
    else if (step.what === 'tick') await tick();
    else if (step.what === 'settle') await Promise.all(this.running);
    else if (step.what === 'snapshot') this.snapshots.push({ snapshot: this.map.snapshot(), model: new Map(this.model) });
    else if (step.what === 'dispose') {
      if (this.snapshots.length > 0) this.snapshots.splice(step.which % this.snapshots.length, 1)[0]!.snapshot.dispose();
    } else if (step.what === 'clear') {
      this.map.clear();
      this.model.clear();
    } else expect(new Map(WasmMap.deserialize<unknown, unknown>(this.map.serialize()))).toEqual(this.model);
    await tick();
    this.catchUp();
  }

  private key(i: number): unknown {
    return this.keyKind === 'u32' ? i : `key ${String(i)}`;
  }

  private takeOne({ what, key: i, value: number }: Extract<Step, { readonly key: number; readonly what: One }>): void {
    const one = this.key(i);
    if (what === 'set') {
      this.map.set(one, number);
      this.model.set(one, number);
    } else if (what === 'delete') expect(this.map.delete(one)).toBe(this.model.delete(one));
    else {
      void this.batcher.write(one, number);
      this.pending.push([one, number]);
      expect(this.batcher.get(one)).toBe(number);
    }
  }

  private takeMany({ what, key: first, count, value: number }: Extract<Step, { readonly what: Many }>): void {
    const entries: Entries = Array.from({ length: count }, (_, i) => [this.key(first + (i * 7) % 10_000), number + i]);
    const keys = entries.map(([each]) => each);
    if (what === 'deleteAll') {
      const before = this.model.size;
      for (const each of keys) this.model.delete(each);
      expect(this.map.deleteAll([...new Set(keys)])).toBe(before - this.model.size);
    } else if (what === 'putAll') {
      expect(this.map.putAll(entries).written).toBe(count);
      this.apply(entries);
    } else {
      const source = count % 2 === 0 ? entries : { keys, values: entries.map(([, each]) => each) };
      const running: Promise<void> = this.map.putAllAsync(source, { sliceMs: 0.05 }).then(({ written }) => {
        expect(written).toBe(count);
        this.committed.push(entries);
        this.running.delete(running);
      });
      this.running.add(running);
    }
  }

  private async flush(): Promise<void> {
    const done = this.batcher.flush();
    this.apply(this.pending); // for it commits at once
    this.pending = [];
    await done;
  }

  private apply(entries: Entries): void {
    for (const [each, number] of entries) this.model.set(each, number);
  }

  /** Nobody writes between the commit of a batch and this, for nobody runs. */
  private catchUp(): void {
    for (const entries of this.committed.splice(0)) this.apply(entries);
  }

  check(): void {
    const { engine, map } = (this.map as unknown as { _table: { engine: Parameters<typeof walkMap>[0]; map: number } })._table;
    if (map && this.keyKind === 'u32') walkMap(engine, map);
    expect(new Map(this.map)).toEqual(this.model);
    if (this.keyKind === 'string') expect([...this.map.keys()]).toEqual([...this.model.keys()]);
    for (const { snapshot, model } of this.snapshots) expectEqual(new Map(snapshot), model);
  }

  async end(): Promise<void> {
    await this.take({ what: 'settle' });
    await this.take({ what: 'flush' });
    this.check();
  }
}

describe.each(['wasm', 'js'] as const)('a map of the %s engine', (engine) => {
  it.each(['u32', 'string'] as const)('with keys of kind %s holds what it should, whatever is under way at once', async (kind) => {
    await fc.assert(fc.asyncProperty(steps, async (life) => {
      const subject = new Life(kind, engine);
      for (const step of life) {
        await subject.take(step);
        subject.check();
      }
      await subject.end();
    }), { numRuns: runs(6) });
  });
});
