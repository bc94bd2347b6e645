/**
 * All observed maps with the same labels: their figures are added up, for an exposition may have a series only once. The counters of maps that
 * are gone stay in the sums of a series that others go on with, so that these do not fall.
 */
import type { Table } from '../map/table.js';
import { BatchFigures } from './batch-figures.js';
import type { Figures } from './families/family.js';
import { type Counters, type Health, added, joined, negative } from './health.js';
import { Lines } from './lines.js';
import type { Observed } from './observed.js';
import type { LabelValues } from './registry.js';
import type { Violations } from './violation-watch.js';

/** One observation of a map. */
export interface Membership {
  readonly observed: Observed;
  /** Calls that asked for it and have not ended it. */
  holders: number;
  /** What it added to the sums when it was removed, though its map was there yet. */
  left?: Counters;
  /** Ends what else there is for its sake. */
  release(): void;
}

/** Number of maps at which those that are gone are first looked for. */
const LEAST_SWEEP = 64;

export class Series {
  readonly batches = new BatchFigures();
  readonly violations: Violations = { counts: undefined };
  /** By tables of maps: one that is shown twice under the same labels, or through a proxy, counts once. */
  readonly #memberOf = new WeakMap<Table, Membership>();
  readonly #members = new Set<Membership>();
  /** Who is never scraped must not have all maps that there ever were. */
  #sweepAt = LEAST_SWEEP;
  /** What maps had counted when they were last seen. */
  readonly #lastSeen = new Map<Membership, Health>();
  #gone: Counters | undefined = undefined;
  readonly #lines: Lines[] = [];

  constructor(readonly labels: LabelValues) {}

  memberOf(table: Table): Membership | undefined {
    const member = this.#memberOf.get(table);
    return member !== undefined && this.#members.has(member) ? member : undefined;
  }

  /** Amortised O(1). */
  add(table: Table, member: Membership): void {
    // What a map has counted before it was taken off and shown again is in its own counters.
    const left = this.#memberOf.get(table)?.left;
    if (left !== undefined) this.#gone = added(this.#gone, negative(left));
    if (this.#members.size >= this.#sweepAt) this.#sweep();
    this.#memberOf.set(table, member);
    this.#members.add(member);
  }

  remove(member: Membership): void {
    if (!this.#members.delete(member)) return;
    const { observed } = member;
    const last = observed.counters() ?? this.#lastSeen.get(member)?.counters;
    this.#lastSeen.delete(member);
    if (last !== undefined) this.#gone = added(this.#gone, last);
    if (last !== undefined && !observed.isGone) member.left = last;
    member.release();
  }

  #sweep(): void {
    for (const member of this.#members) if (member.observed.isGone) this.remove(member);
    this.#sweepAt = Math.max(LEAST_SWEEP, 2 * this.#members.size);
  }

  /** The lines of the metric `name`, whose number is `index`. */
  linesOf(name: string, index: number): Lines {
    return this.#lines[index] ??= new Lines(name, this.labels);
  }

  /** What there is to show now; undefined where no map is left. */
  take(): Figures | undefined {
    const seen: Health[] = [];
    for (const member of this.#members) {
      const health = member.observed.health();
      if (health === undefined) {
        this.remove(member);
        continue;
      }
      this.#lastSeen.set(member, health);
      seen.push(health);
    }
    if (seen.length === 0) return undefined;
    return { health: joined(seen, this.#gone), batches: this.batches, violations: this.violations.counts };
  }
}
