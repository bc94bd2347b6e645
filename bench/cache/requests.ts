/** Requests to a cache, one after another: of a trace file, or generated. Keys are numbered in the order in which they are first asked for. */
import { basename } from 'node:path';
import { createRandom } from '../input/random.js';
import { isTraceFormat, readTrace, readTraceText } from '../input/trace.js';
import { zipfRanks } from './zipf.js';

export interface Requests {
  readonly name: string;
  /** From 0 to `distinct` − 1. */
  readonly keys: Uint32Array;
  readonly distinct: number;
}

export interface ZipfOptions {
  readonly exponent: number;
  /** How many keys there are to draw from. */
  readonly keys: number;
  readonly requests: number;
  readonly seed: number;
}

/**
 * The formats of `input/trace.ts` by the file's name; any other file is text with one key a line, gzipped where it ends in `.gz`.
 *
 * @throws {Error} when the file cannot be read, is no text, or holds no requests
 */
export function requestsOf(path: string): Requests {
  return numbered(basename(path), isTraceFormat(path) ? readTrace(path) : readTraceText(path));
}

/** The same seed gives the same requests everywhere. */
export function zipfRequests({ exponent, keys, requests, seed }: ZipfOptions): Requests {
  const next = zipfRanks(keys, exponent, createRandom(seed));
  return numbered(`Zipf ${exponent} over ${keys} keys`, Uint32Array.from({ length: requests }, next));
}

/** One after another. The same requests again have the same keys again; others have keys of their own. */
export function inSequence(name: string, parts: readonly Requests[]): Requests {
  const firstOf = new Map<Requests, number>();
  let distinct = 0;
  for (const part of parts) {
    if (firstOf.has(part)) continue;
    firstOf.set(part, distinct);
    distinct += part.distinct;
  }
  const keys = new Uint32Array(parts.reduce((sum, part) => sum + part.keys.length, 0));
  let at = 0;
  for (const part of parts) {
    const first = firstOf.get(part) ?? 0;
    for (let i = 0; i < part.keys.length; i++) keys[at++] = first + part.keys[i];
  }
  return { name, keys, distinct };
}

function numbered(name: string, given: Iterable<bigint | number | string> & { readonly length: number }): Requests {
  const numbers = new Map<bigint | number | string, number>();
  const keys = new Uint32Array(given.length);
  let at = 0;
  for (const key of given) {
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    keys[at++] = number;
  }
  return { name, keys, distinct: numbers.size };
}
