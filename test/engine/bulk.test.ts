import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '../support/engines.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber, randomWords } from '../support/random.js';
import { LAYOUTS, MODES, Table, type Kind, type LayoutName, type Mode } from '../support/table.js';

const ENGINES: readonly EngineName[] = ['debug', 'js'];
const OUTCOME = { kept: 0, inserted: 1, replaced: 2 } as const;

type Entries = Map<bigint, bigint>;

const bits = new DataView(new ArrayBuffer(8));

function toNumber(value: bigint, kind: Kind): number | bigint {
  bits.setBigUint64(0, BigInt.asUintN(64, value));
  switch (kind) {
    case 'u32': return bits.getUint32(4);
    case 'i32': return bits.getInt32(4);
    case 'f32': return bits.getFloat32(4);
    case 'f64': return bits.getFloat64(0);
    case 'u64': return bits.getBigUint64(0);
    case 'i64': return bits.getBigInt64(0);
  }
}

function toBits(value: number | bigint, kind: Kind): bigint {
  bits.setBigUint64(0, 0n);
  if (kind === 'f32') bits.setFloat32(4, Number(value));
  else if (kind === 'f64') bits.setFloat64(0, Number(value));
  else bits.setBigUint64(0, BigInt.asUintN(kind.endsWith('32') ? 32 : 64, BigInt(value)));
  return bits.getBigUint64(0);
}

const LIMITS: Readonly<Record<Kind, readonly [number | bigint, number | bigint]>> = {
  u32: [0, 2 ** 32 - 1], i32: [-(2 ** 31), 2 ** 31 - 1], f32: [-Infinity, Infinity], f64: [-Infinity, Infinity],
  u64: [0n, 2n ** 64n - 1n], i64: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** What the engines must make of `old` and `value`; undefined for an overflow. */
function combined(mode: Mode, kind: Kind, old: bigint, value: bigint): bigint | undefined {
  if (mode === 'replace') return value;
  const [a, b] = [toNumber(old, kind), toNumber(value, kind)];
  if (mode === 'min' || mode === 'max') {
    if (typeof a === 'number' && typeof b === 'number') return toBits(mode === 'min' ? Math.min(a, b) : Math.max(a, b), kind);
    return (mode === 'min') === (b < a) ? value : old;
  }
  const sum = typeof a === 'bigint' ? a + (b as bigint) : a + (b as number);
  const [low, high] = LIMITS[kind];
  if (sum < low || sum > high) return undefined;
  if (kind === 'f32' && !Number.isFinite(Math.fround(Number(sum))) && Number.isFinite(a) && Number.isFinite(b)) return undefined;
  return toBits(sum, kind);
}

/** What `putManyBy` must do to `model`: how many entries are settled, and each one's outcome. */
function expected(model: Entries, keys: readonly bigint[], values: readonly bigint[], mode: Mode, kind: Kind, wide: boolean): number[] {
  const outcomes: number[] = [];
  for (const [i, key] of keys.entries()) {
    const old = model.get(key);
    if (old === undefined) {
      model.set(key, wide ? values[i]! : 0n);
      outcomes.push(OUTCOME.inserted);
      continue;
    }
    if (mode === 'error') break;
    if (mode === 'keep') {
      outcomes.push(OUTCOME.kept);
      continue;
    }
    const result = wide ? combined(mode, kind, old, values[i]!) : 0n;
    if (result === undefined) break;
    model.set(key, result);
    outcomes.push(OUTCOME.replaced);
  }
  return outcomes;
}

function sorted(entries: Iterable<[bigint, bigint]>): [bigint, bigint][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function kindsOf(layout: LayoutName): Kind[] {
  if (layout.endsWith('4')) return ['u32', 'i32', 'f32'];
  return layout.endsWith('8') ? ['f64', 'u64', 'i64'] : ['u32'];
}

const batch = fc.record({
  first: fc.nat(3000),
  count: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 4096 })),
  spread: fc.constantFrom(10, 500, 20_000),
  mode: fc.constantFrom<Mode>('replace', 'keep', 'error', 'add', 'min', 'max'),
  what: fc.constantFrom('put', 'putBy', 'undo', 'get', 'remove'),
  seed: fc.integer(),
});

describe.each(ENGINES)('batches, %s engine', (name) => {
  it.each(LAYOUTS)('do to %s what single calls would, with every invariant kept', (layout) => {
    fc.assert(fc.property(fc.array(batch, { maxLength: 8 }), fc.constantFrom(...kindsOf(layout)), (batches, kind) => {
      const engine = createEngine(name);
      const table = new Table(engine, layout);
      const model: Entries = new Map();
      const wide = table.valueBytes > 0;
      for (const { first, count, spread, mode, what, seed } of batches) {
        const next = randomWords(seed);
        const keys = Array.from({ length: count }, () => keyNumber(first + (next() % spread), table.keyBytes));
        const values = keys.map(() => toBits(kind.startsWith('f') ? next() / 64 : next() % 2 ** 28, kind));
        const version = table.header('version');
        if (what === 'put') {
          expectSame(table.putMany(keys, values), count);
          keys.forEach((key, i) => model.set(key, wide ? values[i]! : 0n));
        } else if (what === 'putBy') {
          const outcomes = expected(model, keys, values, mode, kind, wide);
          expectSame(table.putManyBy(keys, values, mode, kind), outcomes.length);
          expectEqual(outcomes.map((_, i) => table.outcome(i)), outcomes);
        } else if (what === 'undo') {
          const settled = table.putManyBy(keys, values, mode, kind);
          table.undoMany(settled);
        } else if (what === 'get') {
          const hits = table.header('hits');
          expectEqual(table.getMany(keys), keys.map((key) => model.get(key)));
          expectEqual(table.hasMany(keys), keys.map((key) => model.has(key)));
          expectSame(table.header('hits') - hits, 2 * keys.filter((key) => model.has(key)).length);
        } else {
          expectEqual(table.removeMany(keys), keys.map((key) => model.delete(key)));
        }
        expectSame(table.header('version'), version);
        expectSame(table.header('count'), model.size);
        expectEqual(sorted(table.entries()), sorted(model));
        walkHeap(engine, [table.map]);
      }
    }), { numRuns: 5 });
  });

  it.each([
    ['u32', 0xffffffffn, 1n], ['i32', 0x7fffffffn, 1n], ['i32', 0x80000000n, 0xffffffffn], ['f32', 0x7f7fffffn, 0x7f7fffffn],
  ] as const)('stop an addition of %s %i that overflows and leave the entry as it was', (kind, old, value) => {
    const table = new Table(createEngine(name), '4_4');
    table.set(1n, old);
    expect(table.putManyBy([2n, 1n, 3n], [7n, value, 8n], 'add', kind)).toBe(1);
    expect([table.get(1n), table.get(2n), table.get(3n)]).toEqual([old, 7n, undefined]);
  });

  it.each([
    ['u64', 2n ** 64n - 1n, 1n], ['i64', 2n ** 63n - 1n, 1n], ['i64', 2n ** 63n, 2n ** 64n - 1n],
  ] as const)('stop an addition of %s %i that overflows and leave the entry as it was', (kind, old, value) => {
    const table = new Table(createEngine(name), '4_8');
    table.set(1n, old);
    expect(table.putManyBy([2n, 1n], [7n, value], 'add', kind)).toBe(1);
    expect(table.get(1n)).toBe(old);
  });

  it.each([
    ['f64', 'add', [1.5, -0.5, 0, NaN, Infinity]], ['f64', 'min', [1.5, -0, 0, NaN, -Infinity]], ['f64', 'max', [-0, 0, 3, NaN, 1]],
    ['f32', 'min', [1.5, -0, 0, NaN, 1]], ['f32', 'max', [1.5, -0, 0, Infinity, 1]],
    ['u64', 'min', [2n ** 63n, 2n ** 32n, 2n ** 32n + 1n, 5n]], ['i64', 'max', [-1n, -(2n ** 40n), 5n, 2n ** 40n]],
    ['u64', 'add', [2n ** 32n - 1n, 1n, 2n ** 40n]], ['i64', 'add', [-1n, 2n ** 32n, -(2n ** 62n)]], ['u32', 'max', [2 ** 31, 5, 2 ** 32 - 1]],
    ['i32', 'min', [5, -1, -(2 ** 31)]],
  ] as const)('combine %s by %s over every pair', (kind, mode, samples) => {
    const table = new Table(createEngine(name), kind.endsWith('64') ? '4_8' : '4_4');
    for (const a of samples) {
      for (const b of samples) {
        const result = combined(mode, kind, toBits(a, kind), toBits(b, kind));
        table.set(9n, toBits(a, kind));
        expect(table.putManyBy([9n], [toBits(b, kind)], mode, kind)).toBe(1);
        const actual = toNumber(table.get(9n) ?? 0n, kind);
        expect(Object.is(actual, toNumber(result ?? 0n, kind)), `${String(a)} ${mode} ${String(b)} = ${String(actual)}`).toBe(true);
      }
    }
  });

  it.each(LAYOUTS)('are taken back by undo, newest first, with nothing of them left in %s', (layout) => {
    const engine = createEngine(name);
    const table = new Table(engine, layout);
    const before = Array.from({ length: 3000 }, (_, i) => keyNumber(i, table.keyBytes));
    table.putMany(before, before.map((_, i) => BigInt(i)));
    const contents = sorted(table.entries());
    const next = randomWords(5);
    for (const mode of Object.keys(MODES) as Mode[]) {
      const keys = Array.from({ length: 4096 }, () => keyNumber(next() % 9000, table.keyBytes));
      const settled = table.putManyBy(keys, keys.map(() => BigInt(next())), mode, kindsOf(layout).at(-1) ?? 'u32');
      table.undoMany(settled);
      expect(sorted(table.entries())).toEqual(contents);
      walkHeap(engine, [table.map]);
    }
  });

  it('of duplicates and of keys already there take no more memory', () => {
    const engine = createEngine(name);
    const table = new Table(engine, '4_4');
    const keys = Array.from({ length: 4096 }, (_, i) => keyNumber(i % 1500, 4));
    table.putMany(keys, keys);
    const bytes = table.header('bytes');
    for (let i = 0; i < 50; i++) table.putMany(keys, keys);
    expect(table.header('bytes')).toBe(bytes);
  });

  it('make f64 keys of either zero and of any NaN one key', () => {
    const engine = createEngine(name);
    const table = new Table(engine, 'f8_8');
    const oddNaN = 0xfff8000000000123n;
    table.putMany([0n, 1n << 63n, 0x7ff8000000000000n, oddNaN], [1n, 2n, 3n, 4n]);
    expect(table.header('count')).toBe(2);
    expect([table.get(0n), table.get(1n << 63n), table.get(oddNaN)]).toEqual([2n, 2n, 4n]);
    expect(sorted(table.entries())).toEqual([[0n, 2n], [0x7ff8000000000000n, 4n]]);
  });
});
