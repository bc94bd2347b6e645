/**
 * The most hits that any cache can have: Belady, "A Study of Replacement Algorithms for a Virtual-Storage Computer", IBM Systems Journal 1966. On a miss, whoever is
 * asked for last of those inside and the newcomer goes, so that policies which turn newcomers away have no more hits, either.
 *
 * Those inside are a heap by their next requests, the latest at its root. A hit can only make its key's next request later: it sifts up. So a request costs
 * O(log capacity), and nothing that is out of date is ever in the heap.
 */
import type { Requests } from '../requests.js';

const NOT_INSIDE = -1;

export function optimalHits({ keys, distinct }: Requests, capacity: number): number {
  const next = nextRequests(keys, distinct);
  const inside = new LatestFirst(distinct, capacity);
  let hits = 0;
  for (let i = 0; i < keys.length; i++) {
    if (inside.postpone(keys[i], next[i])) hits++;
    else if (inside.size < capacity) inside.add(keys[i], next[i]);
    else if (next[i] < inside.latest) inside.replaceLatest(keys[i], next[i]);
  }
  return hits;
}

/** For each request, when its key is asked for again: a position, or the number of requests where it never is. */
function nextRequests(keys: Uint32Array, distinct: number): Uint32Array {
  const next = new Uint32Array(keys.length);
  const known = new Uint32Array(distinct).fill(keys.length);
  for (let i = keys.length - 1; i >= 0; i--) {
    next[i] = known[keys[i]];
    known[keys[i]] = i;
  }
  return next;
}

/** A binary heap of keys that knows where each key is. */
class LatestFirst {
  readonly #heap: Uint32Array;
  readonly #places: Int32Array;
  readonly #times: Uint32Array;
  size = 0;

  constructor(distinct: number, capacity: number) {
    this.#heap = new Uint32Array(Math.min(capacity, distinct));
    this.#places = new Int32Array(distinct).fill(NOT_INSIDE);
    this.#times = new Uint32Array(distinct);
  }

  /** When the root is asked for. */
  get latest(): number {
    return this.#times[this.#heap[0]];
  }

  /** Whether the key is inside; its time is then the new one, which is later. */
  postpone(key: number, time: number): boolean {
    const place = this.#places[key];
    if (place === NOT_INSIDE) return false;
    this.#times[key] = time;
    this.#rise(key, place);
    return true;
  }

  add(key: number, time: number): void {
    this.#times[key] = time;
    this.#rise(key, this.size++);
  }

  replaceLatest(key: number, time: number): void {
    this.#places[this.#heap[0]] = NOT_INSIDE;
    this.#times[key] = time;
    this.#sink(key);
  }

  /** From `place` up to where its parent is not earlier. */
  #rise(key: number, place: number): void {
    const time = this.#times[key];
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#times[this.#heap[parent]] >= time) break;
      this.#put(this.#heap[parent], at);
      at = parent;
    }
    this.#put(key, at);
  }

  /** From the root down to where no child is later. */
  #sink(key: number): void {
    const time = this.#times[key];
    let at = 0;
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && this.#times[this.#heap[child + 1]] > this.#times[this.#heap[child]]) child++;
      if (this.#times[this.#heap[child]] <= time) break;
      this.#put(this.#heap[child], at);
      at = child;
    }
    this.#put(key, at);
  }

  #put(key: number, place: number): void {
    this.#heap[place] = key;
    this.#places[key] = place;
  }
}
