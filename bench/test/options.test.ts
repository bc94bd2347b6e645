import { describe, expect, test } from 'vitest';
import { namesFrom, seedFrom, sizesFrom } from '../command/options.js';
import { KEY_KINDS, SIZES } from '../matrix/dimensions.js';

describe('option values', () => {
  const sizes = sizesFrom(SIZES);
  const kinds = namesFrom('key kind', KEY_KINDS);

  test('name sizes with exponents and suffixes', () => {
    expect(sizes('1e6,64k, 1.5M,7')).toEqual([1_000_000, 64_000, 1_500_000, 7]);
    expect(sizes('all')).toBe(SIZES);
  });

  test.each(['', 'many', '0', '1.5', '-3', '17M', '1e6,', '1kk'])('refuse the size %j and say what would do', (value) => {
    expect(() => sizes(value)).toThrow(/is no size|empty entry/);
  });

  test('name key kinds, and list them when one is unknown', () => {
    expect(kinds('u32,f64')).toEqual(['u32', 'f64']);
    expect(() => kinds('u32,u8')).toThrow("'u8' is no key kind; known: u32, i32, f64, u64, i64, string, any, or all");
  });

  test('name a seed of 32 bits', () => {
    expect(seedFrom('4294967295')).toBe(4294967295);
    for (const value of ['', 'x', '-1', '1.5', '4294967296']) expect(() => seedFrom(value)).toThrow(/is no seed/);
  });
});
