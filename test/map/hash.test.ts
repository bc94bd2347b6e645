/**
 * Quality of the seeded hash: whatever pattern keys follow, they must lie about as near to home as random ones. Both engines
 * have the same hash, byte for byte (engine/parity.test.ts), so one of them stands for both.
 */
import { describe, expect, it } from 'vitest';
import { hash4, hash8 } from '../../src/engine/js/table/hash.js';
import type { KeyKind } from '../../src/index.js';
import { WasmSet } from '../../src/index.js';
import { randomWords } from '../support/random.js';
import { linearTableOf } from '../support/tables.js';

const COUNT = 40_000;
const SEEDS = [0n, 1n, 0x9e3779b97f4a7c15n, 0xdeadbeefn, 2n ** 63n, 0x0123456789abcdefn];

const numbers = <T>(make: (i: number) => T): T[] => Array.from({ length: COUNT }, (_, i) => make(i));
const next = randomWords(1);
const words = numbers(next);

/** The bits of `i`, one by one, at the places where `mask` has ones. */
function deposit(i: number, mask: bigint): bigint {
  let result = 0n;
  for (let bit = 0n; bit < 64n; bit++) {
    if (((mask >> bit) & 1n) === 0n) continue;
    result |= BigInt(i & 1) << bit;
    i >>>= 1;
  }
  return result;
}

function reversed(i: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) bits |= ((i >>> bit) & 1) << (31 - bit);
  return bits >>> 0;
}

const wordPatterns: Record<string, number[]> = {
  sequential: numbers((i) => i),
  'sequential at the end': numbers((i) => 0xffffffff - i),
  'in clusters of 64': numbers((i) => (words[i >>> 6]! + (i & 63)) >>> 0),
  'in clusters of 4096': numbers((i) => (words[i >>> 12]! + (i & 4095)) >>> 0),
  'bit-reversed': numbers(reversed),
  'masked, every other bit': numbers((i) => Number(deposit(i, 0x5555_5555n))),
  'masked, high bits': numbers((i) => Number(deposit(i, 0xffff_8000n))),
  'like bytes of text': numbers((i) => Number(deposit(i, 0x1f1f_1f1fn) | 0x6060_6060n)),
  ...Object.fromEntries([2, 3, 7, 16, 100, 1000, 1024, 4096, 65_536, 99_991].map((stride) => [
    `strided by ${stride}`, numbers((i) => (i * stride) % 0xffff_ffff),
  ])),
};

const windows = [0n, 7n, 15n, 22n].flatMap((low) => [32n, 39n, 47n, 54n].map((high) => [low, high] as const));

const longPatterns: Record<string, bigint[]> = {
  sequential: numbers((i) => BigInt(i)),
  'sequential in the high half': numbers((i) => BigInt(i) << 32n),
  'with equal halves': numbers((i) => (BigInt(i) << 32n) | BigInt(i)),
  'strided by 2^20': numbers((i) => BigInt(i) << 20n),
  'strided by 2^44': numbers((i) => BigInt(i) << 44n),
  'like timestamps': numbers((i) => 1_763_000_000_000_000n + BigInt(i) * 1000n),
  'like snowflakes': numbers((i) => (BigInt(i >>> 3) << 22n) | (BigInt(i & 7) << 12n)),
  'masked, every fourth bit': numbers((i) => deposit(i, 0x1111_1111_1111_1111n)),
  // Here a hash that merely adds both halves' hashes fails.
  ...Object.fromEntries(windows.map(([low, high]) => [
    `200 by 200 at bits ${low} and ${high}`, numbers((i) => (BigInt(i % 200) << low) | (BigInt(Math.floor(i / 200)) << high)),
  ])),
};

const doublePatterns: Record<string, number[]> = {
  integers: numbers((i) => i),
  'negative integers': numbers((i) => -1 - i),
  'large integers': numbers((i) => 2 ** 52 + i),
  halves: numbers((i) => i / 2),
  hundredths: numbers((i) => i / 100),
  reciprocals: numbers((i) => 1 / (i + 1)),
  'of all magnitudes': numbers((i) => 2 ** ((i % 1000) - 500) * (1 + Math.floor(i / 1000) / 64)),
};

/** Groups read to find a key, on average over all keys and seeds. */
function meanProbe(key: KeyKind, keys: readonly (number | bigint)[]): number {
  let probes = 0;
  let entries = 0;
  for (const seed of SEEDS) {
    const set = new WasmSet<number | bigint>(keys, { key, seed });
    set.stats().probeLengths.forEach((count, passed) => {
      probes += count * (passed + 1);
      entries += count;
    });
    set.dispose();
  }
  return probes / entries;
}

describe('no pattern makes probes much longer than random keys', () => {
  const kinds: [KeyKind, Record<string, (number | bigint)[]>, (number | bigint)[]][] = [
    ['u32', wordPatterns, words],
    ['u64', longPatterns, numbers((i) => (BigInt(words[i]!) << 32n) | BigInt(next()))],
    ['f64', doublePatterns, numbers(() => next() / 2 ** 32 + next())],
  ];
  for (const [kind, patterns, random] of kinds) {
    const usual = meanProbe(kind, random);
    it.each(Object.keys(patterns))(`${kind} keys %s`, (name) => {
      expect(meanProbe(kind, patterns[name]!) / usual).toBeLessThan(1.3);
    });
  }
});

/**
 * Flips each of a key's `bits` in random keys. `least` is how often, at least, an output bit flips with an input bit; `off` is
 * how far from a half of the times it does, on average over all pairs of bits.
 */
function avalanche(bits: number, hash: (low: number, high: number) => number): { least: number; off: number } {
  const samples = 2000;
  let least = 1;
  let sum = 0;
  for (let bit = 0; bit < bits; bit++) {
    const flips = new Uint32Array(32);
    for (let i = 0; i < samples; i++) {
      const [low, high] = [next(), next()];
      const difference = hash(low, high) ^ (bit < 32 ? hash(low ^ (1 << bit), high) : hash(low, high ^ (1 << (bit - 32))));
      for (let out = 0; out < 32; out++) flips[out]! += (difference >>> out) & 1;
    }
    for (const count of flips) {
      least = Math.min(least, count / samples);
      sum += Math.abs(count / samples - 0.5);
    }
  }
  return { least, off: sum / bits / 32 };
}

describe('every bit of a key bears on every bit of its hash', () => {
  // 2000 samples alone are off by 0.009. A key's highest bits flip some bits always: two multiplications are not SHA.
  it.each(SEEDS)('under the seed %s', (seed) => {
    const set = new WasmSet({ key: 'u32', seed });
    set.add(1);
    const { engine: { i32 }, map } = linearTableOf(set);
    for (const { least, off } of [avalanche(32, (low) => hash4(i32, map >>> 2, low)), avalanche(64, (low, high) => hash8(i32, map >>> 2, low, high))]) {
      expect(least).toBeGreaterThan(0.02);
      expect(off).toBeLessThan(0.04);
    }
    set.dispose();
  });
});
