/** Random lives of an ordered map, one step after another, beside a Map. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { walkHeap } from './invariants-heap.js';
import { walkOrdered } from './invariants-ordered.js';
import type { OrderedTable } from './ordered-table.js';

export type Model = Map<string, bigint>;
export const text = (key: Uint8Array): string => Buffer.from(key).toString('latin1');
const bytes = (key: string): Uint8Array => Buffer.from(key, 'latin1');

export function contents(table: OrderedTable): [string, bigint][] {
  return table.entries().map(([key, value]) => [text(key), value]);
}

export function check(table: OrderedTable, model: Model): void {
  const mask = table.valueBytes === 8 ? 64 : table.valueBytes * 8;
  const [found, wanted] = [contents(table), [...model].map(([key, value]) => [key, BigInt.asUintN(mask, value)] as const)];
  // As one string first, which is a hundred times as fast; only to show the difference, entry by entry.
  if (found.join() !== wanted.join()) expect(found).toEqual(wanted);
  walkHeap(table.engine, [table.map], [], walkOrdered);
}

/** One step of a random life: on one key, on a range of numbered keys, or on the whole map. */
interface One { readonly what: 'set' | 'remove' | 'find'; readonly key: Uint8Array; readonly value: bigint }
interface Batch { readonly what: 'get all' | 'has all' | 'remove all' | 'put all' | 'keep all' | 'take back'; readonly first: number; readonly count: number }
interface Many { readonly what: 'fill' | 'empty' | 'thin'; readonly first: number; readonly count: number }
export type Step = One | Batch | Many | { readonly what: 'clear' | 'shrink' };

export const short = fc.uint8Array({ maxLength: 24 });
const zeros = fc.nat(20).map((length) => new Uint8Array(length));
const long = fc.nat(70).map((length) => new Uint8Array(length * 300).fill(length));
/** Random lives with these keys, and with ranges of at most `most` numbered ones. */
export function lives(keys: fc.Arbitrary<Uint8Array>, most: number): fc.Arbitrary<Step[]> {
  const ranges = { first: fc.nat(3000), count: fc.nat(most) };
  const one = fc.record({ what: fc.constantFrom('set', 'remove', 'find'), key: keys, value: fc.bigInt(0n, 2n ** 64n - 1n) });
  const batches = ['get all', 'has all', 'remove all', 'put all', 'keep all', 'take back'] as const;
  return fc.array(fc.oneof(
    { weight: 14, arbitrary: one },
    { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('fill', 'empty', 'thin'), ...ranges }) },
    { weight: 6, arbitrary: fc.record({ what: fc.constantFrom(...batches), first: fc.nat(3000), count: fc.nat(Math.ceil(most / 5)) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('clear', 'shrink') }) },
  ), { maxLength: 50 });
}

export const steps = lives(fc.oneof(short, zeros, long), 1500);
export const seeds = fc.tuple(fc.integer(), fc.integer());

/** Keys of many lengths. */
export const numbered = (i: number): Uint8Array => bytes(`key:${String(i)}${'.'.repeat(i % 23)}`);

/** Keys that a step on a range means: all of it, or all but every eighth. */
function range(step: Many): Uint8Array[] {
  return Array.from({ length: step.count }, (_, i) => step.first + i).filter((i) => step.what !== 'thin' || i % 8 !== 0).map(numbered);
}

/** Keys of a batch, some of them twice, and their values. */
function batch(step: Batch): { keys: Uint8Array[]; values: bigint[] } {
  const keys = Array.from({ length: step.count }, (_, i) => numbered(step.first + Math.floor((i * 7) % (step.count * 0.9 + 1))));
  return { keys, values: keys.map((_, i) => BigInt(i * i)) };
}

/** Takes one step; returns what the map answered. */
export function take(table: OrderedTable, step: Step): unknown {
  switch (step.what) {
    case 'set': return table.set(step.key, step.value);
    case 'remove': return table.remove(step.key);
    case 'find': return table.get(step.key);
    case 'fill': return range(step).map((key, i) => table.set(key, BigInt(i)));
    case 'empty':
    case 'thin': return range(step).map((key) => table.remove(key));
    case 'clear': return table.clear();
    case 'shrink': return table.shrink();
    default: return takeBatch(table, step);
  }
}

function takeBatch(table: OrderedTable, step: Batch): unknown {
  const { keys, values } = batch(step);
  const kind = table.valueBytes === 8 ? 'u64' : 'u32';
  switch (step.what) {
    case 'get all': return table.getKeys(keys);
    case 'has all': return table.hasKeys(keys);
    case 'remove all': return table.removeKeys(keys);
    case 'put all': return table.putKeys(keys, values, 'replace', kind);
    case 'keep all': return table.putKeys(keys, values, 'keep', kind);
    case 'take back': {
      const done = table.putKeys(keys, values, table.valueBytes === 0 ? 'replace' : 'add', kind);
      table.undoKeys(done);
      return done;
    }
  }
}

export function takeModel(model: Model, step: Step): void {
  switch (step.what) {
    case 'find':
    case 'shrink': return;
    case 'set': model.set(text(step.key), step.value); return;
    case 'remove': model.delete(text(step.key)); return;
    case 'fill': range(step).forEach((key, i) => model.set(text(key), BigInt(i))); return;
    case 'empty':
    case 'thin': range(step).forEach((key) => model.delete(text(key))); return;
    case 'clear': model.clear(); return;
    default: takeModelBatch(model, step);
  }
}

function takeModelBatch(model: Model, step: Batch): void {
  const { keys, values } = batch(step);
  keys.map(text).forEach((key, i) => {
    if (step.what === 'remove all') model.delete(key);
    else if (step.what === 'put all' || (step.what === 'keep all' && !model.has(key))) model.set(key, values[i]!);
  });
}

/** Takes one step on both and compares what they answer, what they hold, and every invariant. */
export function step(table: OrderedTable, model: Model, each: Step): void {
  const truncated = (value: bigint | undefined): bigint | undefined => value && BigInt.asUintN(table.valueBytes * 8, value);
  if (each.what === 'find') {
    expect(table.get(each.key)).toBe(truncated(model.get(text(each.key))));
    return;
  }
  if (each.what === 'get all' || each.what === 'has all') {
    const expected = batch(each).keys.map((key) => truncated(model.get(text(key))));
    expect(take(table, each)).toEqual(each.what === 'get all' ? expected : expected.map((value) => value !== undefined));
    return;
  }
  take(table, each);
  takeModel(model, each);
  check(table, model);
}
