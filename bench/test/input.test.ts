import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { elementsOf, type Key } from '../input/columns.js';
import { createInput } from '../input/index.js';
import type { Input, InputOptions } from '../input/input.js';
import { PackedText } from '../input/packed-text.js';
import { TextInput } from '../input/text.js';
import { textSource } from '../input/text-source.js';
import { mixBits, createRandom, createZipf } from '../input/random.js';
import { readTrace } from '../input/trace.js';
import { cutEach, getFresh } from '../loops/text.js';
import { median } from '../sampling/statistics.js';
import { isData, KEY_KINDS, patternsOf } from '../matrix/dimensions.js';

const SIZE = 5_000;

function input(options: Partial<InputOptions> = {}): Input<Key> {
  return createInput<Key>({ keys: 'u32', pattern: 'random', size: SIZE, seed: 7, trace: undefined, ...options });
}

/** The keys of a column, of any kind. */
function keysIn(column: Input<Key>['keys']): Key[] {
  return Array.from(elementsOf<Key>(column));
}

describe.each(KEY_KINDS)('input of %s keys', (keys) => {
  const generated = patternsOf(keys).filter((pattern) => !isData(pattern));

  test.each(generated)('has distinct keys and misses, %s', (pattern) => {
    const { keys: present, misses } = input({ keys, pattern });
    expect(new Set([...keysIn(present), ...keysIn(misses)]).size).toBe(2 * SIZE);
  });

  test.each(generated)('asks only for keys that are present, %s', (pattern) => {
    const { keys: present, reads } = input({ keys, pattern });
    const known = new Set(keysIn(present));
    expect(keysIn(reads).every((key) => known.has(key))).toBe(true);
  });

  test.each(generated)('has a value other than zero for every key, %s', (pattern) => {
    const { values } = input({ keys, pattern });
    expect(values).toHaveLength(SIZE);
    expect(keysIn(values).every((value) => Number(value) !== 0)).toBe(true);
  });

  test('chains all keys into one cycle', () => {
    const { chain } = input({ keys, pattern: patternsOf(keys)[0] });
    const from = keysIn(chain.keys);
    const to = keysIn(chain.values);
    const next = new Map(from.map((key, i) => [key, to[i]] as const));
    const seen = new Set<Key>();
    let key: Key | undefined = from[0];
    while (key !== undefined && !seen.has(key)) {
      seen.add(key);
      key = next.get(key);
    }
    expect([seen.size, key]).toEqual([SIZE, from[0]]);
  });
});

describe('generated input', () => {
  test('is the same for the same seed and another for another', () => {
    expect(input().keys).toEqual(input().keys);
    expect(input().reads).toEqual(input().reads);
    expect(input({ seed: 8 }).keys).not.toEqual(input().keys);
  });

  test('stays below 2^31 where that is the pattern', () => {
    const { keys, values } = input({ pattern: 'below31' });
    expect(Math.max(...(keys as Uint32Array), ...(values as Uint32Array))).toBeLessThan(2 ** 31);
  });

  test('has runs of neighbours where it is clustered', () => {
    const { keys } = input({ pattern: 'clustered' });
    const neighbours = [...(keys as Uint32Array)].filter((key, i, all) => i > 0 && key === all[i - 1] + 1);
    expect(neighbours.length).toBeGreaterThan(SIZE * 0.95);
  });

  test('mixes any number of bits without collisions', () => {
    expect(new Set(Array.from({ length: 2 ** 16 }, (_, i) => mixBits(i, 5, 26))).size).toBe(2 ** 16);
  });

  test('draws the first ranks most often from a Zipf distribution', () => {
    const rank = createZipf(1000, createRandom(3));
    const counts = new Array<number>(1000).fill(0);
    for (let i = 0; i < 100_000; i++) counts[rank()]++;
    expect(counts[0]).toBeGreaterThan(10_000);
    expect(counts[0]).toBeGreaterThan(counts[10] * 5);
  });
});

describe('text', () => {
  const text = (pattern: InputOptions['pattern'], size = SIZE): TextInput =>
    new TextInput({ keys: 'string', pattern, size, seed: 7, trace: undefined });

  test('of the pattern record looks like user:1234567:profile, 20 characters', () => {
    expect(text('record').keys.every((key) => /^user:[1-9]\d{6}:profile$/.test(key))).toBe(true);
  });

  test('of the pattern record stays distinct when ids of seven digits are used up', () => {
    const { write, mostBytes } = textSource('record', 7);
    const around = Uint32Array.from({ length: 10 }, (_, i) => 9_000_000 - 5 + i);
    const keys = PackedText.of(write, mostBytes, around).cutRows(0, 10);
    expect(new Set(keys).size).toBe(10);
    expect(keys.filter((key) => /^user:[1-9]\d{7}:profile$/.test(key))).toHaveLength(5);
  });

  test.each(['ascii8', 'ascii20', 'ascii64', 'ascii256'] as const)('of the pattern %s is ASCII of that length', (pattern) => {
    const length = Number(pattern.slice('ascii'.length));
    expect(text(pattern).keys.every((key) => key.length === length && /^[ -~]*$/.test(key))).toBe(true);
  });

  test.each(['mixed8', 'mixed20', 'mixed64', 'mixed256'] as const)('of the pattern %s has two-byte strings of that length', (pattern) => {
    const { keys } = text(pattern);
    const length = Number(pattern.slice('mixed'.length));
    expect(keys.every((key) => key.length === length)).toBe(true);
    expect(keys.filter((key) => /[\u0100-\uffff]/.test(key)).length).toBeGreaterThan(SIZE * 0.95);
  });

  test.each(['names', 'words'] as const)('of the pattern %s is that of GeoNames, with as many other keys for misses', (pattern) => {
    const { keys, misses, size } = text(pattern);
    expect(size).toBeGreaterThan(64_000);
    expect(new Set([...keys, ...misses]).size).toBe(2 * size);
    expect(keys).toContain('Reykjavík');
  });

  test.each(['record', 'mixed20', 'words'] as const)('of the pattern %s is the same in bytes as in strings', (pattern) => {
    const input = text(pattern, 1000);
    const pairs = [[input.packedKeys, input.keys], [input.packedReads, input.reads], [input.packedMisses, input.misses]] as const;
    for (const [packed, list] of pairs) {
      expect(packed.cutRows(0, packed.length)).toEqual(list);
      expect(packed.offsets).toHaveLength(list.length + 1);
      expect(packed.offsets[0]).toBe(0);
      expect(new TextDecoder().decode(packed.data)).toBe(list.join(''));
    }
  });

  test('cut afresh has no hash yet: Map takes longer to find it than the object that it found before', { retry: 3 }, () => {
    const { packedKeys, keys } = text('ascii256', 20_000);
    const map = new Map(keys.map((key, i) => [key, i + 0.5]));
    const time = (pass: () => void): number => {
      const began = performance.now();
      pass();
      return performance.now() - began;
    };
    const passes = Array.from({ length: 15 }, () => ({
      same: time(() => {
        for (const key of keys) map.get(key);
      }),
      fresh: time(() => getFresh(map, packedKeys)) - time(() => cutEach(packedKeys)),
    }));
    const same = median(passes.map((pass) => pass.same));
    expect(median(passes.map((pass) => pass.fresh))).toBeGreaterThan(1.5 * same);
  });
});

describe('traces', () => {
  const directory = mkdtempSync(join(tmpdir(), 'wasmap-trace-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  function file(name: string, bytes: string | Uint8Array): string {
    const path = join(directory, name);
    writeFileSync(path, bytes);
    return path;
  }

  test('are read in every format, plain and gzipped', () => {
    const wide = new Uint8Array(8);
    new DataView(wide.buffer).setBigInt64(0, -5n);
    expect(readTrace(file('a.arc', '10 3 0 0\n7 1 0 0\n'))).toEqual([10n, 11n, 12n, 7n]);
    expect(readTrace(file('b.lirs.gz', gzipSync('1\n*\n2\n')))).toEqual([1n, 2n]);
    expect(readTrace(file('c.be32', new Uint8Array([0, 0, 1, 0])))).toEqual([256n]);
    expect(readTrace(file('d.be64', wide))).toEqual([-5n]);
  });

  test('tell what is wrong with a name or content', () => {
    expect(() => readTrace(file('e.csv', '1'))).toThrow(/must end in \.arc, \.lirs, \.be32 or \.be64/);
    expect(() => readTrace(file('f.lirs', '*\n'))).toThrow(/holds no requests/);
  });

  test('give distinct keys in their order and all requests as reads', () => {
    const trace = file('g.lirs', '5\n6\n5\n7\n');
    const { keys, reads, size } = input({ pattern: 'trace', trace });
    expect(size).toBe(3);
    expect([...(keys as Uint32Array)]).toEqual([5, 6, 7]);
    expect([...(reads as Uint32Array)]).toEqual([5, 6, 5, 7]);
  });

  test('are refused where a key is outside the kind', () => {
    const trace = file('h.lirs', '-1\n');
    expect(() => input({ pattern: 'trace', trace })).toThrow(/key -1 of the trace is no u32/);
  });
});
