/** An endless row of requests, the same for every rival: ranks of Zipf's distribution over ten times as many keys as the cache holds, as keys of a kind. */
import { PackedText } from '../../input/packed-text.js';
import { createRandom, mixBits } from '../../input/random.js';
import { textSource } from '../../input/text-source.js';
import { cutEach } from '../../loops/text.js';
import type { Cache, Requester } from '../rivals/rival.js';
import { zipfRanks } from '../zipf.js';
import type { ThroughputTask } from './task.js';

const KEYS_BY_ENTRIES = 10;
/** V8 keeps such integers without a box. */
const KEY_BITS = 31;

/** Requests that were made beforehand. */
export interface Requested {
  readonly length: number;
  /** Does them all; the number of hits. */
  send(cache: Cache, requester: Requester): number;
  /** Makes their strings and does nothing with them; absent where there are none to make. */
  readonly cut?: () => number;
}

export class RequestStream {
  readonly #next: () => number;
  readonly #make: (ranks: Uint32Array) => Requested;

  constructor({ keys, capacity, exponent, seed }: Pick<ThroughputTask, 'keys' | 'capacity' | 'exponent' | 'seed'>) {
    this.#next = zipfRanks(capacity * KEYS_BY_ENTRIES, exponent, createRandom(seed));
    this.#make = keys === 'u32' ? (ranks) => numbersOf(ranks, seed) : textsOf(seed);
  }

  take(count: number): Requested {
    return this.#make(Uint32Array.from({ length: count }, this.#next));
  }
}

/** A value belongs to its key, so that a wrong one shows; its fraction makes V8 box it where it is stored as any other. */
function valuesOf(ranks: Uint32Array): Float64Array {
  return Float64Array.from(ranks, (rank) => rank + 0.5);
}

function numbersOf(ranks: Uint32Array, seed: number): Requested {
  const values = valuesOf(ranks);
  const keys = ranks.map((rank) => mixBits(rank, seed, KEY_BITS));
  return { length: keys.length, send: (cache, requester) => requester.numbers(cache as Cache<number, number>, keys, values) };
}

/** `user:1234567:profile`, in a buffer. */
function textsOf(seed: number): (ranks: Uint32Array) => Requested {
  const { write, mostBytes } = textSource('record', seed);
  return (ranks) => {
    const values = valuesOf(ranks);
    const texts = PackedText.of(write, mostBytes, ranks);
    return {
      length: texts.length,
      send: (cache, requester) => requester.text(cache as Cache<string, number>, texts, values),
      cut: () => cutEach(texts),
    };
  };
}
