import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectEqual, expectSame } from '../support/expect.js';
import { dump } from '../support/dump.js';
import { createEngine } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { keyNumber } from '../support/random.js';
import { LAYOUTS, Table, type LayoutName } from '../support/table.js';

/** One step of a random life: on one key, on a range of them, or on the whole map. */
type Step =
  | { readonly what: 'set' | 'remove' | 'find'; readonly key: number; readonly value: bigint }
  | { readonly what: 'fill' | 'empty'; readonly key: number; readonly count: number }
  | { readonly what: 'shrink' | 'clear' }
  | { readonly what: 'reserve'; readonly count: number };

const key = fc.nat(400);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ what: fc.constantFrom('set', 'remove', 'find'), key, value: fc.bigInt(0n, 0xffffffffn) }) },
    { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('fill', 'empty'), key: fc.nat(4000), count: fc.nat(1500) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('shrink', 'clear') }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('reserve'), count: fc.nat(6000) }) },
  ),
  { maxLength: 40 },
);

const seeds = fc.tuple(fc.integer(), fc.integer());

/** Takes one step; returns what the map answered. */
function take(table: Table, step: Step): unknown {
  switch (step.what) {
    case 'set': return table.set(keyNumber(step.key, table.keyBytes), step.value);
    case 'remove': return table.remove(keyNumber(step.key, table.keyBytes));
    case 'find': return table.get(keyNumber(step.key, table.keyBytes));
    case 'fill': return range(step).map((i) => table.set(keyNumber(i, table.keyBytes), BigInt(i)));
    case 'empty': return range(step).map((i) => table.remove(keyNumber(i, table.keyBytes)));
    case 'shrink': return table.shrink();
    case 'clear': return table.clear();
    case 'reserve': return table.reserve(step.count);
  }
}

function range({ key: first, count }: { key: number; count: number }): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** The same life in both engines, compared after every step. */
function live(layout: LayoutName, life: readonly Step[], seed: readonly [number, number]): void {
  const [wasm, js] = [createEngine('debug'), createEngine('js', 64 << 20)];
  const [one, other] = [new Table(wasm, layout, { seed }), new Table(js, layout, { seed })];
  expectSame(other.map, one.map);
  for (const step of life) {
    expectEqual(take(other, step), take(one, step));
    expectSame(dump(js, other.map).equals(dump(wasm, one.map)), true, `after ${step.what}`);
    walkHeap(wasm, [one.map]);
    walkHeap(js, [other.map]);
  }
  expect(js.committed()).toBe(wasm.committed());
}

describe('both engines, given the same single operations and seed', () => {
  it.each(LAYOUTS)('own the same bytes after every step of a random life of %s', (layout) => {
    fc.assert(fc.property(steps, seeds, (life, seed) => { live(layout, life, seed); }), { numRuns: 6 });
  });

  it.each(LAYOUTS)('own the same bytes while %s grows over many splits and shrinks by merges', (layout) => {
    const [wasm, js] = [createEngine('release'), createEngine('js')];
    const [one, other] = [new Table(wasm, layout), new Table(js, layout)];
    for (const step of [
      { what: 'fill', key: 0, count: 40_000 }, { what: 'empty', key: 5000, count: 34_000 }, { what: 'fill', key: 30_000, count: 20_000 },
      { what: 'reserve', count: 60_000 }, { what: 'empty', key: 0, count: 49_900 }, { what: 'shrink' },
    ] as const) {
      expect(take(other, step)).toEqual(take(one, step));
      expect(dump(js, other.map).equals(dump(wasm, one.map)), `after ${step.what}`).toBe(true);
    }
    walkHeap(js, [other.map]);
    walkHeap(wasm, [one.map]);
  });

  it('give several maps the same addresses as they come and go', () => {
    const [wasm, js] = [createEngine('debug'), createEngine('js')];
    const maps: [Table, Table][] = [];
    for (let i = 0; i < 400; i++) {
      const layout = LAYOUTS[i % LAYOUTS.length]!;
      const pair: [Table, Table] = [new Table(wasm, layout), new Table(js, layout)];
      maps.push(pair);
      for (const table of pair) for (let k = 0; k < (i * 37) % 300; k++) table.set(keyNumber(k, table.keyBytes), 1n);
      if (i % 3 === 2) for (const table of maps.splice((i * 7) % maps.length, 1)[0]!) table.dispose();
      for (const [one, other] of maps) expectSame(other.map, one.map);
    }
    walkHeap(wasm, maps.map(([one]) => one.map));
    walkHeap(js, maps.map(([, other]) => other.map));
    const [first, second] = [wasm.u8.subarray(16 * 16384), js.u8.subarray(16 * 16384, js.committed())];
    expect(Buffer.compare(first, second)).toBe(0);
  });
});
