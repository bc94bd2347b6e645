/** SipHash-1-3 of both engines, read from the index: the published vectors, and a second implementation on random keys. */
import { describe, expect, it } from 'vitest';
import { KEYS } from '../../src/engine/memory-map.js';
import type { Engine } from '../../src/engine/engine.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { OrderedTable, WIDE } from '../support/ordered-table.js';
import { randomWords } from '../support/random.js';
import { fold, sipHash13 } from '../support/siphash.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const KEY_HASH = 156;

/** The result for the bytes 0, 1, 2 … of each length from 0 to 63 under the key 00 01 … 0f, least byte first: the reference's own. */
const VECTORS = `
  dcc40f055801acab 93ca577df39bf4c9 4dd4c74d029bcb82 fbf7dde7b80af88b 2883d388605775cf 673b53492fd5f9de
  a7229fc5502b0dc5 4011b19b987d92d3 8e9a298d11959036 e43d066cb38ea425 7f09ff92ee85de79 52c34df9c118c170
  a2d9b457b184a378 a7ff29120c766f30 345df9c011a15a60 5699512a6dd820d3 668b907d1add4fcc 0cd8db639068f29c
  3ee673b49c38fc8f 1c7d298de59d1ff2 40e0cca6462fdcc0 44f8452bfeab92b9 2e8720a39b7bfe7f 23c1e6da7f0e5a52
  8c9c3467b2ae64f4 79095b702859cd45 a51399cae3353e3a 353bde4a4ec71da9 0dd06cef02ed0bfb f4e1b14ab43cd988
  63e6c543d6110f54 bcd1218c1fdd7023 0db6a7166c7b1581 bff98f7ae5b9544d 3e752a1f78129f75 916b18bfbea3a1ce
  0662a2add308f52c 5730c3a32d1c10b6 a1363aae9674f4b3 9283107b54576b62 3115e4993236d2c1 44d91a3f92c17c66
  258813c8fe4f7065 a64989c2d180f224 6b87f8faed1ccac2 9621049ffc4b16c2 23d6b168939c6ea1 fd14518b9c16fb49
  464c07dff843319f b386cc1224affdc6 8f09520ad149af7e 9a2f299d5513f31c 121ff4a2dd304ac4 d01ea74389e9fa36
  e6bcf0734cb38f31 80e9a77036bf7aa2 756d3c24dbc0bcb4 1315b7fd52d8f823 088a7da64d5f038f 48f1e8b7e5d09cd8
  ee44a6f7bce6f4f6 f237180fd89ac5ae e094664b15f6b2c3 a8b3bbb76290199d
`.trim().split(/\s+/).map((hex) => Buffer.from(hex, 'hex').readBigUInt64LE());

/** A map that hashes by SipHash under a key of 16 bytes. */
function mapUnder(engine: Engine, key: Uint8Array): number {
  const { map } = new OrderedTable(engine, 0, { secure: true });
  engine.u8.set(key, map + KEY_HASH);
  return map;
}

/** What the index of an empty map keeps of a key: it is put in, and its slot read. */
function hashOf(engine: Engine, map: number, key: Uint8Array, flags = 0): number {
  engine.u8.fill(0xa5, KEYS, KEYS + key.length + 16);
  engine.u8.set(key, KEYS);
  const word = key.length | flags;
  expect(engine.insertKey(map, KEYS, word)).not.toBe(0);
  const hash = engine.u32[(engine.u32[map >>> 2]! + 8) >>> 2]!;
  expect(engine.removeKey(map, KEYS, word)).toBe(1);
  return hash;
}

it('the second implementation gives the published vectors', () => {
  const key = new BigUint64Array(Uint8Array.from({ length: 16 }, (_, i) => i).buffer);
  const results = VECTORS.map((_, length) => sipHash13(key[0]!, key[1]!, Uint8Array.from({ length }, (_, i) => i)));
  expect(results).toEqual(VECTORS);
});

describe.each(ENGINES)('SipHash-1-3 of the %s engine', (name) => {
  it('gives the published vectors, folded to 32 bits', () => {
    const engine = createEngine(name);
    const map = mapUnder(engine, Uint8Array.from({ length: 16 }, (_, i) => i));
    const results = VECTORS.map((_, length) => hashOf(engine, map, Uint8Array.from({ length }, (_, i) => i)));
    expect(results).toEqual(VECTORS.map(fold));
  });

  it('agrees with a second implementation on random keys of every length up to 300, of either width', () => {
    const random = randomWords(11);
    const engine = createEngine(name);
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, random);
    for (let length = 0; length <= 300; length++) {
      const [secret, key] = [bytes(16), bytes(length)];
      const words = new BigUint64Array(secret.buffer);
      const map = mapUnder(engine, secret);
      const results = [hashOf(engine, map, key), hashOf(engine, map, key, WIDE)];
      expect(results).toEqual([false, true].map((wide) => fold(sipHash13(words[0]!, words[1]!, key, wide))));
      expect(results[0]).not.toBe(results[1]);
      engine.disposeOrdered(map);
    }
  });

  it('takes every bit of the seed and of the spare one into its key', () => {
    const engine = createEngine(name);
    const keyOf = (seed: [number, number], spare: [number, number]): string => {
      const { map } = new OrderedTable(engine, 0, { secure: true, seed, spare });
      return Buffer.from(engine.u8.slice(map + KEY_HASH, map + KEY_HASH + 16)).toString('hex');
    };
    const keys = new Set([keyOf([1, 2], [3, 4])]);
    for (let bit = 0; bit < 32; bit++) {
      const flipped = (word: number): number => (word ^ (1 << bit)) >>> 0;
      keys.add(keyOf([flipped(1), 2], [3, 4])).add(keyOf([1, flipped(2)], [3, 4]));
      keys.add(keyOf([1, 2], [flipped(3), 4])).add(keyOf([1, 2], [3, flipped(4)]));
    }
    expect(keys.size).toBe(129);
  });
});
