/** What maps or caches with a name tell of themselves when metrics are collected; what has the same attributes is added up. */
import type { Attributes } from '@opentelemetry/api';
import { WeakReference } from '../weak.js';

type Numbers<Name extends string> = Readonly<Record<Name, number>>;

/** What one tells: what it is like now, and what it has counted. */
export interface Told<Gauge extends string, Counter extends string> {
  readonly gauges: Numbers<Gauge>;
  readonly counters: Numbers<Counter>;
}

/** The sums of those of the same attributes. */
export interface Sums<Gauge extends string, Counter extends string> extends Told<Gauge, Counter> {
  readonly attributes: Attributes;
}

/** Whom to ask, and how. */
export interface Source<Gauge extends string, Counter extends string> {
  readonly gauges: readonly Gauge[];
  readonly counters: readonly Counter[];
  all(): readonly object[];
  isObserved(named: object): boolean;
  /** What is the same for as long as it is there. */
  attributesOf(named: object): Attributes;
  /** Undefined of what was disposed of, or closed. */
  read(named: object): Told<Gauge, Counter> | undefined;
}

interface Group<Counter extends string> {
  readonly attributes: Attributes;
  readonly members: Set<Seen<Counter>>;
  /** Of those that are gone: their counts stay in the sums, so that these do not fall. */
  gone: Numbers<Counter>;
}

/** One of them, and what it had counted when it was last seen. */
interface Seen<Counter extends string> {
  readonly named: WeakRef<object>;
  counters: Numbers<Counter>;
}

export class NamedFigures<Gauge extends string, Counter extends string> {
  readonly #source: Source<Gauge, Counter>;
  /** One whose members are all gone stays, for SDKs go on with the last value of what is observed no more: its size is to be 0 then. */
  readonly #groups = new Map<string, Group<Counter>>();
  readonly #known = new WeakSet<object>();

  constructor(source: Source<Gauge, Counter>) {
    this.#source = source;
  }

  /** O(those with a name). */
  collect(): readonly Sums<Gauge, Counter>[] {
    for (const named of this.#source.all()) this.#meet(named);
    return [...this.#groups.values()].map((group) => this.#sumOf(group));
  }

  #meet(named: object): void {
    const source = this.#source;
    if (this.#known.has(named) || !source.isObserved(named) || source.read(named) === undefined) return;
    this.#known.add(named);
    const attributes = source.attributesOf(named);
    const key = JSON.stringify(Object.values(attributes));
    let group = this.#groups.get(key);
    const none = noneOf(source.counters);
    if (group === undefined) this.#groups.set(key, group = { attributes, members: new Set(), gone: none });
    group.members.add({ named: new WeakReference(named), counters: none });
  }

  #sumOf(group: Group<Counter>): Sums<Gauge, Counter> {
    const source = this.#source;
    let gauges = noneOf(source.gauges);
    let counters = noneOf(source.counters);
    for (const seen of group.members) {
      const named = seen.named.deref();
      const told = named === undefined ? undefined : source.read(named);
      if (told === undefined) {
        group.members.delete(seen);
        group.gone = plus(source.counters, group.gone, seen.counters);
        continue;
      }
      seen.counters = told.counters;
      gauges = plus(source.gauges, gauges, told.gauges);
      counters = plus(source.counters, counters, told.counters);
    }
    return { attributes: group.attributes, gauges, counters: plus(source.counters, counters, group.gone) };
  }
}

function noneOf<Name extends string>(names: readonly Name[]): Numbers<Name> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Numbers<Name>;
}

function plus<Name extends string>(names: readonly Name[], a: Numbers<Name>, b: Numbers<Name>): Numbers<Name> {
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Numbers<Name>;
}
