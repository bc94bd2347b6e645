/** Reads a source in portions, for several who take turns: rows are checked, numbered, and bad ones refused or skipped. */
import { isObject } from '../../arguments.js';
import { WasmapTypeError, show } from '../../errors.js';
import { type AnyIterator, type AnySource, iteratorOf } from './iterate.js';
import type { PrewarmOptions, PrewarmSettings } from './options.js';
import { RowError } from './row-error.js';
import { type ReadRow, RowSource, pickerOf, withValue } from './rows.js';

/** A row that has been read. Its value is missing where it is to be loaded. */
export interface Entry<K, V> {
  /** Its position in the source, from 0. */
  readonly index: number;
  /** The line that it begins in, from 1; of sources without lines, its number. */
  readonly line: number;
  readonly key: K;
  readonly value: V | undefined;
}

const WHERE = 'prewarm: row';

export class Reader<K, V> {
  /** Rows read, bad ones included. */
  read = 0;
  /** Bad rows that were skipped. */
  skipped = 0;
  /** Rows in all, where that is known. */
  readonly total: number | undefined;
  readonly #rows: AnyIterator<unknown>;
  readonly #toRow: (item: unknown, number: number) => ReadRow<K, V>;
  readonly #skipsBadRows: boolean;
  /** Whether nothing more is to be read. */
  #isOver = false;
  /** What ended it, for whoever takes next: those before it come first. */
  #failure: { readonly error: unknown } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends the waiting for the source. */
  #wake: (() => void) | undefined;

  /** @throws WasmapTypeError for a source that cannot be read, or ways to pick that make no sense. */
  constructor(where: string, source: AnySource<unknown> | RowSource<K, V>, settings: PrewarmSettings<K, V>) {
    const { onBadRow, total, load } = settings;
    const isRows = source instanceof RowSource;
    this.#skipsBadRows = onBadRow === 'skip';
    this.#toRow = checking(isRows ? source.where : WHERE, isRows ? asRow : rowReader(where, settings), load !== undefined);
    if (isRows && (settings.key !== undefined || settings.value !== undefined)) {
      throw new WasmapTypeError(`${where}: key, value: expected them among the options of ndjson or csv, not of prewarm`);
    }
    this.#rows = isRows ? source.open() : iteratorOf(where, source);
    this.total = total ?? sizeOf(source);
  }

  /** The next entries, `most` at most; none where the source or the reading has ended. @throws What the source does, and RowError. */
  take(most: number): Promise<Entry<K, V>[]> {
    const portion = this.#turn.then(() => this.#take(most));
    this.#turn = portion.catch(() => undefined);
    return portion;
  }

  /** Ends the reading, at once, though the source may be waiting for something; it is told. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake?.();
    // Not waited for, nor its errors: whoever stops wants to go.
    try {
      void Promise.resolve(this.#rows.return?.()).catch(() => undefined);
    } catch {
      // As above.
    }
  }

  async #take(most: number): Promise<Entry<K, V>[]> {
    const entries: Entry<K, V>[] = [];
    try {
      while (entries.length < most && !this.#isOver) {
        const step = this.#rows.next();
        const result = step instanceof Promise ? await this.#unlessStopped(step) : step;
        if (result === undefined) break;
        if (result.done === true) this.#isOver = true;
        else this.#add(result.value, entries);
      }
    } catch (error) {
      this.stop();
      this.#failure = { error };
    }
    if (entries.length === 0 && this.#failure !== undefined) throw this.#failure.error;
    return entries;
  }

  /** What the source gives; undefined where the reading is stopped meanwhile. One listener in all: a race of promises would leave one with each row. */
  #unlessStopped<T>(step: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#wake = () => { resolve(undefined); };
      step.then(resolve, reject);
    });
  }

  /** @throws RowError for a bad row. */
  #add(item: unknown, entries: Entry<K, V>[]): void {
    const index = this.read++;
    const row = this.#toRow(item, index + 1);
    if (!('problem' in row)) entries.push({ index, line: row.line, key: row.key, value: row.value });
    else if (this.#skipsBadRows) this.skipped++;
    else throw row.problem;
  }
}

/** Refuses rows without a value, too, where that is not to be loaded. */
function checking<K, V>(where: string, toRow: (item: unknown, number: number) => ReadRow<K, V>, isLoaded: boolean): typeof toRow {
  return isLoaded ? toRow : (item, number) => withValue(where, toRow(item, number));
}

/** What a `RowSource` gives. */
const asRow = (item: unknown): ReadRow<never, never> => item as ReadRow<never, never>;

function rowReader<K, V>(where: string, { key, value, load }: PrewarmOptions<K, V>): (item: unknown, number: number) => ReadRow<K, V> {
  if (key !== undefined || value !== undefined) {
    return pickerOf<K, V, unknown>(where, WHERE, { ...(key !== undefined && { key }), ...(value !== undefined && { value }) } as object);
  }
  if (load !== undefined) return (item, line) => ({ line, key: item as K, value: undefined });
  return (item, line) => {
    if (!isObject(item)) return { line, problem: new RowError(WHERE, line, 'a pair of key and value', show(item)) };
    const [key, value] = [(item as [K, V])[0], (item as [K, V])[1]];
    return key === undefined ? { line, problem: new RowError(WHERE, line, 'a pair of key and value', show(item)) } : { line, key, value };
  };
}

function sizeOf(source: object): number | undefined {
  const { length, size } = source as { length?: unknown; size?: unknown };
  const count = length ?? size;
  return typeof count === 'number' && Symbol.iterator in source ? count : undefined;
}
