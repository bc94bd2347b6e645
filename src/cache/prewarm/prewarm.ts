/**
 * `prewarm`: fills a cache before it is asked. Workers take portions of the source in turn:
 *
 *     source ──Reader──▶ portion ──Pace──▶ load, if keys ──Writer──▶ putAll, or set
 *                          ▲                                │
 *                          └─────────── next ◀──────────────┘
 *
 * No worker takes a portion before it is done with the one it has, so there are never more than concurrency × batchSize entries in memory, however fast the
 * source is. Pairs have a single worker: writing does not wait for anything, and of rows with the same key the last is to win. Keys are taken one by one, or by
 * the batch where the cache fetches batches.
 */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import { tracedPrewarm } from '../../diagnostics/prewarm-trace.js';
import type { AnySource } from './iterate.js';
import { type PrewarmOptions, type PrewarmProgress, type PrewarmSettings, type PrewarmTarget, readPrewarmOptions } from './options.js';
import { Pace } from './pace.js';
import { type Entry, Reader } from './reader.js';
import type { RowSource } from './rows.js';
import { type FailedRow, Writer } from './writer.js';

/** What came of prewarming. */
export interface PrewarmReport<K = unknown> {
  /** Rows that were read, bad ones included. */
  readonly read: number;
  /** Entries that were written; of those that the cache has fetched, also what was there already. */
  readonly written: number;
  /** Entries that could not be loaded or written, `failed` or not reported one by one. */
  readonly failedCount: number;
  /** The first failures, at most `maxReported`. */
  readonly failed: readonly FailedRow<K>[];
  /** Bad rows, and keys for which nothing was found. */
  readonly skipped: number;
  /** Milliseconds that it took. */
  readonly durationMs: number;
  /** Entries written per second. */
  readonly ratePerSecond: number;
  /** Whether the signal ended it. */
  readonly aborted: boolean;
}

/**
 * Fills a cache from a source: pairs of key and value, rows of `ndjson` or `csv`, rows of a cursor with `key` and `value`, or keys with `load`. An entry that
 * the cache refuses, or that cannot be loaded, is in the report, and others go on. O(entries), and never more than `concurrency × batchSize` of them in memory.
 *
 * @param cache a WasmCache, or whatever has a method `set`; `putAll` writes batches where there is one.
 * @param source an iterable, an async iterable such as a database cursor or a Node stream of objects, or a web stream of them; what `ndjson` or `csv` has
 * returned.
 * @throws WasmapTypeError, WasmapRangeError for arguments that make no sense; RowError for a row that is no entry, unless these are skipped; what the source,
 * or `onProgress`, fails with; ClosedError where the cache is closed meanwhile. What was written before stays.
 *
 * @example
 * ```ts
 * import { prewarm } from 'wasmap/prewarm';
 * const users = new Map<number, string>();
 * const cursor = [{ id: 1, name: 'Ada' }, { id: 2, name: 'Grace' }];
 * const report = await prewarm(users, cursor, { key: 'id', value: 'name' });
 * console.log(report.written, users.get(2)); // 2 Grace
 * const lengths = new Map<string, number>();
 * await prewarm(lengths, ['/', '/about'], { load: async (path) => path.length, concurrency: 4 });
 * console.log(lengths.get('/about')); // 6
 * ```
 *
 * @category Caches
 */
export async function prewarm<K, V, Row = never>(
  cache: PrewarmTarget<K, V>, source: AnySource<Row> | AnySource<readonly [K, V]> | AnySource<K> | RowSource<K, V>, options: PrewarmOptions<K, V, Row> = {},
): Promise<PrewarmReport<K>> {
  const where = 'prewarm';
  const settings = readPrewarmOptions<K, V>(where, cache, options);
  const reader = new Reader<K, V>(where, source, settings);
  return tracedPrewarm(cache, () => new Prewarming(cache, reader, settings).run());
}

class Prewarming<K, V> {
  readonly #cache: PrewarmTarget<K, V>;
  readonly #reader: Reader<K, V>;
  readonly #writer: Writer<K, V>;
  readonly #settings: PrewarmSettings<K, V>;
  readonly #pace: Pace;
  readonly #began: number;
  /** Aborted by the user's signal; another than that, which may live long, and must not gather listeners. */
  readonly #controller = new AbortController();
  /** Rows that were done with when progress was last told. */
  #told = 0;
  #done = 0;

  constructor(cache: PrewarmTarget<K, V>, reader: Reader<K, V>, settings: PrewarmSettings<K, V>) {
    this.#cache = cache;
    this.#reader = reader;
    this.#settings = settings;
    this.#writer = new Writer(cache, settings);
    this.#pace = new Pace(settings.rate, settings.clock);
    this.#began = settings.clock.now();
  }

  async run(): Promise<PrewarmReport<K>> {
    const { signal } = this.#settings;
    const onAbort = (): void => { this.#stop(signal?.reason); };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal?.aborted === true) onAbort();
      await this.#work();
      this.#tell();
      return this.#report(signal?.aborted === true);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #stop(reason: unknown): void {
    this.#reader.stop();
    this.#controller.abort(reason);
  }

  async #work(): Promise<void> {
    const { load, concurrency, batchSize } = this.#settings;
    const takesBatches = load === undefined || (load === 'fetch' && this.#cache.fetchAll !== undefined);
    const portion = this.#pace.portion(takesBatches ? batchSize : 1);
    const workers = Array.from({ length: load === undefined ? 1 : concurrency }, () => this.#worker(portion));
    try {
      await Promise.all(workers);
    } catch (error) {
      // What came before is still loaded, and written.
      this.#reader.stop();
      await Promise.allSettled(workers);
      await this.#writer.flush();
      throw error;
    }
    if (!this.#controller.signal.aborted) await this.#writer.flush();
  }

  async #worker(portion: number): Promise<void> {
    const { signal } = this.#controller;
    for (;;) {
      const entries = await this.#reader.take(portion);
      if (entries.length === 0) return;
      await this.#pace.wait(entries.length, signal);
      if (signal.aborted) return;
      await this.#handle(entries);
      this.#done += entries.length;
      if (this.#done - this.#told >= this.#settings.batchSize || entries.length === portion && portion > 1) this.#tell();
    }
  }

  async #handle(entries: readonly Entry<K, V>[]): Promise<void> {
    const { load } = this.#settings;
    if (load === undefined) await this.#writer.write(entries);
    else if (load !== 'fetch') await this.#load(entries[0]!, load);
    else if (this.#cache.fetchAll !== undefined) await this.#fetchAll(entries);
    else await this.#fetch(entries[0]!);
  }

  async #load(entry: Entry<K, V>, load: Exclude<PrewarmSettings<K, V>['load'], 'fetch' | undefined>): Promise<void> {
    const { signal } = this.#controller;
    let value: V | undefined;
    try {
      value = await load(entry.key, { signal });
    } catch (error) {
      if (!signal.aborted) this.#writer.fail(entry, error);
      return;
    }
    // Nothing more is written once it is aborted.
    if (!signal.aborted) await this.#writer.add({ ...entry, value });
  }

  async #fetch(entry: Entry<K, V>): Promise<void> {
    try {
      this.#count(await this.#cache.fetch!(entry.key, this.#fetchOptions()));
    } catch (error) {
      if (!this.#controller.signal.aborted) this.#writer.fail(entry, error);
    }
  }

  async #fetchAll(entries: readonly Entry<K, V>[]): Promise<void> {
    try {
      for (const value of await this.#cache.fetchAll!(entries.map(({ key }) => key), this.#fetchOptions())) this.#count(value);
    } catch (error) {
      if (!this.#controller.signal.aborted) this.#countFailures(entries, error);
    }
  }

  /** Of a FetchAllError, which says what has become of each key; of anything else, that all have failed. */
  #countFailures(entries: readonly Entry<K, V>[], error: unknown): void {
    const { code, failed, values } = error as { code?: unknown; failed?: readonly { index: number; error: unknown }[]; values?: readonly (V | undefined)[] };
    const errors = new Map(code === 'ERR_WASMAP_FETCH_ALL' ? failed!.map(({ index, error }) => [index, error]) : entries.map((_, index) => [index, error]));
    for (const [i, entry] of entries.entries()) {
      if (errors.has(i)) this.#writer.fail(entry, errors.get(i));
      else this.#count(values![i]);
    }
  }

  /** What the cache has fetched it has written itself. */
  #count(value: V | undefined): void {
    if (value === undefined) this.#writer.notFound++;
    else this.#writer.written++;
  }

  #fetchOptions(): { signal: PlatformAbortSignal; ttl?: number } {
    const { ttl } = this.#settings;
    return { signal: this.#controller.signal, ...(ttl !== undefined && { ttl }) };
  }

  #tell(): void {
    const { onProgress } = this.#settings;
    this.#told = this.#done;
    if (onProgress === undefined) return;
    const { read, written, failedCount, skipped, ratePerSecond } = this.#report(false);
    const { total } = this.#reader;
    const progress: PrewarmProgress = { read, written, failed: failedCount, skipped, ratePerSecond, ...(total !== undefined && { total }) };
    onProgress(progress);
  }

  #report(aborted: boolean): PrewarmReport<K> {
    const { written, failedCount, failed, notFound } = this.#writer;
    const { read, skipped } = this.#reader;
    const durationMs = this.#settings.clock.now() - this.#began;
    const ratePerSecond = durationMs > 0 ? 1000 * written / durationMs : 0;
    return { read, written, failedCount, failed: [...failed], skipped: skipped + notFound, durationMs, ratePerSecond, aborted };
  }
}
