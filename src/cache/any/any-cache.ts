/**
 * A cache whose keys may be anything: a native Map finds the node of a key, for nothing beats V8 at the identity of its own strings and objects; queues,
 * and what the policy remembers, lie in linear memory. Keys and values are JavaScript's.
 */
import { GONE_PAYLOAD, GONE_SIZE, HANDLES, NO_INDEX } from '../../engine/js/cache/header.js';
import { asStored, ownBytes } from '../../map/kinds.js';
import { EngineTable } from '../engine-table.js';
import type { Gone, Place } from '../table.js';
import { KeyHash } from './key-hash.js';

/** Nodes are aligned to 16 bytes; without those bits their addresses are small integers. */
const NODE_SHIFT = 4;

export class AnyCache extends EngineTable {
  /** From keys to nodes. */
  readonly #index = new Map<unknown, number>();
  /** By handles, which begin with 1. */
  readonly #keys: unknown[] = [undefined];
  readonly #values: unknown[] = [undefined];
  readonly #free: number[] = [];
  #hash: KeyHash | undefined = undefined;
  #hits = 0;
  #misses = 0;

  override get hits(): number {
    return this.#hits;
  }

  override get misses(): number {
    return this.#misses;
  }

  read(key: unknown): unknown {
    const node = this.#index.get(key);
    if (node === undefined) {
      this.assertOpen();
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    return this.#out(this.#values[this.calls.cacheReadNode(this.cache, node << NODE_SHIFT)]);
  }

  write(key: unknown, value: unknown): void {
    const node = this.#index.get(key);
    if (node === undefined) {
      this.#insert(key, value);
      return;
    }
    this.#values[this.calls.cacheReadNode(this.cache, node << NODE_SHIFT)] = this.#in(value);
  }

  open(): number {
    if (this.cache !== 0) return this.cache;
    const cache = this.create(0x404, NO_INDEX | HANDLES, 0);
    this.#hash = new KeyHash(this.seed);
    return cache;
  }

  #insert(key: unknown, value: unknown): void {
    const cache = this.cache || this.open();
    const hash = this.settings.policy === 'lru' ? 0 : this.#hash!.of(key);
    let place = this.calls.cacheAdd(cache, hash);
    while (place === 0) {
      this.yield();
      place = this.calls.cacheAdd(cache, hash);
    }
    const handle = this.#handleFor(place);
    this.#keys[handle] = key;
    this.#values[handle] = this.#in(value);
    this.#index.set(key, place >>> NODE_SHIFT);
  }

  /** The handle of a new node: that of the entry which went for it, whose key is forgotten, or one that is free. */
  #handleFor(place: Place): number {
    const at = this.calls.cachePayload(this.cache, place) >>> 2;
    const { u32 } = this.engine;
    const recycled = u32[at]!;
    if (recycled === 0) return u32[at] = this.#free.pop() ?? this.#keys.length;
    this.#index.delete(this.#keys[recycled]);
    return recycled;
  }

  #handleAt(place: Place): number {
    return this.engine.u32[this.calls.cachePayload(this.cache, place) >>> 2]!;
  }

  #in(value: unknown): unknown {
    const { value: kind } = this.settings.map;
    return ownBytes(kind, asStored(kind, value));
  }

  #out(value: unknown): unknown {
    return ownBytes(this.settings.map.value, value);
  }

  find(key: unknown): Place {
    const node = this.#index.get(key);
    if (node !== undefined) return (node << NODE_SHIFT) >>> 0;
    this.assertOpen();
    return 0;
  }

  protected findStored(key: unknown): Place {
    return this.find(key);
  }

  protected storedAt(place: Place): unknown {
    return this.#keys[this.#handleAt(place)];
  }

  protected decode(key: unknown): unknown {
    return key;
  }

  valueAt(place: Place): unknown {
    return this.#out(this.#values[this.#handleAt(place)]);
  }

  setValue(place: Place, value: unknown): void {
    this.#values[this.#handleAt(place)] = this.#in(value);
  }

  add(key: unknown, value: unknown, size: number, start: number, ttl: number): void {
    this.#insert(key, value);
    this.addExtras(key, size, start, ttl);
  }

  protected release(place: Place): void {
    const handle = this.#handleAt(place);
    this.#index.delete(this.#keys[handle]);
    this.#letGo(handle);
  }

  #letGo(handle: number): void {
    this.#keys[handle] = this.#values[handle] = undefined;
    this.#free.push(handle);
  }

  protected gone(): Gone {
    const { cache, engine } = this;
    const handle = engine.u32[(cache + GONE_PAYLOAD) >>> 2]!;
    const gone = { key: this.#keys[handle], value: this.#out(this.#values[handle]), size: engine.f64[(cache + GONE_SIZE) >>> 3]! };
    this.#index.delete(gone.key);
    this.#letGo(handle);
    return gone;
  }

  override clear(): void {
    super.clear();
    this.#index.clear();
    this.#keys.length = this.#values.length = 1;
    this.#free.length = 0;
  }
}
