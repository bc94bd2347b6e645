import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { dump } from '../support/dump.js';
import { createEngine } from '../support/engines.js';
import { type Walk, walkMap, walkSnapshots } from '../support/invariants.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table, type LayoutName } from '../support/table.js';
import { runs } from '../support/workloads.js';

type Many = 'fill' | 'empty' | 'put' | 'removeMany';

/** One step of a random life: on one key, on a range of them, on the whole map, or on its snapshots. */
type Step =
  | { readonly what: 'set' | 'remove'; readonly key: number; readonly value: bigint }
  | { readonly what: Many; readonly key: number; readonly count: number; readonly value: bigint }
  | { readonly what: 'reserve'; readonly count: number }
  | { readonly what: 'shrink' | 'clear' | 'snapshot' | 'dispose' }
  | { readonly what: 'release'; readonly which: number };

const key = fc.nat(400);
const value = fc.bigInt(0n, 0xffffffffn);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('set', 'remove'), key, value }) },
    { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('fill', 'empty', 'put', 'removeMany'), key: fc.nat(4000), count: fc.nat(1500), value }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('shrink', 'clear') }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('reserve'), count: fc.nat(6000) }) },
    { weight: 5, arbitrary: fc.constant({ what: 'snapshot' } as const) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('release'), which: fc.nat() }) },
  ),
  { maxLength: 40 },
);

/** A map of one engine, its snapshots, and what each of these should hold. */
class Life {
  readonly model = new Map<bigint, bigint>();
  readonly snapshots: { readonly table: Table; readonly model: ReadonlyMap<bigint, bigint> }[] = [];
  readonly table: Table;
  isDisposed = false;

  constructor(readonly engine: Engine, layout: LayoutName, seed: readonly [number, number]) {
    this.table = new Table(engine, layout, { seed });
  }

  key(number: number): bigint {
    return keyNumber(number, this.table.keyBytes);
  }

  value(bits: bigint): bigint {
    return this.table.valueBytes === 0 ? 0n : bits;
  }

  take(step: Step): void {
    const { table, model } = this;
    if (step.what === 'set') {
      expect(table.set(this.key(step.key), step.value)).toBe(true);
      model.set(this.key(step.key), this.value(step.value));
    } else if (step.what === 'remove') {
      expect(table.remove(this.key(step.key))).toBe(model.delete(this.key(step.key)));
    } else if (step.what === 'reserve') expect(table.reserve(step.count)).toBe(true);
    else if (step.what === 'shrink') table.shrink();
    else if (step.what === 'clear') {
      table.clear();
      model.clear();
    } else if (step.what === 'snapshot') this.snapshots.push({ table: table.at(table.takeSnapshot()), model: new Map(model) });
    else if (step.what === 'release') {
      if (this.snapshots.length === 0) return;
      const [{ table: snapshot }] = this.snapshots.splice(step.which % this.snapshots.length, 1) as [(typeof this.snapshots)[0]];
      this.engine.releaseSnapshot(snapshot.map);
    } else if (step.what === 'dispose') {
      table.dispose();
      this.isDisposed = true;
    } else if ('count' in step) this.takeMany(step);
  }

  private takeMany({ what, key: first, count, value: bits }: Extract<Step, { readonly what: Many }>): void {
    const { table, model } = this;
    const keys = Array.from({ length: count }, (_, i) => this.key(first + i));
    if (what === 'fill') for (const each of keys) table.set(each, bits);
    if (what === 'empty') for (const each of keys) expectSame(table.remove(each), model.has(each));
    if (what === 'put') expectSame(table.ownMany(keys, false), count);
    if (what === 'put') expectSame(table.putMany(keys, keys.map(() => bits)), count);
    if (what === 'removeMany') {
      expectSame(table.ownMany(keys, true), count);
      expectEqual(table.removeMany(keys), keys.map((each) => model.has(each)));
    }
    for (const each of keys) {
      if (what === 'fill' || what === 'put') model.set(each, this.value(bits));
      else model.delete(each);
    }
  }

  /** Everything must hold, and be held, as it should. */
  check(): void {
    const newest = this.snapshots.at(-1)?.table.map;
    const walkOne = (engine: Engine, map: number): Walk => (map === newest && this.isDisposed ? walkSnapshots(engine, map, 0) : walkMap(engine, map));
    walkHeap(this.engine, this.isDisposed ? [newest ?? []].flat() : [this.table.map], [], walkOne);
    if (!this.isDisposed) expectEqual(new Map(this.table.entries()), this.model);
    for (const { table, model } of this.snapshots) {
      expectEqual(new Map(table.entries()), model);
      for (const each of [...model.keys()].slice(0, 20)) expectSame(table.get(each), model.get(each));
      expect(table.get(this.key(100_000))).toBeUndefined();
    }
  }

  dumps(): Buffer[] {
    const tables = this.isDisposed ? [] : [this.table];
    return [...tables, ...this.snapshots.map(({ table }) => table)].map(({ map }) => dump(this.engine, map));
  }
}

describe.each(LAYOUTS)('snapshots of %s', (layout) => {
  it('hold what the map held, whatever becomes of it and of each other; both engines alike', () => {
    fc.assert(fc.property(steps, fc.tuple(fc.integer(), fc.integer()), fc.boolean(), (life, seed, isDisposed) => {
      const lives = [new Life(createEngine('debug'), layout, seed), new Life(createEngine('js', 64 << 20), layout, seed)] as const;
      for (const step of [...life, ...isDisposed ? [{ what: 'dispose' } as const] : []]) {
        for (const each of lives) each.take(step);
        for (const each of lives) each.check();
        const [one, other] = lives.map((each) => each.dumps()) as [Buffer[], Buffer[]];
        one.forEach((bytes, i) => { expectSame(bytes.equals(other[i]!), true, `after ${step.what}`); });
      }
      for (const each of lives) {
        while (each.snapshots.length > 0) {
          each.take({ what: 'release', which: life.length });
          each.check();
        }
      }
    }), { numRuns: runs(8) });
  });
});
