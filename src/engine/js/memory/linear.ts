/**
 * Linear memory: one ArrayBuffer and its views, in place of what WebAssembly has built in.
 *
 * The buffer is an ordinary one, larger than the memory it stands for: pages never touched cost address space only, and
 * growing is mostly a matter of counting. When the buffer is full, its pages are copied to one sixteen times as large
 * (four times from 256 MiB on), so a map of millions sees two such pauses. A resizable buffer with length-tracking views
 * would need none, but V8 reads the buffer's length at each access to such a view: a lookup makes twelve, and took
 * 57 ns at 1 k entries where it took 38 over an ordinary buffer and a native Map 19, 143 and 135 at 64 k (Node 24; 20 is worse).
 *
 * While pages are copied there are two buffers. At the edge that is once, from 16 to 96 MiB: 112 of an isolate's 128. Steps between would
 * end in a copy from a larger one, which has no room there. The old buffer is let go at once, as the rest may be needed before a collection.
 */
import { noteGrowth } from '../../../diagnostics/growth.js';
import { type Views, unlisted } from '../../engine.js';
import { MAXIMUM_PAGES, releaseBuffer } from '../../host.js';
import { PAGE_BYTES } from './regions.js';

/** Pages of the heap's own areas: segment table, scratch, statics. */
const INITIAL_PAGES = 4;
/** 16 MiB: the first buffer. */
const FIRST_CAPACITY = 256;
/** 256 MiB: buffers from here on grow by less. */
const LARGE_CAPACITY = 4096;

export class LinearMemory implements Views {
  declare u8: Uint8Array;
  declare u32: Uint32Array;
  declare i32: Int32Array;
  declare f32: Float32Array;
  declare f64: Float64Array;
  declare u64: BigUint64Array;
  declare i64: BigInt64Array;
  /** Where an 8-byte key is taken apart: its bits written as one number, read as two. */
  readonly keyLanes = new Int32Array(2);
  readonly keyF64 = new Float64Array(this.keyLanes.buffer);
  readonly keyU64 = new BigUint64Array(this.keyLanes.buffer);
  /** Pages in use; the buffer may have more. */
  pages = INITIAL_PAGES;
  private capacity = 0;
  private readonly maximumPages: number;

  /** @throws RangeError when there is no memory for the first buffer. */
  constructor(maximumBytes?: number) {
    const none = undefined;
    Object.defineProperties(this, unlisted({ u8: none, u32: none, i32: none, f32: none, f64: none, u64: none, i64: none }));
    this.maximumPages = Math.min(Math.floor((maximumBytes ?? Infinity) / PAGE_BYTES), MAXIMUM_PAGES);
    if (!this.reallocate(FIRST_CAPACITY) && !this.reallocate(INITIAL_PAGES)) throw new RangeError('no memory');
  }

  /** Takes `pages` more into use. False, and nothing changed, where that would exceed the maximum or memory is exhausted. */
  grow(pages: number): boolean {
    const wanted = this.pages + pages;
    if (wanted > this.maximumPages) return false;
    if (wanted > this.capacity) {
      const larger = this.capacity * (this.capacity < LARGE_CAPACITY ? 16 : 4);
      if (!(larger > wanted && this.reallocate(larger)) && !this.reallocate(wanted)) return false;
    }
    noteGrowth('js', this, this.pages * PAGE_BYTES, wanted * PAGE_BYTES);
    this.pages = wanted;
    return true;
  }

  private reallocate(capacity: number): boolean {
    const pages = Math.min(capacity, this.maximumPages);
    try {
      const buffer = new ArrayBuffer(pages * PAGE_BYTES);
      const old = this.u8 as Uint8Array<ArrayBuffer> | undefined;
      this.u8 = new Uint8Array(buffer);
      if (old) this.u8.set(old.subarray(0, this.pages * PAGE_BYTES));
      this.u32 = new Uint32Array(buffer);
      this.i32 = new Int32Array(buffer);
      this.f32 = new Float32Array(buffer);
      this.f64 = new Float64Array(buffer);
      this.u64 = new BigUint64Array(buffer);
      this.i64 = new BigInt64Array(buffer);
      if (old) releaseBuffer(old.buffer);
    } catch {
      return false;
    }
    this.capacity = pages;
    return true;
  }
}

/** What reading words takes: of either engine. */
export type Words = Pick<Views, 'u32'>;

/** The u32 at the address `at`. */
export function load(memory: Words, at: number): number {
  return memory.u32[at >>> 2]!;
}

export function store(memory: LinearMemory, at: number, value: number): void {
  memory.u32[at >>> 2] = value;
}

export function increment(memory: LinearMemory, at: number): void {
  memory.u32[at >>> 2]!++;
}

/** The u64 at `at`, as far as a double is exact. */
export function load64(memory: LinearMemory, at: number): number {
  return load(memory, at + 4) * 0x100000000 + load(memory, at);
}

export function store64(memory: LinearMemory, at: number, value: number): void {
  store(memory, at, value);
  store(memory, at + 4, value / 0x100000000);
}

/** Adds 1 to the u64 at the word index `word`. */
export function increment64(i32: Int32Array, word: number): void {
  if ((i32[word] = (i32[word]! + 1) | 0) === 0) i32[word + 1]!++;
}
