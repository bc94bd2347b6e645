/** Writes entries to the cache, in batches where it takes such, and counts what has come of them. */
import type { PrewarmSettings, PrewarmTarget } from './options.js';
import type { Entry } from './reader.js';

/** An entry that could not be loaded or written. */
export interface FailedRow<K> {
  /** Its position in the source, from 0. */
  readonly index: number;
  /** The line that it begins in, from 1; of sources without lines, its number. */
  readonly line: number;
  /** The key. */
  readonly key: K;
  /** Why. */
  readonly error: unknown;
}

export class Writer<K, V> {
  written = 0;
  /** Keys for which nothing was found. */
  notFound = 0;
  failedCount = 0;
  readonly failed: FailedRow<K>[] = [];
  readonly #cache: PrewarmTarget<K, V>;
  readonly #settings: PrewarmSettings<K, V>;
  readonly #options: { ttl?: number } | undefined;
  #waiting: Entry<K, V>[] = [];

  constructor(cache: PrewarmTarget<K, V>, settings: PrewarmSettings<K, V>) {
    this.#cache = cache;
    this.#settings = settings;
    this.#options = settings.ttl === undefined ? undefined : { ttl: settings.ttl };
  }

  /** Writes an entry together with others; one without a value is counted as not found. */
  async add(entry: Entry<K, V>): Promise<void> {
    if (entry.value === undefined) {
      this.notFound++;
      return;
    }
    this.#waiting.push(entry);
    if (this.#waiting.length >= this.#settings.batchSize) await this.flush();
  }

  /** Writes what waits for others. */
  async flush(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    await this.write(entries);
  }

  /** Writes entries now. Where a batch is refused, its entries are written one by one, so that those that fit are there. */
  async write(entries: readonly Entry<K, V>[]): Promise<void> {
    if (entries.length === 0) return;
    const cache = this.#cache;
    if (cache.putAll !== undefined && await this.#putAll(entries)) {
      this.written += entries.length;
      return;
    }
    for (const entry of entries) {
      try {
        const done = this.#options === undefined ? cache.set(entry.key, entry.value!) : cache.set(entry.key, entry.value!, this.#options);
        // Not of the others: caches are commonly what `set` returns.
        if (done instanceof Promise) await done;
        this.written++;
      } catch (error) {
        this.fail(entry, error);
      }
    }
  }

  /** False where the batch is refused. */
  async #putAll(entries: readonly Entry<K, V>[]): Promise<boolean> {
    const pairs = entries.map(({ key, value }) => [key, value as Exclude<V, undefined>] as const);
    try {
      await (this.#options === undefined ? this.#cache.putAll!(pairs) : this.#cache.putAll!(pairs, this.#options));
      return true;
    } catch (error) {
      if (isClosed(error)) throw error;
      return false;
    }
  }

  /** Notes a failure. @throws The error, where the cache is closed: no other entry will do better. */
  fail({ index, line, key }: Entry<K, V>, error: unknown): void {
    if (isClosed(error)) throw error;
    this.failedCount++;
    if (this.failed.length < this.#settings.maxReported) this.failed.push({ index, line, key, error });
  }
}

function isClosed(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === 'ERR_WASMAP_CLOSED';
}
