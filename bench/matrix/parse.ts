/** Reads choices that people type, on the command line or in a link; every message says what was given and what would do. */

/** A choice that cannot be taken. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** A link or a script can give anything: more of it tells nobody what is wrong. */
const MOST_SHOWN = 60;

/** What was given, in quotes; of what is long, its beginning. */
export function quoted(given: string): string {
  return given.length > MOST_SHOWN ? `'${given.slice(0, MOST_SHOWN - 1)}…'` : `'${given}'`;
}

/** Parses a comma-separated list of names, or `all`. */
export function namesFrom<T extends string>(what: string, known: readonly T[]): (value: string) => readonly T[] {
  return (value) => {
    if (value === 'all') return known;
    return split(value).map((name) => {
      const found = known.find((candidate) => candidate === name);
      if (found === undefined) throw new ChoiceError(`${quoted(name)} is no ${what}; known: ${known.join(', ')}, or all`);
      return found;
    });
  };
}

/** A native Map holds no more than 2^24 entries. */
const MOST_ENTRIES = 2 ** 24;

/** Parses sizes such as `1e6`, `64k`, `1.5M`, or `all`. */
export function sizesFrom(all: readonly number[], least = 1, most = MOST_ENTRIES): (value: string) => readonly number[] {
  return (value) => {
    if (value === 'all') return all;
    return split(value).map((text) => {
      const size = countIn(text);
      if (!Number.isInteger(size) || size < least || size > most) {
        throw new ChoiceError(`${quoted(text)} is no size; a whole number from ${least} to ${most} such as 1e6, 64k or 1.5M, or all`);
      }
      return size;
    });
  };
}

/** Parses one number such as `1e6`, `64k`, `1.5M`. */
export function countFrom(least: number, most: number): (value: string) => number {
  return (value) => {
    const count = countIn(value);
    if (!Number.isInteger(count) || count < least || count > most) {
      throw new ChoiceError(`${quoted(value)} is no number of them; a whole number from ${least} to ${most} such as 1e6, 64k or 1.5M`);
    }
    return count;
  };
}

/** NaN where the text is no number. */
function countIn(text: string): number {
  const match = /^([\d.]+(?:e\d+)?)([kM]?)$/i.exec(text);
  const factor = match?.[2] === '' ? 1 : match?.[2] === 'k' ? 1e3 : 1e6;
  return match === null ? Number.NaN : Number(match[1]) * factor;
}

/** Above it, nearly all requests go to one key. */
const MOST_EXPONENT = 5;

/** Parses a comma-separated list of Zipf's exponents. */
export function exponentsFrom(value: string): readonly number[] {
  return split(value).map((text) => {
    const exponent = Number(text);
    if (!(exponent > 0 && exponent <= MOST_EXPONENT)) throw new ChoiceError(`${quoted(text)} is no exponent; a number above 0, up to ${MOST_EXPONENT}, such as 0.99`);
    return exponent;
  });
}

export function seedFrom(value: string): number {
  const seed = Number(value);
  if (value.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new ChoiceError(`${quoted(value)} is no seed; a whole number from 0 to 4294967295`);
  }
  return seed;
}

export function secondsFrom(least: number, most: number): (value: string) => number {
  return (value) => {
    const seconds = Number(value);
    if (value.trim() === '' || !(seconds >= least && seconds <= most)) {
      throw new ChoiceError(`${quoted(value)} is no time; seconds from ${least} to ${most}`);
    }
    return seconds;
  };
}

export function portFrom(value: string): number {
  const port = Number(value);
  if (value.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ChoiceError(`${quoted(value)} is no port; a whole number from 0 to 65535`);
  }
  return port;
}

function split(value: string): string[] {
  const parts = value.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new ChoiceError(`${quoted(value)} has an empty entry`);
  return parts;
}
