/** Random calls, each made on a map and on its reference, and compared. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { KeyKind, OnConflict, ValueKind } from '../../src/index.js';
import { PutAllError, WasmapRangeError } from '../../src/index.js';
import { isOrdered, keyKinds as keyKindInfos } from '../../src/map/kinds.js';
import { expectSame } from '../support/expect.js';
import type { AnyMap, Key, Num } from '../support/workloads.js';
import { columnOf, isBig, isNumeric, isSame, keyArbitrary, keyRange, misfits, numericKinds, stored, thrownBy, valueArbitrary, valueOf } from '../support/workloads.js';
import type { Pair, Reference } from './reference.js';

/** One call, on both. */
export interface Step {
  readonly name: string;
  run(map: AnyMap, reference: Reference): void;
}

const ABSENT = Symbol('absent');
/** Above this, contents are compared after the last step only. */
const COMPARED_EACH_STEP = 400;

/** Fails unless `map` has the very entries of `reference`, by every way to read them. */
export function compareContents(map: AnyMap, reference: Reference): void {
  const seen = new Map<Key, unknown>();
  for (const [key, value] of map) {
    expectSame(seen.has(key), false);
    seen.set(key, value);
  }
  expect(seen.size).toBe(reference.map.size);
  const keys = [...reference.map.keys()];
  if (isOrdered(map._table.key)) expect([...map.keys()].every((key, i) => Object.is(key, keys[i]))).toBe(true);
  const { values, found, hits } = map.getAll(keys) as { values: ArrayLike<unknown>; found: Uint8Array; hits: number };
  expect(hits).toBe(keys.length);
  for (const [i, key] of keys.entries()) {
    const expected = reference.map.get(key);
    const same = [seen.get(key), map.get(key), values[i]].every((value) => isSame(value, expected));
    if (!same || found[i] !== 1) expect([seen.get(key), map.get(key), values[i], found[i]]).toEqual([expected, expected, expected, 1]);
  }
}

/** Lets counterexamples name their steps. */
function named(step: Step): Step {
  return Object.assign(step, { [fc.toStringMethod]: () => step.name });
}

/** Runs `step` and compares what anybody can see afterwards. */
export function runStep(step: Step, map: AnyMap, reference: Reference): void {
  step.run(map, reference);
  expectSame(map.size, reference.map.size, step.name);
  expectSame(map.version, reference.version, step.name);
  if (reference.map.size <= COMPARED_EACH_STEP) compareContents(map, reference);
}

function singles(key: fc.Arbitrary<Key>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Step>[] {
  return [
    fc.record({ key, value }).map(({ key, value }) => ({
      name: `set ${fc.stringify(key)} ${fc.stringify(value)}`,
      run(map, reference) {
        expect(map.set(key, value)).toBe(map);
        reference.set(key, value);
      },
    })),
    key.map((key) => ({
      name: `get ${fc.stringify(key)}`,
      run(map, reference) {
        expect(isSame(map.get(key), reference.map.get(key))).toBe(true);
        expect(map.has(key)).toBe(reference.map.has(key));
        expect(isSame(map.getOr(key, ABSENT), reference.map.has(key) ? reference.map.get(key) : ABSENT)).toBe(true);
      },
    })),
    key.map((key) => ({
      name: `delete ${fc.stringify(key)}`,
      run: (map, reference) => expect(map.delete(key)).toBe(reference.delete(key)),
    })),
    fc.record({ key, value }).map(({ key, value }) => ({
      name: `getOrInsert ${fc.stringify(key)} ${fc.stringify(value)}`,
      run(map, reference) {
        const expected = reference.getOrInsert(key, value);
        expect(isSame(map.getOrInsert(key, value), expected)).toBe(true);
      },
    })),
    fc.record({ key, value }).map(({ key, value }) => ({
      name: `getOrInsertComputed ${fc.stringify(key)} ${fc.stringify(value)}`,
      run(map, reference) {
        let computed = 0;
        const absent = !reference.map.has(key);
        const result = map.getOrInsertComputed(key, (given) => {
          computed++;
          expect(Object.is(given, key === 0 ? 0 : key)).toBe(true);
          return value;
        });
        expect(isSame(result, reference.getOrInsert(key, value))).toBe(true);
        expect(computed).toBe(absent ? 1 : 0);
      },
    })),
  ];
}

function counting(key: fc.Arbitrary<Key>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Step> {
  return fc.record({ key, by: value }).map(({ key, by }) => ({
    name: `increment ${fc.stringify(key)} ${fc.stringify(by)}`,
    run(map, reference) {
      const expected = reference.increment(key, by as Num);
      if (expected === undefined) expect(() => map.increment(key, by)).toThrow(WasmapRangeError);
      else expect(Object.is(map.increment(key, by), expected)).toBe(true);
    },
  }));
}

/** A batch of pairs, some of which do not fit, in one of the shapes that a source may have. */
interface Batch {
  readonly pairs: Pair[];
  readonly bad: ReadonlySet<number>;
  readonly mode: OnConflict;
  readonly atomic: boolean;
  readonly shape: 'pairs' | 'generator' | 'arrays' | 'columns';
}

function sourceOf(batch: Batch, keyKind: KeyKind, valueKind: ValueKind): Parameters<AnyMap['putAll']>[0] {
  const keys = batch.pairs.map(([key]) => key);
  const values = batch.pairs.map(([, value]) => value);
  if (batch.shape === 'arrays') return { keys, values };
  if (batch.shape === 'columns' && batch.bad.size === 0) return { keys: columnOf(keyKind, keys) as Key[], values: columnOf(valueKind, values) };
  return batch.shape === 'generator' ? (function* () { yield* batch.pairs; })() : batch.pairs;
}

function putBatch(map: AnyMap, reference: Reference, batch: Batch, keyKind: KeyKind): void {
  const { pairs, mode, atomic, bad } = batch;
  const expected = reference.putAll(pairs, mode, atomic, bad);
  const source = sourceOf(batch, keyKind, reference.kind);
  if (atomic && expected.failed.length > 0) {
    const error = thrownBy(() => map.putAll(source, { onConflict: mode, atomic }));
    expect(error).toBeInstanceOf(PutAllError);
    const [first] = bad.size > 0 ? [...bad].sort((a, b) => a - b) : expected.failed;
    expect((error as PutAllError).failed[0]?.index).toBe(first);
    expect((error as PutAllError).cause).toBe((error as PutAllError).failed[0]?.error);
    return;
  }
  const result = map.putAll(source, { onConflict: mode, atomic });
  const { inserted, replaced, kept, failedCount, written } = result;
  expect({ inserted, replaced, kept, failedCount }).toEqual({
    inserted: expected.inserted, replaced: expected.replaced, kept: expected.kept, failedCount: expected.failed.length,
  });
  expect(written).toBe(inserted + replaced);
  expect(written + kept + failedCount).toBe(pairs.length);
  expect(result.failed.map(({ index }) => index)).toEqual(expected.failed);
  expect(result.deduplicated).toBe(false);
}

/** A pair for a batch, and whether the map must take it. */
interface Candidate {
  readonly pair: Pair;
  readonly fits: boolean;
}

function batches(keyKind: KeyKind, valueKind: ValueKind, key: fc.Arbitrary<Key>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Step> {
  const modes: OnConflict[] = !isNumeric(valueKind) ? ['replace', 'keep', 'error'] : ['replace', 'keep', 'error', 'add', 'min', 'max'];
  const badKeys = misfits(keyKind).map((misfit) => [misfit as Key, valueOf(valueKind, 1)] as const);
  const badValues = valueKind === 'any' ? [] : [fc.tuple(key, fc.constantFrom(...misfits(valueKind)))];
  const good: fc.Arbitrary<Candidate> = fc.tuple(key, value).map((pair) => ({ pair, fits: true }));
  const misfit = [...(badKeys.length > 0 ? [fc.constantFrom(...badKeys)] : []), ...badValues];
  const bad: fc.Arbitrary<Candidate> = misfit.length > 0 ? fc.oneof(...misfit).map((pair) => ({ pair, fits: false })) : good;
  const entries = fc.oneof(
    { weight: 3, arbitrary: fc.array(good, { maxLength: 90 }) },
    { weight: 1, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: bad }), { maxLength: 60 }) },
  );
  return fc.record({
    entries,
    mode: fc.constantFrom(...modes),
    atomic: fc.boolean(),
    shape: fc.constantFrom('pairs' as const, 'generator' as const, 'arrays' as const, 'columns' as const),
  }).map(({ entries, mode, atomic, shape }) => ({
    name: `putAll ${mode} ${atomic ? 'atomic ' : ''}${shape} ${fc.stringify(entries)}`,
    run(map, reference) {
      const misfit = new Set(entries.flatMap(({ fits }, index) => (fits ? [] : [index])));
      putBatch(map, reference, { pairs: entries.map(({ pair }) => pair), bad: misfit, mode, atomic, shape }, keyKind);
    },
  }));
}

/** Enough sequential keys for several segments, put in and taken out. */
function floods(keyKind: KeyKind, valueKind: ValueKind): fc.Arbitrary<Step>[] {
  const range = fc.record({ first: fc.nat(2000), count: fc.integer({ min: 1000, max: 3500 }) });
  const pairsOf = (first: number, count: number): Pair[] =>
    keyRange(keyKind, first, count).map((key, i) => [key, stored(valueKind, valueOf(valueKind, i))]);
  const modes = fc.constantFrom<OnConflict>('replace', 'keep', ...(isNumeric(valueKind) ? ['max' as const] : []));
  return [
    fc.record({ range, mode: modes, atomic: fc.boolean() }).map(({ range, mode, atomic }) => ({
      name: `flood ${mode} ${range.first}+${range.count}`,
      run(map, reference) {
        const pairs = pairsOf(range.first, range.count);
        putBatch(map, reference, { pairs, bad: new Set(), mode, atomic, shape: 'columns' }, keyKind);
      },
    })),
    range.map(({ first, count }) => ({
      name: `flood ${first}+${count} with a conflict at its end`,
      run(map, reference) {
        const pairs = pairsOf(first, count);
        putBatch(map, reference, { pairs: [...pairs, ...pairs.slice(-1)], bad: new Set(), mode: 'error', atomic: true, shape: 'columns' }, keyKind);
      },
    })),
    range.map(({ first, count }) => ({
      name: `ebb ${first}+${count}`,
      run(map, reference) {
        const keys = keyRange(keyKind, first, count);
        expect(map.deleteAll(columnOf(keyKind, keys) as never)).toBe(reference.deleteAll(keys));
      },
    })),
  ];
}

function bulkReads(key: fc.Arbitrary<Key>, missing: unknown): fc.Arbitrary<Step>[] {
  const keys = fc.array(key, { maxLength: 60 });
  return [
    keys.map((keys) => ({
      name: `getAll ${fc.stringify(keys)}`,
      run(map, reference) {
        const { values, found, hits } = map.getAll(keys);
        const there = keys.map((key) => reference.map.has(key));
        expect(Array.from(found)).toEqual(there.map(Number));
        expect(hits).toBe(there.filter(Boolean).length);
        expect(values.length).toBe(keys.length);
        keys.forEach((key, i) => expect(isSame(values[i], there[i] ? reference.map.get(key) : missing)).toBe(true));
        expect(map.hasAll(keys)).toEqual(found);
      },
    })),
    keys.map((keys) => ({
      name: `deleteAll ${fc.stringify(keys)}`,
      run: (map, reference) => expect(map.deleteAll(keys)).toBe(reference.deleteAll(keys)),
    })),
  ];
}

const whole: fc.Arbitrary<Step>[] = [
  fc.constant<Step>({ name: 'clear', run(map, reference) { map.clear(); reference.clear(); } }),
  fc.nat(5000).map((entries) => ({ name: 'reserve', run: (map) => map.reserve(entries) })),
  fc.constant<Step>({ name: 'shrink', run: (map) => map.shrink() }),
  fc.constant<Step>({
    name: 'iteration',
    run(map) {
      const visited: [Key, unknown][] = [];
      map.forEach((value, key) => visited.push([key, value]));
      const entries = [...map.entries()];
      expect(visited.length).toBe(entries.length);
      entries.forEach(([key, value], i) => expect(Object.is(visited[i]?.[0], key) && isSame(visited[i]?.[1], value)).toBe(true));
      expect([...map.keys()]).toEqual(entries.map(([key]) => key));
      expect([...map.values()].every((value, i) => isSame(value, entries[i]?.[1]))).toBe(true);
    },
  }),
];

/** Iterators begun at some time and led on at others, which must see what Map's do. */
const held: fc.Arbitrary<Step>[] = [
  fc.constant<Step>({ name: 'hold an iterator', run: (map, reference) => reference.held.push([map.entries(), reference.map.entries()]) }),
  fc.record({ which: fc.nat(), times: fc.integer({ min: 1, max: 30 }) }).map(({ which, times }) => ({
    name: `lead iterator ${which} on ${times} times`,
    run(_map, { held }) {
      if (held.length === 0) return;
      const [tested, model] = held[which % held.length]!;
      for (let i = 0; i < times; i++) {
        const [step, expected] = [tested.next(), model.next()];
        expect(step.done).toBe(expected.done);
        const same = (at: 0 | 1): boolean => isSame((step.value as Pair | undefined)?.[at], (expected.value as Pair | undefined)?.[at]);
        expect([same(0), same(1)]).toEqual([true, true]);
      }
    },
  })),
];

/** Sequences of calls on a map of these kinds. */
export function steps(keyKind: KeyKind, valueKind: ValueKind): fc.Arbitrary<Step[]> {
  const key = keyArbitrary(keyKind);
  const value = valueArbitrary(valueKind);
  const missing = !isNumeric(valueKind) ? undefined : isBig(valueKind) ? 0n : 0;
  const numeric = (numericKinds as readonly string[]).includes(valueKind) ? [counting(key, value)] : [];
  const common = [...singles(key, value), ...numeric, batches(keyKind, valueKind, key, value), ...bulkReads(key, missing)];
  const iterators = isOrdered(keyKindInfos[keyKind]) ? [{ weight: 8, arbitrary: fc.oneof(...held) }] : [];
  const step = fc.oneof(
    { weight: 30, arbitrary: fc.oneof(...common) },
    ...iterators,
    { weight: 5, arbitrary: fc.oneof(...whole) },
    { weight: 2, arbitrary: fc.oneof(...floods(keyKind, valueKind)) },
  );
  return fc.array(step.map(named), { minLength: 5, maxLength: 40 });
}
