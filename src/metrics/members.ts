/**
 * All that is observed with the same labels: figures are added up, for an exposition may have a series only once. The counters of what is gone
 * stay in the sums of a series that others go on with, so that these do not fall.
 */
import { Lines } from './lines.js';
import type { LabelValues } from './registry.js';

/** One map or cache that is observed; held weakly. */
export interface Observation<Counters, Health> {
  readonly isGone: boolean;
  /** Undefined where it is gone, as is `health`. */
  counters(): Counters | undefined;
  health(): Health | undefined;
}

/** How counters, and all that there is to be seen, come together. */
export interface Arithmetic<Counters, Health> {
  /** Both together; `sum` may be nothing yet. */
  added(sum: Counters | undefined, counters: Counters): Counters;
  /** What takes `counters` off when it is added. */
  negative(counters: Counters): Counters;
  /** What `all`, one at least, are like together; `gone` is what those counted that are no more. */
  joined(all: readonly Health[], gone: Counters | undefined): Health;
}

/** One observation of something. */
export interface Membership<Counters, Health> {
  readonly observed: Observation<Counters, Health>;
  /** Calls that asked for it and have not ended it. */
  holders: number;
  /** What it added to the sums when it was removed, though what is observed was there yet. */
  left?: Counters;
  /** Ends what else there is for its sake. */
  release(): void;
}

/** Number of members at which those that are gone are first looked for. */
const LEAST_SWEEP = 64;

export abstract class Members<Subject extends object, Counters, Health extends { readonly counters: Counters }> {
  /** By what is observed, the inside of it: one that is shown twice under the same labels, or through a proxy, counts once. */
  readonly #memberOf = new WeakMap<Subject, Membership<Counters, Health>>();
  readonly #members = new Set<Membership<Counters, Health>>();
  /** Who is never scraped must not have all that there ever were. */
  #sweepAt = LEAST_SWEEP;
  /** What members had counted when they were last seen. */
  readonly #lastSeen = new Map<Membership<Counters, Health>, Health>();
  #gone: Counters | undefined = undefined;
  readonly #lines: Lines[] = [];
  readonly #arithmetic: Arithmetic<Counters, Health>;

  constructor(readonly labels: LabelValues, arithmetic: Arithmetic<Counters, Health>) {
    this.#arithmetic = arithmetic;
  }

  memberOf(subject: Subject): Membership<Counters, Health> | undefined {
    const member = this.#memberOf.get(subject);
    return member !== undefined && this.#members.has(member) ? member : undefined;
  }

  /** Amortised O(1). */
  add(subject: Subject, member: Membership<Counters, Health>): void {
    // What it has counted before it was taken off and shown again is in its own counters.
    const left = this.#memberOf.get(subject)?.left;
    if (left !== undefined) this.#gone = this.#arithmetic.added(this.#gone, this.#arithmetic.negative(left));
    if (this.#members.size >= this.#sweepAt) this.#sweep();
    this.#memberOf.set(subject, member);
    this.#members.add(member);
  }

  remove(member: Membership<Counters, Health>): void {
    if (!this.#members.delete(member)) return;
    const { observed } = member;
    const last = observed.counters() ?? this.#lastSeen.get(member)?.counters;
    this.#lastSeen.delete(member);
    if (last !== undefined) this.#gone = this.#arithmetic.added(this.#gone, last);
    if (last !== undefined && !observed.isGone) member.left = last;
    member.release();
  }

  /** What ends one of the calls that asked for `member`; twice is harmless. */
  hold(member: Membership<Counters, Health>): () => void {
    member.holders++;
    let isHeld = true;
    return () => {
      if (isHeld && --member.holders === 0) this.remove(member);
      isHeld = false;
    };
  }

  #sweep(): void {
    for (const member of this.#members) if (member.observed.isGone) this.remove(member);
    this.#sweepAt = Math.max(LEAST_SWEEP, 2 * this.#members.size);
  }

  /** The lines of the metric `name`, whose number is `index`. */
  linesOf(name: string, index: number): Lines {
    return this.#lines[index] ??= new Lines(name, this.labels);
  }

  /** What all are like together now; undefined where none is left. */
  protected look(): Health | undefined {
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
    return seen.length === 0 ? undefined : this.#arithmetic.joined(seen, this.#gone);
  }
}
