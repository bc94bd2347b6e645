/**
 * All observed maps with the same labels: their figures are added up, for an exposition may have a series only once. The counters of maps that
 * are gone stay in the sums of a series that others go on with, so that these do not fall.
 */
import { BatchFigures } from './batch-figures.js';
import type { Figures } from './families/family.js';
import { type Counters, type Health, added, joined } from './health.js';
import { Lines } from './lines.js';
import type { Observed } from './observed.js';
import type { LabelValues } from './registry.js';
import type { Violations } from './violation-watch.js';

/** One observation of a map. */
export interface Membership {
  readonly observed: Observed;
  /** Calls that asked for it and have not ended it. */
  holders: number;
  /** Ends what else there is for its sake. */
  release(): void;
}

export class Series {
  readonly batches = new BatchFigures();
  readonly violations: Violations = { counts: undefined };
  /** By maps: one that is shown twice under the same labels counts once. */
  readonly #memberOf = new WeakMap<object, Membership>();
  readonly #members = new Set<Membership>();
  /** What maps had counted when they were last seen. */
  readonly #lastSeen = new Map<Membership, Health>();
  #gone: Counters | undefined = undefined;
  readonly #lines: Lines[] = [];

  constructor(readonly labels: LabelValues) {}

  memberOf(map: object): Membership | undefined {
    const member = this.#memberOf.get(map);
    return member !== undefined && this.#members.has(member) ? member : undefined;
  }

  add(map: object, member: Membership): void {
    this.#memberOf.set(map, member);
    this.#members.add(member);
  }

  remove(member: Membership): void {
    if (!this.#members.delete(member)) return;
    const last = member.observed.health() ?? this.#lastSeen.get(member);
    this.#lastSeen.delete(member);
    if (last !== undefined) this.#gone = added(this.#gone, last.counters);
    member.release();
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
