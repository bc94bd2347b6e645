/**
 * Hashes of anything, for what a policy remembers of keys that are not there. Equal keys have equal hashes for as long as the cache lives; that others
 * share them costs a wrong estimate at times, never a wrong answer.
 */
/** Longer strings are hashed by their beginning, their end and their length. */
const MOST_CHARACTERS = 256;

export class KeyHash {
  readonly #seed: number;
  /** Objects, functions and symbols that no registry has, by when they were first seen. */
  #identities = new WeakMap<WeakKey, number>();
  #seen = 0;

  /** @param seed - 64 bits, which only the cache and its file know. */
  constructor(seed: bigint) {
    this.#seed = mix(Number(seed & 0xffffffffn) ^ mix(Number(seed >> 32n)));
  }

  of(key: unknown): number {
    switch (typeof key) {
      case 'string': return this.#text(key);
      case 'number': return Number.isInteger(key) && key === (key | 0) ? mix(key ^ this.#seed) : this.#text(String(key));
      case 'object':
      case 'function': return key === null ? mix(this.#seed) : this.#identity(key);
      case 'symbol': return this.#text(key.description ?? '');
      default: return this.#text(String(key));
    }
  }

  #text(text: string): number {
    const { length } = text;
    let hash = this.#seed ^ length;
    const end = Math.min(length, MOST_CHARACTERS);
    for (let i = 0; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
    for (let i = Math.max(end, length - MOST_CHARACTERS); i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
    return mix(hash);
  }

  #identity(key: WeakKey): number {
    let number = this.#identities.get(key);
    if (number === undefined) this.#identities.set(key, number = ++this.#seen);
    return mix(number ^ this.#seed);
  }
}

/** MurmurHash3's finalizer. */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
