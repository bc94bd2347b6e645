import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Numeric } from '../input/columns.js';
import { Input, type InputOptions } from '../input/input.js';
import { mixBits, createRandom, createZipf } from '../input/random.js';
import { readTrace } from '../input/trace.js';
import { KEY_KINDS, PATTERNS } from '../matrix/dimensions.js';

const SIZE = 5_000;
const GENERATED = PATTERNS.filter((pattern) => pattern !== 'trace' && pattern !== 'cities');

function input(options: Partial<InputOptions> = {}): Input<Numeric> {
  return new Input<Numeric>({ keys: 'u32', pattern: 'random', size: SIZE, seed: 7, trace: undefined, ...options });
}

describe.each(KEY_KINDS)('input of %s keys', (keys) => {
  test.each(GENERATED)('has distinct keys and misses, %s', (pattern) => {
    const { keys: present, misses } = input({ keys, pattern });
    const all = new Set<Numeric>([...(present as Iterable<Numeric>), ...(misses as Iterable<Numeric>)]);
    expect(all.size).toBe(2 * SIZE);
  });

  test.each(GENERATED)('asks only for keys that are present, %s', (pattern) => {
    const { keys: present, reads } = input({ keys, pattern });
    const known = new Set<Numeric>(present as Iterable<Numeric>);
    expect([...(reads as Iterable<Numeric>)].every((key) => known.has(key))).toBe(true);
  });

  test('chains all keys into one cycle', () => {
    const { chain } = input({ keys });
    const next = new Map<Numeric, Numeric>();
    for (let i = 0; i < chain.keys.length; i++) next.set(chain.keys[i], chain.values[i]);
    let key: Numeric | undefined = chain.keys[0];
    for (let step = 1; step < SIZE; step++) {
      key = next.get(key as Numeric);
      expect(key).not.toBe(chain.keys[0]);
    }
    expect(next.get(key as Numeric)).toBe(chain.keys[0]);
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
