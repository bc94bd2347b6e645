/** What a map has counted from one window's end to the next. Holds its table weakly, so that watching keeps no map alive. */
import type { Table } from '../map/table.js';
import type { TableCounters } from '../map/table-stats.js';
import { WeakReference } from '../weak.js';
import { type Tally, areBatchesTold } from './batch-entries.js';
import type { StopReason } from './report.js';

/** What one window came to. */
export interface Figures {
  readonly hits: number;
  readonly misses: number;
  readonly writes: number;
  readonly writesCounted: 'entries' | 'calls';
  readonly size: number;
  readonly capacity: number;
  readonly loadFactor: number;
  readonly probeLength: number | undefined;
}

/** The mean over fewer entries is chance. */
const LEAST_PROBED = 256;

type Counted = Readonly<Record<'hits' | 'misses' | 'version' | 'batchEntries', number>>;

export class Observation {
  /** Whether the map has tables with slots: those of kind `any` have not. */
  readonly hasSlots: boolean;
  readonly #table: WeakRef<Table>;
  readonly #tally: Tally;
  #last: Counted;
  /** Looking at probes takes longer than all else, so it is done where something was written. */
  #probed: { readonly version: number; readonly capacity: number; readonly mean: number | undefined } | undefined = undefined;

  constructor(table: Table, tally: Tally) {
    this.hasSlots = table.key.name !== 'any';
    this.#table = new WeakReference(table);
    this.#tally = tally;
    this.#last = this.#count(table, table.counters());
  }

  /** Why there is nothing more to see; undefined while there is. */
  get end(): StopReason | undefined {
    const table = this.#table.deref();
    if (table === undefined) return 'collected';
    return table.closed ? 'disposed' : undefined;
  }

  /** What was counted since this was last asked for; undefined where there is nothing more to see. */
  next(): Figures | undefined {
    const table = this.#table.deref();
    if (table === undefined || table.closed) return undefined;
    const counters = table.counters();
    const [before, now] = [this.#last, this.#count(table, counters)];
    this.#last = now;
    const { size, capacity, loadFactor } = counters;
    return {
      hits: growth(before.hits, now.hits),
      misses: growth(before.misses, now.misses),
      writes: growth(before.version, now.version) + growth(before.batchEntries, now.batchEntries),
      writesCounted: areBatchesTold() ? 'entries' : 'calls',
      size, capacity, loadFactor,
      probeLength: this.#probeLength(table, counters),
    };
  }

  #count({ version }: Table, { hits, misses }: TableCounters): Counted {
    return { hits, misses, version, batchEntries: this.#tally.entries };
  }

  #probeLength(table: Table, { size, capacity }: TableCounters): number | undefined {
    if (!this.hasSlots || size < LEAST_PROBED) return undefined;
    const { version } = table;
    if (this.#probed?.version !== version || this.#probed.capacity !== capacity) {
      this.#probed = { version, capacity, mean: meanLength(table.stats().probeLengths) };
    }
    return this.#probed.mean;
  }
}

/** By how much a counter has grown: one that was set back has counted from 0 since. */
export function growth(before: number, now: number): number {
  return now >= before ? now - before : now;
}

/** The mean of the lengths 1, 2, 3 … of which there are so many; undefined where there are none. */
export function meanLength(counts: readonly number[]): number | undefined {
  const entries = counts.reduce((sum, count) => sum + count, 0);
  return entries > 0 ? counts.reduce((sum, count, i) => sum + count * (i + 1), 0) / entries : undefined;
}
