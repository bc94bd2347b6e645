/** Reads option values; every message says what was given and what would do. */
import { InvalidArgumentError } from 'commander';

/** Parses a comma-separated list of names, or `all`. */
export function namesFrom<T extends string>(what: string, known: readonly T[]): (value: string) => readonly T[] {
  return (value) => {
    if (value === 'all') return known;
    return split(value).map((name) => {
      const found = known.find((candidate) => candidate === name);
      if (found === undefined) throw new InvalidArgumentError(`'${name}' is no ${what}; known: ${known.join(', ')}, or all`);
      return found;
    });
  };
}

/** A native Map holds no more than 2^24 entries. */
const MOST_ENTRIES = 2 ** 24;

/** Parses sizes such as `1e6`, `64k`, `1.5M`, or `all`. */
export function sizesFrom(all: readonly number[]): (value: string) => readonly number[] {
  return (value) => {
    if (value === 'all') return all;
    return split(value).map((text) => {
      const match = /^([\d.]+(?:e\d+)?)([kM]?)$/i.exec(text);
      const factor = match?.[2] === '' ? 1 : match?.[2] === 'k' ? 1e3 : 1e6;
      const size = match === null ? Number.NaN : Number(match[1]) * factor;
      if (!Number.isInteger(size) || size < 1 || size > MOST_ENTRIES) {
        throw new InvalidArgumentError(`'${text}' is no size; a whole number from 1 to ${MOST_ENTRIES} such as 1e6, 64k or 1.5M, or all`);
      }
      return size;
    });
  };
}

export function seedFrom(value: string): number {
  const seed = Number(value);
  if (value.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new InvalidArgumentError(`'${value}' is no seed; a whole number from 0 to 4294967295`);
  }
  return seed;
}

function split(value: string): string[] {
  const parts = value.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError(`'${value}' has an empty entry`);
  return parts;
}
