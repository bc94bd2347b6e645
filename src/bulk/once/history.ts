/**
 * What a map knows of the batches it was given, so that what is sent twice is applied once: the keys of batches, the ids of entries,
 * both for a while, and the last revision.
 */
import { ConflictError, show } from '../../errors.js';
import type { PutAllResult } from '../result.js';
import { Window, type WindowOptions } from './window.js';

/** What tells an entry from all others, across batches. */
export type EntryId = string | number | bigint;

interface Applied {
  readonly content: string;
  readonly result: PutAllResult;
}

export class BatchHistory {
  readonly #batches: Window<string, Applied>;
  readonly #entries: Window<EntryId, true>;
  /** Ids of batches that are known, and being put away. */
  readonly #arriving = new Set<ReadonlyMap<EntryId, unknown>>();
  /** Grows with all that is remembered. */
  changes = 0;
  /** Of the newest batch that had one. */
  #revision = -Infinity;

  constructor(options: WindowOptions) {
    this.#batches = new Window(options);
    this.#entries = new Window(options);
  }

  /** Whether a batch of `revision` is no newer than what was applied. */
  isOutdated(revision: number): boolean {
    return revision <= this.#revision;
  }

  /** Whether a batch with the key `key` was applied. */
  hasBatch(key: string, now: number): boolean {
    return this.#batches.get(key, now) !== undefined;
  }

  /**
   * What became of the batch with the key `key` when it came first; undefined if it did not. @throws ConflictError where it had another
   * content; `label` is what messages call the map.
   */
  recall(label: string, key: string, content: string, now: number): PutAllResult | undefined {
    const applied = this.#batches.get(key, now);
    if (applied === undefined) return undefined;
    if (applied.content === content) return { ...copyOf(applied.result), written: 0, deduplicated: true };
    throw new ConflictError(`${label}: putAll: idempotencyKey ${show(key)} was used for a batch of other entries`);
  }

  addBatch(key: string, content: string, result: PutAllResult, now: number): void {
    this.changes++;
    this.#batches.add(key, { content, result: copyOf(result) }, now);
  }

  /** Whether the entry with this id was applied. */
  hasEntry(id: EntryId, now: number): boolean {
    if (this.#entries.get(id, now) === true) return true;
    for (const ids of this.#arriving) if (ids.has(id)) return true;
    return false;
  }

  /** From now on these ids are known. They are put away in the steps that are returned, which yield how many each has put away. */
  addEntries(ids: ReadonlyMap<EntryId, unknown>, now: number): Generator<number> {
    this.changes++;
    this.#arriving.add(ids);
    return this.#putAway(ids, now);
  }

  * #putAway(ids: ReadonlyMap<EntryId, unknown>, now: number): Generator<number> {
    const seen = this.#entries.stamp(true, now);
    let tooMany = ids.size - this.#entries.most; // would be forgotten for the others
    for (const id of ids.keys()) {
      if (--tooMany >= 0) continue;
      this.#entries.put(id, seen);
      yield 1;
    }
    this.#arriving.delete(ids);
  }

  addRevision(revision: number): void {
    this.changes++;
    this.#revision = revision;
  }
}

/** Callers may change what they are given. */
function copyOf(result: PutAllResult): PutAllResult {
  return { ...result, failed: result.failed.map((each) => ({ ...each })) };
}
