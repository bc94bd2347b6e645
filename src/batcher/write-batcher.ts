/** WriteBatcher: single writes, gathered into batches. */
import { checkCount, checkFunction, checkOptions, outOfRange, unexpected } from '../arguments.js';
import { putChecked } from '../bulk/put-all.js';
import { TIMERS_END_WITH_REQUESTS } from '../engine/host.js';
import { ClosedError } from '../errors.js';
import type { Table } from '../map/table.js';
import { ownBytes } from '../map/kinds.js';
import type { WasmMap } from '../map/wasm-map.js';
import { type PendingEntry, identityOf, pendingEntry } from './entry.js';
import { PendingBatch } from './pending-batch.js';

/** Options of a WriteBatcher. */
export interface WriteBatcherOptions<K = unknown, V = unknown> {
  /** A batch is committed when it has so many entries; 1 024 by default. */
  readonly maxBatchEntries?: number;
  /** A batch is committed so many milliseconds after its first write, full or not; 50 by default, `Infinity` for never. */
  readonly maxDelayMs?: number;
  /** So many writes may wait; one more first commits the oldest batch itself. 16 batches by default. */
  readonly maxPending?: number;
  /**
   * Called with the error of a batch that failed, and its entries. With it, nobody needs to await `write`: a promise that is not
   * awaited is no unhandled rejection then.
   */
  readonly onError?: (error: unknown, entries: readonly (readonly [K, V])[]) => void;
}

const known = ['maxBatchEntries', 'maxDelayMs', 'maxPending', 'onError'];
/** What timers of JavaScript can wait. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * Gathers single writes to a map into batches, all or nothing each. Nothing is dropped: a batch is committed when it is full, when
 * its time is over, or when room is needed for the next.
 *
 * @example
 * ```ts
 * import { WasmMap, WriteBatcher } from 'wasmap';
 * const hits = new WasmMap({ key: 'string', value: 'u32' });
 * const batcher = new WriteBatcher(hits, { maxDelayMs: 10 });
 * const written = batcher.write('/index.html', 1);
 * console.log(hits.size, batcher.get('/index.html')); // 0 1
 * await written;
 * console.log(hits.size); // 1
 * await batcher.close();
 * ```
 *
 * @category Maps and sets
 */
export class WriteBatcher<K, V> {
  readonly #map: WasmMap<K, V>;
  readonly #table: Table;
  readonly #maxEntries: number;
  readonly #maxDelay: number;
  readonly #maxPending: number;
  readonly #onError: WriteBatcherOptions<K, V>['onError'];
  /** Full batches, oldest first. */
  readonly #full: PendingBatch<K, V>[] = [];
  #open = new PendingBatch<K, V>();
  #pending = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** Whether a timer was started in this turn of the event loop. */
  #isTimed = false;

  /** @throws WasmapTypeError, WasmapRangeError for options that make no sense. */
  constructor(map: WasmMap<K, V>, options: WriteBatcherOptions<K, V> = {}) {
    const where = 'WriteBatcher';
    const table = (map as Partial<{ readonly _table: Table }> | undefined)?._table;
    if (table === undefined || table.value.name === 'none' || table.source !== undefined) throw unexpected(`${where}: map`, 'a WasmMap', map);
    const { maxBatchEntries = 1024, maxDelayMs = 50, onError, ...rest } = checkOptions<WriteBatcherOptions<K, V>>(where, options, known);
    if (onError !== undefined) checkFunction(`${where}: onError`, onError);
    this.#map = map;
    this.#table = table;
    this.#maxEntries = Math.min(positive(`${where}: maxBatchEntries`, maxBatchEntries), Math.max(1, table.maxBatchEntries));
    this.#maxDelay = checkDelay(`${where}: maxDelayMs`, maxDelayMs);
    this.#maxPending = positive(`${where}: maxPending`, rest.maxPending ?? 16 * this.#maxEntries);
    this.#onError = onError;
  }

  /** Writes that have not been committed yet. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Adds a write to the batch; the promise is fulfilled when that is committed, and rejected with its error where it fails. A key or
   * value that does not fit is rejected alone. Bytes are copied now. Amortised O(1).
   */
  write(key: K, value: V): Promise<void> {
    let entry: PendingEntry<K, V>;
    try {
      entry = pendingEntry(this.#table, key, value);
      // Afterwards, for a validator or a codec may close it.
      if (this.#closed) throw new ClosedError(`${this.#table.label}: its WriteBatcher was closed`);
    } catch (error) {
      return this.#rejected(error as Error, key, value);
    }
    while (this.#pending >= this.#maxPending) this.#commitNext();
    const batch = this.#open;
    batch.add(entry);
    this.#pending++;
    if (batch.size === 1 || (TIMERS_END_WITH_REQUESTS && !this.#isTimed)) this.#startTimer();
    if (batch.size >= this.#maxEntries) {
      this.#finishOpen();
      queueMicrotask(() => { if (this.#full.includes(batch)) this.#commitNext(); });
    }
    return batch.done;
  }

  /** The value of `key`: what was written last, committed or not. O(batches that wait). */
  get(key: K): V | undefined {
    if (this.#pending > 0 && this.#table.key.fits(key)) {
      const identity = identityOf(this.#table, key);
      for (const batch of [this.#open, ...this.#full.toReversed()]) {
        if (batch.has(identity)) return ownBytes(this.#table.value, batch.get(identity)!);
      }
    }
    return this.#map.get(key);
  }

  /** Commits all that waits, now; the promise is rejected with the first error of a batch that failed. */
  flush(): Promise<void> {
    const batches = this.#open.size > 0 ? [...this.#full, this.#open] : [...this.#full];
    // One by one, for what runs meanwhile may commit some of them, or write more.
    for (const batch of batches) if (batch === this.#open || this.#full.includes(batch)) this.#commitNext();
    const done = Promise.all(batches.map((batch) => batch.done)).then(() => undefined);
    if (this.#onError !== undefined) done.catch(() => undefined);
    return done;
  }

  /** Commits all that waits; later writes are rejected with ClosedError. Twice is harmless. */
  close(): Promise<void> {
    this.#closed = true;
    return this.flush();
  }

  #rejected(problem: Error, key: K, value: V): Promise<void> {
    const promise = Promise.reject(problem);
    this.#report(promise, [[key, value]]);
    return promise;
  }

  #startTimer(): void {
    if (this.#maxDelay === Infinity) return;
    // Not unreferenced: what waits is written before a process ends.
    this.#timer = setTimeout(() => { void this.flush().catch(() => undefined); }, this.#maxDelay);
    if (!TIMERS_END_WITH_REQUESTS) return;
    // Requests are told apart by their turns: each that writes has a timer of its own, for nobody else may still be there.
    this.#isTimed = true;
    queueMicrotask(() => { this.#isTimed = false; });
  }

  #finishOpen(): void {
    clearTimeout(this.#timer);
    this.#full.push(this.#open);
    this.#open = new PendingBatch();
  }

  /** Commits the oldest batch. */
  #commitNext(): void {
    if (this.#full.length === 0) this.#finishOpen();
    const batch = this.#full.shift()!;
    this.#pending -= batch.size;
    const isDone = batch.settle(({ keys, values }) => { putChecked(this.#map, { keys, values }); });
    if (!isDone) this.#report(batch.done, batch.keys.map((key, i) => [key, batch.values[i]!]));
  }

  #report(promise: Promise<void>, entries: readonly (readonly [K, V])[]): void {
    const onError = this.#onError;
    // Not from here: what it throws is not the affair of whoever writes next.
    if (onError !== undefined) promise.catch((error: unknown) => { onError(error, entries); });
  }
}

function positive(where: string, value: unknown): number {
  if (checkCount(where, value, Infinity) === 0) throw outOfRange(where, 'at least 1', value);
  return value as number;
}

function checkDelay(where: string, value: unknown): number {
  if (typeof value !== 'number') throw unexpected(where, 'a number of milliseconds', value);
  if (value === Infinity || (value >= 0 && value <= LONGEST_DELAY)) return value;
  throw outOfRange(where, `milliseconds from 0 to ${LONGEST_DELAY}, or Infinity`, value);
}
