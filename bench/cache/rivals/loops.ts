/** The loop of every cache that has no batches: a `get`, then a `set` on a miss. A process knows one rival, so V8 compiles it for that one. */
import type { Requester } from './rival.js';

export const singleCalls: Requester = {
  numbers(cache, keys, values) {
    let hits = 0;
    let wrong = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const value = cache.get(key);
      if (value === undefined) cache.set(key, values[i]);
      else if (value === values[i]) hits++;
      else wrong++;
    }
    return checked(hits, wrong);
  },
  text(cache, keys, values) {
    let hits = 0;
    let wrong = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys.cut(i);
      const value = cache.get(key);
      if (value === undefined) cache.set(key, values[i]);
      else if (value === values[i]) hits++;
      else wrong++;
    }
    return checked(hits, wrong);
  },
};

/** @throws {Error} where a cache gave another value than the one that was set */
export function checked(hits: number, wrong: number): number {
  if (wrong > 0) throw new Error(`${wrong} values are not those that were set`);
  return hits;
}
