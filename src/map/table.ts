/**
 * What lies behind a map or set. Maps and sets hold a table in a single field and everything inside the package works with that,
 * so what subclasses override, or a caller freezes, cannot come between an operation and its state.
 *
 * Tables differ in where the entries are: in linear memory (linear/), or, with keys of any kind, in a native Map
 * (any/).
 */
import type { Batch, WritableKeys } from '../bulk/columns.js';
import type { GetAllOptions, GetAllResult } from '../bulk/result.js';
import type { Report } from '../bulk/report.js';
import type { Engine } from '../engine/engine.js';
import { selectEngine } from '../engine/select.js';
import type { Intruder } from '../errors.js';
import type { Heap } from '../heap/heap.js';
import { KeyCodec } from './codec.js';
import { checkedMethods } from './checked-methods.js';
import { type HotMethods, hotMethodsOf } from './hot-methods.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import type { Settings } from './options.js';
import type { SnapshotDiff } from './snapshot-diff.js';
import type { Rules } from './rules.js';
import type { Visitor } from './slow-path.js';
import { disposed, notWritable } from './slow-path.js';
import type { MemoryUsage, TableCounters, TableStats } from './table-stats.js';
import { WriteRecord, noIntrusions } from './write-record.js';

/** Visits the entries of a table one after another. */
export interface EntryCursor {
  readonly key: unknown;
  readonly value: unknown;
  /** Goes to the next entry; false where there is none. */
  advance(): boolean;
}

/** What a batch did to the memory of a table: see PutAllResult. */
export interface Growth {
  readonly collisions: number;
  readonly grown: number;
}

export const noGrowth: Growth = { collisions: 0, grown: 0 };

let tables = 0;

export abstract class Table {
  /** Tells tables apart where engines and addresses do not: assertions compare maps by what is in this object. */
  readonly id = ++tables;
  readonly engine: Engine;
  /** Index of the value's kind: see `valueKinds`. */
  readonly valueKind: number;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
  /** What encodes keys of kind `codec`. */
  readonly codec: KeyCodec | undefined;
  putAlls = 0;
  /** Batches that were taken back amid being written. */
  rollbacks = 0;
  /** What messages call the map. */
  readonly label: string;
  /** What the user calls it. */
  readonly name: string | undefined;
  readonly heap: Heap | undefined;
  readonly maxBatchEntries: number;
  /** The kind's own methods: for subclasses, whose prototypes cannot carry them, and where an override must not interfere. */
  readonly hot: HotMethods;
  readonly rules: Rules;
  /** Of a snapshot: the map's own table. */
  readonly source: Table | undefined = undefined;
  #record: WriteRecord | undefined = undefined;

  constructor(settings: Settings, type: string) {
    settings.heap?._assertOpen();
    this.engine = settings.heap?._engine ?? selectEngine(settings.engine);
    this.valueKind = settings.value.index;
    this.key = settings.key;
    this.value = settings.value;
    this.codec = settings.codec && new KeyCodec(settings.codec);
    this.name = settings.name;
    this.label = settings.name === undefined ? type : `${type} "${settings.name}"`;
    this.heap = settings.heap;
    this.maxBatchEntries = settings.maxBatchEntries;
    this.rules = settings.rules;
    this.hot = checkedMethods(this, hotMethodsOf(this.engine.engine, this.key, this.value));
  }

  /** Batches given up because the table was written to meanwhile, by who did. */
  get concurrentModifications(): Record<Intruder, number> {
    return { ...(this.#record?.concurrentModifications ?? noIntrusions) };
  }

  /** What is kept of writes; made where it is asked for. */
  get record(): WriteRecord {
    return this.#record ??= new WriteRecord(this.rules);
  }

  /** Every call that writes says so, afterwards. */
  noteWrite(): void {
    if (this.rules.debug) this.record.lastWrite = new Error('the last write came from here');
  }

  abstract get size(): number;
  abstract get version(): number;
  /** Lets a table that was read from a file go on from the version that it had. */
  abstract restoreVersion(version: number): void;
  /** Whether it was disposed. */
  abstract get closed(): boolean;

  assertOpen(): void {
    if (this.closed) throw disposed(this);
  }

  /** What a snapshot has is the map's, too. @throws WasmapTypeError */
  assertWritable(): void {
    if (this.source !== undefined) throw notWritable(this);
  }

  /** @throws CapacityError when memory is refused; nothing changes then. */
  abstract reserve(entries: number): void;
  abstract shrink(): void;
  /** A table that has what this one has now, and stays so. */
  abstract snapshot(): Table;
  /** What became of a map between `older` and this table, which are snapshots of it. */
  abstract diff(older: Table): SnapshotDiff<unknown, unknown>;
  abstract clear(): void;
  abstract dispose(): void;
  abstract memoryUsage(): MemoryUsage;
  /** What `stats` tells without looking at entries. O(1). */
  abstract counters(): TableCounters;
  abstract stats(): TableStats;
  abstract cursor(): EntryCursor;
  /** Calls `callback` for every entry, as `forEach` of the map `host` does. */
  abstract visit(host: unknown, callback: Visitor, thisArg: unknown): void;
  /** The value of `key`, which fits its kind; undefined where it is not. No statistics. */
  abstract peek(key: unknown): unknown;

  /** Writes a batch that has been read and checked: all of it, or nothing where it is to be atomic. */
  abstract write(batch: Batch<WritableKeys>, mode: number, report: Report): Growth;
  abstract getAll(keys: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown>;
  abstract hasAll(keys: unknown): Uint8Array;
  abstract deleteAll(keys: unknown): number;
}
