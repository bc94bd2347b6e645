/**
 * The hash of bytes, asked what SMHasher asks of one: keys of a pattern have about as many equal hashes as random ones would, a
 * bit of the key changes every bit of the result half the time, and seeds give unrelated results.
 */
import { describe, expect, it } from 'vitest';
import { hash4, seedHash } from '../../src/engine/js/table/hash.js';
import { LinearMemory } from '../../src/engine/js/memory/linear.js';
import { hashBytes, seedBytesHash } from '../../src/engine/js/ordered/hash.js';
import { randomWords } from '../support/random.js';

const MAP = 1024;
const KEY = 4096;
const memory = new LinearMemory();
const encoder = new TextEncoder();

const SEEDS = [[1, 2], [0x12345678, 0x9abcdef0], [0, 0], [0xffffffff, 0xffffffff], [74, 222], [63, 189], [180, 540]] as const;

function seed([low, high]: readonly [number, number]): void {
  seedHash(memory, MAP, low, high);
  seedBytesHash(memory, MAP, low, high);
}

/** The hash as the index keeps it. */
function hashOf(key: Uint8Array): number {
  memory.u8.fill(0xa5, KEY + key.length, KEY + key.length + 8);
  memory.u8.set(key, KEY);
  return hashBytes(memory.i32, MAP >>> 2, KEY >>> 2, key.length);
}

/** The hash by which the index places it. */
function placeOf(key: Uint8Array): number {
  return hash4(memory.i32, MAP >>> 2, hashOf(key));
}

const words = (length: number, fill: (words: Uint32Array) => void): Uint8Array => {
  const key = new Uint32Array(length);
  fill(key);
  return new Uint8Array(key.buffer);
};

/** Distinct keys by the name of their pattern. */
const patterns: Readonly<Record<string, () => Generator<Uint8Array>>> = {
  *'one or two bits set'() {
    for (const length of [8, 20, 32]) {
      for (let i = 0; i < length * 8; i++) {
        for (let j = 0; j < i; j++) {
          const key = new Uint8Array(length);
          key[i >> 3]! ^= 1 << (i & 7);
          key[j >> 3]! ^= 1 << (j & 7);
          yield key;
        }
      }
    }
  },
  *'nothing but zeros'() { for (let length = 0; length < 2000; length++) yield new Uint8Array(length); },
  *'highest bits of every word'() { for (let i = 0; i < 2 ** 15; i++) yield words(18, (key) => { for (let b = 0; b < 15; b++) key[b] = ((i >> b) & 1) << 31; }); },
  *'highest bits of every first word'() { for (let i = 0; i < 2 ** 15; i++) yield words(36, (key) => { for (let b = 0; b < 15; b++) key[2 * b] = ((i >> b) & 1) << 31; }); },
  *'highest bits of every second word'() { for (let i = 0; i < 2 ** 15; i++) yield words(36, (key) => { for (let b = 0; b < 15; b++) key[2 * b + 1] = ((i >> b) & 1) << 31; }); },
  *'lowest bits of every word'() { for (let i = 0; i < 2 ** 15; i++) yield words(18, (key) => { for (let b = 0; b < 15; b++) key[b] = (i >> b) & 1; }); },
  *'two small numbers'() { for (let i = 0; i < 2 ** 15; i++) yield words(2, (key) => { key[0] = i & 511; key[1] = i >> 9; }); },
  *'numbers of a constant sum'() { for (let i = 0; i < 2 ** 15; i++) yield words(4, (key) => { key.set([i & 511, i >> 9, 512 - (i & 511), 512 - (i >> 9)]); }); },
  *'two bytes of many'() {
    for (let i = 0; i < 32; i++) {
      for (let j = 0; j < i; j++) {
        for (let a = 1; a < 256; a += 31) {
          for (let b = 1; b < 256; b += 31) {
            const key = new Uint8Array(32);
            key[i] = a;
            key[j] = b;
            yield key;
          }
        }
      }
    }
  },
  *'the same eight bytes again and again'() {
    const random = randomWords(5);
    for (let i = 0; i < 25_000; i++) {
      const [first, second] = [random(), random()];
      yield words(16, (key) => { for (let at = 0; at < 16; at += 2) key.set([first, second], at); });
    }
  },
  *'names with a number in them'() { for (let i = 0; i < 50_000; i++) yield encoder.encode(`user:${1_000_000 + i}:profile`); },
  *'decimal numbers'() { for (let i = 0; i < 50_000; i++) yield encoder.encode(String(i)); },
  *'binary digits'() { for (let i = 0; i < 2 ** 15; i++) yield encoder.encode(i.toString(2).padStart(24, '0')); },
};

/** All orders of eight words, each followed by a zero. */
function* permutations(order: number[] = [0, 1, 2, 3, 4, 5, 6, 7], fixed = 0): Generator<Uint8Array> {
  if (fixed === order.length) yield words(16, (key) => { order.forEach((word, i) => { key[2 * i] = word; }); });
  for (let i = fixed; i < order.length; i++) {
    const swapped = [...order];
    [swapped[fixed], swapped[i]] = [order[i]!, order[fixed]!];
    yield* permutations(swapped, fixed + 1);
  }
}

/** Fails where more hashes of `keys` are equal than chance lets expect: its mean and six times its deviation. */
function expectAsRandom(keys: Iterable<Uint8Array>): void {
  const seen = new Set<number>();
  let count = 0;
  for (const key of keys) {
    seen.add(hashOf(key));
    count++;
  }
  const expected = (count * (count - 1)) / 2 ** 33;
  expect(count - seen.size).toBeLessThanOrEqual(expected + 6 * Math.sqrt(expected) + 3);
}

describe.each(SEEDS)('the hash of bytes, seeded with %i and %i', (...each) => {
  it.each(Object.entries(patterns))('tells keys apart as random ones: %s', (_, keys) => {
    seed(each);
    expectAsRandom(keys());
  });

  it('tells orders of the same words apart', () => {
    seed(each);
    expectAsRandom(permutations());
  });

  it.each([1, 3, 4, 8, 13, 20, 64])('changes every bit of the result half the time when a bit of %i bytes changes', (length) => {
    seed(each);
    const random = randomWords(length);
    const changes = new Uint32Array(length * 8 * 32);
    const keys = 300;
    for (let n = 0; n < keys; n++) {
      const key = Uint8Array.from({ length }, () => random());
      const before = placeOf(key);
      for (let bit = 0; bit < length * 8; bit++) {
        key[bit >> 3]! ^= 1 << (bit & 7);
        const changed = placeOf(key) ^ before;
        key[bit >> 3]! ^= 1 << (bit & 7);
        for (let b = 0; b < 32; b++) changes[bit * 32 + b]! += (changed >>> b) & 1;
      }
    }
    // Six standard deviations; a byte has 128 pairs of keys that differ in a bit.
    const most = 3 / Math.sqrt(Math.min(keys, 2 ** (8 * length - 1)));
    expect(Math.max(...Array.from(changes, (count) => Math.abs(count / keys - 0.5)))).toBeLessThan(most);
  });
});

it('seeds give unrelated hashes of bytes', () => {
  const keys = Array.from({ length: 2000 }, (_, i) => encoder.encode(`key ${i}`));
  const [one, other] = [[3, 4], [3, 5]].map(([low, high]) => {
    seed([low!, high!]);
    return keys.map(hashOf);
  });
  const equalBits = one!.map((hash, i) => 32 - (hash ^ other![i]!).toString(2).replace(/[^1]/g, '').length);
  expect(new Set(one!.map((hash, i) => hash ^ other![i]!)).size).toBeGreaterThan(1990);
  expect(equalBits.reduce((a, b) => a + b, 0) / keys.length).toBeGreaterThan(15);
});
