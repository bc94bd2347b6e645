/** Snapshots of ordered maps: what they hold, in which order, and what of it is theirs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { seenAt } from '../../src/engine/js/ordered/kept.js';
import { PAGE_NEXT } from '../../src/engine/js/ordered/page-layout.js';
import * as Header from '../../src/engine/header.js';
import { SplitLog } from '../../src/map/linear/split-log.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { dumpOrdered } from '../support/dump.js';
import { colliding } from '../support/hostile.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered, walkOrderedSnapshots } from '../support/invariants-ordered.js';
import { type Model, type Step, contents, lives, numbered, seeds, short, steps, take, takeModel, text } from '../support/ordered-life.js';
import { OrderedTable, type OrderedOptions } from '../support/ordered-table.js';
import { randomWords } from '../support/random.js';
import { runs } from '../support/workloads.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
const VALUE_BYTES = [0, 4, 8] as const;
/** As many equal hashes as a segment holds. */
const FULL = 1456;
const { short: hostile } = (() => {
  const engine = createEngine('js', 16 << 20);
  return colliding(engine, new OrderedTable(engine, 8).map);
})();

// Longer lives than by default: what snapshots see of each other takes a few.
fc.configureGlobal({ baseSize: 'medium' });

type Snap = { readonly what: 'snapshot' } | { readonly what: 'release'; readonly which: number };

/** A life with snapshots between its steps. */
function withSnapshots(life: fc.Arbitrary<Step[]>): fc.Arbitrary<(Step | Snap)[]> {
  const snap: fc.Arbitrary<Snap | undefined> = fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.constant({ what: 'snapshot' } as const) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('release'), which: fc.nat() }) },
  );
  return fc.tuple(life, fc.array(snap, { minLength: 50, maxLength: 50 }))
    .map(([all, snaps]) => all.flatMap((step, i): (Step | Snap)[] => [...snaps[i] === undefined ? [] : [snaps[i]], step]));
}

/** An ordered map, its snapshots, and what each should have. */
class Life {
  readonly table: OrderedTable;
  readonly model: Model = new Map();
  readonly snapshots: { readonly table: OrderedTable; readonly model: Model }[] = [];
  #isDisposed = false;

  constructor(readonly engine: Engine, valueBytes: 0 | 4 | 8, options: OrderedOptions = {}) {
    this.table = new OrderedTable(engine, valueBytes, options);
  }

  take(step: Step | Snap): void {
    if (step.what === 'snapshot') this.snapshots.push({ table: this.table.snapshot()!, model: new Map(this.model) });
    else if (step.what === 'release') this.snapshots.splice(step.which % (this.snapshots.length || 1), 1)[0]?.table.release();
    else {
      take(this.table, step);
      takeModel(this.model, step);
    }
  }

  dispose(): void {
    this.table.dispose();
    this.#isDisposed = true;
  }

  check(): void {
    if (this.#isDisposed) {
      const newest = this.snapshots.at(-1)?.table.map;
      walkHeap(this.engine, newest === undefined ? [] : [newest], [], (engine, map) => walkOrderedSnapshots(engine, map, 0));
    } else {
      compare(this.table, this.model);
      walkHeap(this.engine, [this.table.map], [], walkOrdered);
    }
    for (const { table, model } of this.snapshots) {
      compare(table, model);
      const some = [...model.keys()].filter((_, i) => i % 97 === 0).map((key) => Buffer.from(key, 'latin1'));
      const wanted = some.map((key) => truncated(table, model.get(text(key))!));
      expect(some.map((key) => table.get(key))).toEqual(wanted);
      expect(table.getKeys([...some, numbered(99_999)])).toEqual([...wanted, undefined]);
      expect(table.hasKeys([numbered(99_999), ...some])).toEqual([false, ...some.map(() => true)]);
      expect(table.count).toBe(model.size);
    }
  }

  dumps(): Buffer[] {
    const tables = this.#isDisposed ? [] : [this.table];
    return [...tables, ...this.snapshots.map(({ table }) => table)].map(({ map }) => dumpOrdered(this.engine, map));
  }
}

function truncated({ valueBytes }: OrderedTable, value: bigint): bigint {
  return BigInt.asUintN(valueBytes * 8, value);
}

function compare(table: OrderedTable, model: Model): void {
  const [found, wanted] = [contents(table), [...model].map(([key, value]) => [key, truncated(table, value)] as const)];
  if (found.join() !== wanted.join()) expect(found).toEqual(wanted);
}

/** Both engines through the same life, which ends with its snapshots, or before them. */
function live(all: readonly (Step | Snap)[], isDisposed: boolean, create: (engine: Engine) => Life): void {
  const both = [create(createEngine('debug')), create(createEngine('js', 64 << 20))] as const;
  const compareBoth = (what: string): void => {
    for (const each of both) each.check();
    const [one, other] = both.map((each) => each.dumps()) as [Buffer[], Buffer[]];
    one.forEach((bytes, i) => { expect(bytes.equals(other[i]!), `${String(i)} after ${what}`).toBe(true); });
  };
  for (const step of all) {
    for (const each of both) each.take(step);
    compareBoth(step.what);
  }
  if (isDisposed) {
    for (const each of both) each.dispose();
    compareBoth('dispose');
  }
  while (both[0].snapshots.length > 0) {
    for (const each of both) each.take({ what: 'release', which: all.length });
    compareBoth('release');
  }
  if (!isDisposed) return;
  for (const { engine } of both) expectSame(walkHeap(engine, []).maps, 0);
}

describe('snapshots of ordered maps', () => {
  it.each(VALUE_BYTES)('with values of %i bytes hold what the map held, in its order, whatever becomes of it; both engines alike', (valueBytes) => {
    fc.assert(fc.property(withSnapshots(steps), seeds, fc.boolean(), (life, seed, isDisposed) => {
      live(life, isDisposed, (engine) => new Life(engine, valueBytes, { seed }));
    }), { numRuns: runs(6) });
  });

  it('hold it amid a migration, too', () => {
    const keys = fc.oneof(short, fc.nat(FULL + 200).map(hostile));
    fc.assert(fc.property(withSnapshots(lives(keys, 300)), fc.nat(4000), fc.boolean(), (life, benign, isDisposed) => {
      const early: (Step | Snap)[] = [
        { what: 'fill', first: 0, count: benign }, ...Array.from({ length: FULL - 3 }, (_, i): Step => ({ what: 'set', key: hostile(i), value: BigInt(i) })),
        { what: 'snapshot' },
      ];
      live(life, isDisposed, (engine) => {
        const all = new Life(engine, 8);
        for (const step of early) all.take(step);
        for (let i = FULL; i < FULL + 8; i++) all.take({ what: 'set', key: hostile(i), value: BigInt(i) });
        expect(all.table.migrates).toBe(true);
        return all;
      });
    }), { numRuns: runs(2) });
  });

  it.each(['put all', 'keep all'] as const)('leave flags behind that both engines take back in the same way: %s', (what) => {
    const fill: Step = { what: 'fill', first: 0, count: 1000 };
    live([fill, { what: 'snapshot' }, { what: 'release', which: 0 }, { what, first: 900, count: 200 }, { what: 'remove all', first: 0, count: 1000 }], false,
      (engine) => new Life(engine, 8));
  });
});

describe.each(ENGINES)('snapshots of ordered maps, %s engine', (name) => {
  it('change nothing where memory is refused for what they see', () => {
    const engine = createEngine(name, 64 << 20);
    const quota = engine.createQuota(330_000);
    const table = new OrderedTable(engine, 8, { quota });
    for (let i = 0; i < 4000; i++) expectSame(table.set(numbered(i), BigInt(i)), true);
    const snapshot = table.snapshot()!;
    const before = contents(snapshot);
    const model = new Map(before);
    let refused = 0;
    for (let i = 0; i < 4000; i += 5) {
      const key = numbered((i * 7919) % 4000);
      const change = [
        (): void => { if (table.set(key, 7n)) model.set(text(key), 7n); else refused++; },
        (): void => { try { if (table.remove(key)) model.delete(text(key)); } catch { refused++; } },
        (): void => { if (table.set(numbered(10_000 + i), 1n)) model.set(text(numbered(10_000 + i)), 1n); else refused++; },
      ][i % 3]!;
      change();
      if (i % 200 === 0) walkHeap(engine, [table.map], [quota], walkOrdered);
    }
    expect(refused).toBeGreaterThan(0);
    expect(new Map(contents(table))).toEqual(model);
    expect(contents(snapshot)).toEqual(before);
    snapshot.release();
    table.dispose();
    expect(walkHeap(engine, [], [quota]).maps).toBe(0);
  });

  it('stay as they are while pages merge whose entries lie in segments that nobody has written to', () => {
    const engine = createEngine(name, 64 << 20);
    const life = new Life(engine, 4);
    life.take({ what: 'fill', first: 0, count: 8000 });
    const random = randomWords(5);
    // Pages are left with a quarter or a little more, so that each removal may set off a merge.
    for (let i = 0; i < 8000; i++) if (random() % 100 >= 27) life.take({ what: 'remove', key: numbered(i), value: 0n });
    const { moves } = life.table;
    const left = [...life.model.keys()].map((key) => Buffer.from(key, 'latin1'));
    for (let i = 0; i < 400; i++) {
      if (i % 40 === 0) life.take({ what: 'snapshot' });
      life.take({ what: 'remove', key: left[random() % left.length]!, value: 0n });
    }
    expect(life.table.moves).toBeGreaterThan(moves + 5);
    life.check();
  });

  it('end where the log did, though the empty page behind that goes', () => {
    const engine = createEngine(name, 64 << 20);
    const life = new Life(engine, 8);
    life.take({ what: 'fill', first: 0, count: 3000 });
    const word = (at: number): number => engine.u32[at / 4]!;
    for (let i = 2999; word(word(life.table.map + 136) + 16) > 0; i--) life.take({ what: 'remove', key: numbered(i), value: 0n });
    life.take({ what: 'snapshot' });
    life.take({ what: 'set', key: new Uint8Array(20_000), value: 1n });
    life.check();
    life.take({ what: 'snapshot' });
    life.take({ what: 'remove', key: new Uint8Array(20_000), value: 1n });
    life.check();
  });

  it('see entries of an overflow table under SipHash, too', () => {
    const engine = createEngine(name, 64 << 20);
    const life = new Life(engine, 8, { secure: true });
    // A key of the index hash that is multiplied by 0 goes to one group of one segment, as equal hashes would.
    engine.u32[(life.table.map + 24) / 4] = 0;
    const steps: (Step | Snap)[] = [
      { what: 'fill', first: 0, count: 2000 }, { what: 'snapshot' }, { what: 'empty', first: 500, count: 1400 }, { what: 'snapshot' },
      { what: 'put all', first: 400, count: 600 }, { what: 'snapshot' }, { what: 'remove all', first: 0, count: 3000 }, { what: 'release', which: 1 },
      { what: 'fill', first: 0, count: 1600 }, { what: 'release', which: 0 }, { what: 'clear' }, { what: 'release', which: 0 },
    ];
    for (const step of steps) {
      life.take(step);
      compare(life.table, life.model);
      for (const { table, model } of life.snapshots) {
        compare(table, model);
        for (const [key, value] of model) expectSame(table.get(Buffer.from(key, 'latin1')), value);
      }
    }
    life.dispose();
    expect(walkHeap(engine, []).maps).toBe(0);
  });

  it('take back batches, and refuse removals, under any want of memory', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'remove', 'put', 'take back', 'remove all', 'snapshot', 'release'), first: fc.nat(2500), count: fc.nat(400),
    });
    fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), fc.nat(200_000), (life, room) => {
      const engine = createEngine(name, 64 << 20);
      const quota = engine.createQuota(180_000 + room);
      const table = new OrderedTable(engine, 8, { quota });
      const model = new Map<string, bigint>();
      const snapshots: { table: OrderedTable; model: Model }[] = [];
      for (let i = 0; i < 2500; i++) if (table.set(numbered(i), 0n)) model.set(text(numbered(i)), 0n);
      for (const { what, first, count } of life) {
        const keys = Array.from({ length: count }, (_, i) => numbered(first + i));
        const done = (act: () => void): boolean => { try { act(); return true; } catch { return false; } };
        if (what === 'set') for (const key of keys) if (table.set(key, 5n)) model.set(text(key), 5n);
        if (what === 'remove') for (const key of keys) if (done(() => table.remove(key))) model.delete(text(key));
        if (what === 'put') for (const key of keys.slice(0, table.putKeys(keys, keys.map(() => 6n), 'replace', 'u64'))) model.set(text(key), 6n);
        if (what === 'take back') table.undoKeys(table.putKeys(keys, keys.map(() => 7n), 'replace', 'u64'));
        if (what === 'remove all' && done(() => table.removeKeys(keys))) for (const key of keys) model.delete(text(key));
        if (what === 'release') snapshots.splice(first % (snapshots.length || 1), 1)[0]?.table.release();
        const snapshot = what === 'snapshot' ? table.snapshot() : undefined;
        if (snapshot !== undefined) snapshots.push({ table: snapshot, model: new Map(model) });
        compare(table, model);
        for (const each of snapshots) compare(each.table, each.model);
        walkHeap(engine, [table.map], [quota], walkOrdered);
      }
      table.dispose();
      for (const each of snapshots) {
        compare(each.table, each.model);
        each.table.release();
      }
      expect(walkHeap(engine, [], [quota]).maps).toBe(0);
    }), { numRuns: runs(4) });
  });
});

/** The pages of a snapshot's log, where they are now. */
function* pagesOf({ engine, map }: OrderedTable): Generator<number> {
  for (let page = engine.u32[(map + Header.logHead) / 4]!; page !== 0;) {
    const place = seenAt(engine, map, page);
    page = engine.u32[(place + PAGE_NEXT) / 4]!;
    yield place;
  }
}

/** The records in order, each with its number. */
function numberedEntries(table: OrderedTable): [number, string, bigint][] {
  const all: [number, string, bigint][] = [];
  for (let from = 0; ;) {
    const { entries } = table.walk(from);
    if (entries.length === 0) return all;
    for (const { number, key, value } of entries) all.push([number, text(key), value]);
    from = all.at(-1)![0] + 1;
  }
}

/** A map that has gone through some steps, and its model. */
function lived(name: EngineName, valueBytes: 0 | 4 | 8, seed: [number, number], steps: readonly Step[]): { engine: Engine; table: OrderedTable; model: Model } {
  const engine = createEngine(name, 64 << 20);
  const table = new OrderedTable(engine, valueBytes, { seed });
  const model: Model = new Map();
  for (const each of steps) {
    take(table, each);
    takeModel(model, each);
  }
  return { engine, table, model };
}

describe('copies of ordered maps', () => {
  it.each(VALUE_BYTES)('with values of %i bytes have the same records under the same numbers, whatever becomes of the map; both engines alike', (valueBytes) => {
    fc.assert(fc.property(steps, steps, seeds, (before, after, seed) => {
      const dumps = ENGINES.map((name) => {
        const { engine, table, model } = lived(name, valueBytes, seed, before);
        const snapshot = table.snapshot()!;
        const entries = numberedEntries(snapshot);
        for (const each of after) take(table, each);
        const copy = new OrderedTable(engine, valueBytes, { seed: [7, 7] });
        for (const page of pagesOf(snapshot)) expect(engine.copyPage(copy.map, page)).not.toBe(0);
        for (const field of [Header.logNext, Header.logNext + 4]) engine.u32[(copy.map + field) / 4] = engine.u32[(snapshot.map + field) / 4]!;
        compare(copy, model);
        expectEqual(numberedEntries(copy), entries);
        snapshot.release();
        walkHeap(engine, [table.map, copy.map], [], walkOrdered);
        const copied = dumpOrdered(engine, copy.map);
        for (const each of after) {
          take(copy, each);
          takeModel(model, each);
        }
        compare(copy, model);
        walkHeap(engine, [table.map, copy.map], [], walkOrdered);
        return Buffer.concat([copied, dumpOrdered(engine, copy.map)]);
      });
      expect(dumps[0]!.equals(dumps[1]!)).toBe(true);
    }), { numRuns: runs(8) });
  });

  it.each(VALUE_BYTES)('with values of %i bytes take in what is to come last before what comes before it; both engines alike', (valueBytes) => {
    const part = fc.array(fc.record({ first: fc.nat(3000), count: fc.nat(1500), isLast: fc.boolean(), isGone: fc.boolean(), skipped: fc.nat(20) }), { maxLength: 20 });
    fc.assert(fc.property(steps, part, steps, seeds, (before, parts, after, seed) => {
      const dumps = ENGINES.map((name) => {
        const { engine, table, model } = lived(name, valueBytes, seed, before);
        const log = new SplitLog(engine, table.map);
        const [earlier, last] = [model, new Map() as Model];
        for (const { first, count, isLast, isGone, skipped } of parts) {
          log.turn(isLast);
          if (!isLast) engine.skipNumbers(table.map, engine.u32[(table.map + Header.logNext) / 4]! + skipped);
          for (let i = first; i < first + count; i++) {
            const key = numbered(i * 2 + Number(isLast) + 10_000);
            const entries = isLast ? last : earlier;
            if (isGone) expectSame(table.remove(key), entries.delete(text(key)));
            else {
              table.set(key, BigInt(i));
              entries.set(text(key), BigInt(i));
            }
          }
        }
        log.join();
        for (const [key, value] of last) model.set(key, value);
        compare(table, model);
        walkHeap(engine, [table.map], [], walkOrdered);
        const joined = dumpOrdered(engine, table.map);
        for (const each of after) {
          take(table, each);
          takeModel(model, each);
        }
        compare(table, model);
        walkHeap(engine, [table.map], [], walkOrdered);
        return Buffer.concat([joined, dumpOrdered(engine, table.map)]);
      });
      expect(dumps[0]!.equals(dumps[1]!)).toBe(true);
    }), { numRuns: runs(8) });
  });

  it.each(ENGINES)('are refused where there is no memory, and give all back that they took: %s', (name) => {
    const engine = createEngine(name, 64 << 20);
    const table = new OrderedTable(engine, 8);
    for (let i = 0; i < 4000; i++) table.set(numbered(i), BigInt(i));
    const snapshot = table.snapshot()!;
    let refused = 0;
    for (let room = 300; room < 400_000; room = Math.ceil(room * 1.3)) {
      const quota = engine.createQuota(room);
      const copy = new OrderedTable(engine, 8, { quota });
      for (const page of pagesOf(snapshot)) {
        if (engine.copyPage(copy.map, page) !== 0) continue;
        refused++;
        break;
      }
      copy.dispose();
      expect(engine.freeQuota(quota)).toBe(1);
    }
    expect(refused).toBeGreaterThan(10);
    snapshot.release();
    table.dispose();
    expect(walkHeap(engine, []).maps).toBe(0);
  });
});
