import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../support/engines.js';
import { dumpOrdered } from '../support/dump.js';
import { walkHeap } from '../support/invariants-heap.js';
import { walkOrdered } from '../support/invariants-ordered.js';
import { OrderedTable } from '../support/ordered-table.js';
import { randomWords } from '../support/random.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const VALUE_BYTES = [0, 4, 8] as const;

type Model = Map<string, bigint>;
const text = (key: Uint8Array): string => Buffer.from(key).toString('latin1');
const bytes = (key: string): Uint8Array => Buffer.from(key, 'latin1');

function contents(table: OrderedTable): [string, bigint][] {
  return table.entries().map(([key, value]) => [text(key), value]);
}

function check(table: OrderedTable, model: Model): void {
  const mask = table.valueBytes === 8 ? 64 : table.valueBytes * 8;
  expect(contents(table)).toEqual([...model].map(([key, value]) => [key, BigInt.asUintN(mask, value)]));
  walkHeap(table.engine, [table.map], [], walkOrdered);
}

/** One step of a random life: on one key, on a range of numbered keys, or on the whole map. */
interface One { readonly what: 'set' | 'remove' | 'find'; readonly key: Uint8Array; readonly value: bigint }
interface Batch { readonly what: 'get all' | 'has all' | 'remove all' | 'put all' | 'keep all' | 'take back'; readonly first: number; readonly count: number }
interface Many { readonly what: 'fill' | 'empty' | 'thin'; readonly first: number; readonly count: number }
type Step = One | Batch | Many | { readonly what: 'clear' };

const short = fc.uint8Array({ maxLength: 24 });
const zeros = fc.nat(20).map((length) => new Uint8Array(length));
const long = fc.nat(70).map((length) => new Uint8Array(length * 300).fill(length));
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 14,
      arbitrary: fc.record({ what: fc.constantFrom('set', 'remove', 'find'), key: fc.oneof(short, zeros, long), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    },
    { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('fill', 'empty', 'thin'), first: fc.nat(3000), count: fc.nat(1500) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constantFrom('get all', 'has all', 'remove all', 'put all', 'keep all', 'take back'), first: fc.nat(3000), count: fc.nat(300),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('clear') }) },
  ),
  { maxLength: 50 },
);
const seeds = fc.tuple(fc.integer(), fc.integer());

/** Keys of many lengths. */
const numbered = (i: number): Uint8Array => bytes(`key:${String(i)}${'.'.repeat(i % 23)}`);

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
function take(table: OrderedTable, step: Step): unknown {
  switch (step.what) {
    case 'set': return table.set(step.key, step.value);
    case 'remove': return table.remove(step.key);
    case 'find': return table.get(step.key);
    case 'fill': return range(step).map((key, i) => table.set(key, BigInt(i)));
    case 'empty':
    case 'thin': return range(step).map((key) => table.remove(key));
    case 'clear': return table.clear();
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

function takeModel(model: Model, step: Step): void {
  switch (step.what) {
    case 'find': return;
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

describe.each(ENGINES)('the entry log of the %s engine', (name) => {
  it.each(VALUE_BYTES)('with values of %i bytes behaves as a Map does, in its order', (valueBytes) => {
    fc.assert(fc.property(steps, seeds, (life, seed) => {
      const table = new OrderedTable(createEngine(name, 64 << 20), valueBytes, { seed });
      const model: Model = new Map();
      for (const step of life) {
        if (step.what === 'find') {
          const value = model.get(text(step.key));
          expect(table.get(step.key)).toBe(value === undefined ? undefined : BigInt.asUintN(valueBytes * 8, value));
          continue;
        }
        if (step.what === 'get all' || step.what === 'has all') {
          const expected = batch(step).keys.map((key) => model.get(text(key)));
          const found = expected.map((value) => (value === undefined ? undefined : BigInt.asUintN(valueBytes * 8, value)));
          expect(take(table, step)).toEqual(step.what === 'get all' ? found : found.map((value) => value !== undefined));
          continue;
        }
        take(table, step);
        takeModel(model, step);
        check(table, model);
      }
    }), { numRuns: 30 });
  });

  it('gives pages back as entries go, and takes no more than the live ones need', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 8);
    for (let i = 0; i < 20_000; i++) table.set(numbered(i), BigInt(i));
    const full = walkOrdered(table.engine, table.map).bytes;
    for (let i = 0; i < 20_000; i++) if (i % 16 !== 0) table.remove(numbered(i));
    const thin = walkHeap(table.engine, [table.map], [], walkOrdered).maps;
    expect(thin).toBeLessThan(full / 4);
    expect(contents(table)).toHaveLength(1250);
    for (let i = 0; i < 20_000; i += 16) expect(table.remove(numbered(i))).toBe(true);
    expect(walkHeap(table.engine, [table.map], [], walkOrdered).maps).toBeLessThan(40_000);
  });

  it('keeps its size under any number of deletions and insertions', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 4);
    const random = randomWords(7);
    const live: number[] = Array.from({ length: 3000 }, (_, i) => i);
    for (const i of live) table.set(numbered(i), BigInt(i));
    let most = 0;
    const turns = name === 'release' ? 300_000 : 60_000;
    for (let i = 3000; i < turns; i++) {
      const at = random() % live.length;
      table.remove(numbered(live[at]!));
      table.set(numbered(i), BigInt(i));
      live[at] = i;
      if (i % 10_000 === 0) most = Math.max(most, walkHeap(table.engine, [table.map], [], walkOrdered).maps);
    }
    // At the worst every page is just above the quarter from which on it does not merge.
    expect(most).toBeLessThan(3000 * 32 * 4 + 6 * 16384);
  });

  it('keeps sequence numbers through every merge', () => {
    const table = new OrderedTable(createEngine(name, 64 << 20), 8);
    for (let i = 0; i < 5000; i++) table.set(numbered(i), BigInt(i));
    const random = randomWords(3);
    const gone = new Set<number>();
    for (let i = 0; i < 15_000; i++) {
      const at = random() % 5000;
      expect(table.remove(numbered(at))).toBe(!gone.has(at));
      gone.add(at);
      if (i % 100 !== 0) continue;
      const from = random() % 5000;
      const { entries } = table.walk(from);
      const expected = Array.from({ length: 5000 - from }, (_, k) => from + k).find((k) => !gone.has(k));
      expect(entries[0]?.number).toBe(expected);
      for (const { number, value, key } of entries) {
        expect(Number(value)).toBe(number);
        expect(text(key)).toBe(text(numbered(number)));
      }
    }
    expect(table.moves).toBeGreaterThan(10);
    walkHeap(table.engine, [table.map], [], walkOrdered);
  });

  it('refuses what a quota forbids and is as it was then', () => {
    const engine = createEngine(name, 64 << 20);
    const quota = engine.createQuota(40_000);
    const table = new OrderedTable(engine, 8, { quota });
    let i = 0;
    while (table.set(numbered(i), BigInt(i))) i++;
    expect(i).toBeGreaterThan(300);
    const before = dumpOrdered(engine, table.map);
    expect(table.set(new Uint8Array(30_000), 1n)).toBe(false);
    expect(table.set(numbered(i + 1), 1n)).toBe(false);
    expect(contents(table)).toHaveLength(i);
    walkHeap(engine, [table.map], [quota], walkOrdered);
    expect(table.remove(numbered(0))).toBe(true);
    expect(before.length).toBeGreaterThan(0);
    table.dispose();
    expect(walkHeap(engine, [], [quota]).maps).toBe(0);
  });
});

describe('both engines, given the same operations on bytes and the same seed', () => {
  it.each(VALUE_BYTES)('own the same bytes after every step of a random life with values of %i bytes', (valueBytes) => {
    fc.assert(fc.property(steps, seeds, (life, seed) => {
      const [wasm, js] = [createEngine('debug'), createEngine('js', 64 << 20)];
      const [one, other] = [new OrderedTable(wasm, valueBytes, { seed }), new OrderedTable(js, valueBytes, { seed })];
      for (const step of life) {
        expect(take(other, step)).toEqual(take(one, step));
        expect(dumpOrdered(js, other.map).equals(dumpOrdered(wasm, one.map)), `after ${step.what}`).toBe(true);
      }
      expect(js.committed()).toBe(wasm.committed());
    }), { numRuns: 30 });
  });
});
