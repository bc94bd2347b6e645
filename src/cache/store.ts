/**
 * What a cache is made of, and what the calls in `operations/` work with: the table with its entries, the rules, the clock, the counters, and who is told what.
 * The cache itself has a single field with this in it, so that neither subclasses nor `Object.freeze` come between a call and its state.
 */
import { ClosedError } from '../errors.js';
import { keyProblem, valueProblem } from '../map/kinds.js';
import { Autopurge } from './autopurge.js';
import { CacheClock } from './clock.js';
import { Counts } from './counts.js';
import { createTable } from './create-table.js';
import { Departures } from './departures.js';
import type { EngineTable } from './engine-table.js';
import type { Loader } from './loading/loader.js';
import { graceOf } from './loading/phase.js';
import type { CacheSettings } from './options.js';
import { type CacheReading, readCache } from './reading.js';
import { type Rules, changeRule } from './rules.js';
import type { Gone, Place } from './table.js';
import type { Milliseconds, Status } from './types.js';

/** The status object of a call, whatever the kinds. */
export type AnyStatus = Status<unknown, unknown, unknown>;

export class Store {
  readonly settings: CacheSettings;
  readonly table: EngineTable;
  readonly rules: Rules;
  readonly clock: CacheClock;
  readonly counts = new Counts();
  readonly departures: Departures;
  /** The cache, for status objects and callbacks. */
  readonly owner: object;
  /** What loads, once there was something to load; told of users' writes, which end loads. See src/cache/loading/. */
  loads: Loader<unknown, unknown, unknown> | undefined;
  /** Milliseconds after the end of an entry's time for which loading may yet have a use for it. */
  readonly grace: Milliseconds;
  closed = false;
  /** Whether entries can have a time: since any was given one. */
  timed: boolean;
  /** What the clock said when it was last asked for an entry. */
  present: Milliseconds = 0;
  readonly #autopurge: Autopurge;
  /** Whether there are neither times nor sizes nor callbacks. */
  #plain = false;

  constructor(settings: CacheSettings, owner: object) {
    this.settings = settings;
    this.owner = owner;
    this.rules = settings.rules;
    this.table = createTable(settings);
    this.clock = new CacheClock(settings.perf, settings.rules, this.table.label);
    this.departures = new Departures(settings.callbacks, this.counts);
    this.timed = settings.rules.ttl !== 0;
    this.grace = graceOf(settings.loading);
    this.#autopurge = new Autopurge(
      () => this.clock.exact(),
      () => { this.expire(this.clock.exact()); },
      () => (this.closed || !this.rules.ttlAutopurge ? Infinity : this.#nextExpiry()),
    );
    this.#judge();
  }

  /** Whether there are neither times nor sizes nor callbacks nor loads under way, so that `get` and `set` without options may take the short way. */
  get plain(): boolean {
    return this.#plain && (this.loads === undefined || this.loads.size === 0);
  }

  #judge(): void {
    const { settings: { sized, callbacks }, rules, departures } = this;
    this.#plain = !this.timed && rules.ttl === 0 && !sized && !departures.told && callbacks.onInsert === undefined;
  }

  /** @throws As the constructor of the cache, for a value that the rule cannot have. */
  change<Name extends keyof Rules>(name: Name, value: unknown): void {
    changeRule(this.rules, name, value, this.table.label, this.settings.sized);
    this.#judge();
    if (name === 'ttlAutopurge') this.timeChanged();
  }

  /** From now on entries may have a time. */
  beginTimes(): void {
    if (this.timed) return;
    this.timed = true;
    this.#judge();
  }

  /** For calls that may have nothing to ask the table. */
  assertOpen(): void {
    if (this.closed) throw new ClosedError(`${this.table.label} was closed; make a new one`);
  }

  /** @throws WasmapTypeError or WasmapRangeError for a key that does not fit its kind. */
  checkKey(key: unknown): void {
    const { key: kind } = this.settings.map;
    if (!kind.fits(key)) throw keyProblem(kind, key, `${this.table.label}: key`)!;
  }

  /** @throws WasmapTypeError or WasmapRangeError for a value that does not fit its kind. */
  checkValue(value: unknown): void {
    const { value: kind } = this.settings.map;
    if (!kind.fits(value)) throw valueProblem(kind, value, `${this.table.label}: value`)!;
  }

  /** The place of the entry of `key`, or 0. If it has a time the clock is asked, once for all that is asked of the entry next. */
  find(key: unknown): Place {
    const place = this.table.find(key);
    if (!this.timed || place === 0 || this.table.ttlAt(place) === 0) return place;
    this.present = this.clock.now();
    return this.again(place, key);
  }

  /** Where the entry at `place` is once the clock was asked: one of the user's may have called the cache. */
  again(place: Place, key: unknown): Place {
    return this.clock.isOurs ? place : this.table.find(key);
  }

  /** Whether the time of an entry that was found is over. */
  isStale(place: Place): boolean {
    if (!this.timed) return false;
    const ttl = this.table.ttlAt(place);
    return ttl !== 0 && this.present - this.table.startAt(place) > ttl;
  }

  /** Whether an entry that was found is of no use to anybody: its time is over, and the grace that follows it. */
  isOver(place: Place): boolean {
    return this.isStale(place) && (this.grace === 0 || this.present - this.table.startAt(place) > this.table.ttlAt(place) + this.grace);
  }

  /** Begins the time of the entry of `key`, which is at `place`, anew. The place is good no longer. */
  renew(place: Place, key: unknown): void {
    const ttl = this.timed ? this.table.ttlAt(place) : 0;
    if (ttl === 0) return;
    const start = this.clock.exact();
    this.table.setTime(this.again(place, key), start, ttl);
    this.timeChanged();
  }

  /** An entry's time was set or changed. */
  timeChanged(): void {
    if (this.rules.ttlAutopurge) this.#autopurge.schedule(this.#nextExpiry());
    else this.#autopurge.cancel();
  }

  /** No entry is over before this. */
  #nextExpiry(): Milliseconds {
    return this.table.nextExpiry() + this.grace;
  }

  /** Takes out an entry that was over at `now`; undefined where there is none. */
  takeExpired(now: Milliseconds): Gone | undefined {
    return this.#nextExpiry() < now ? this.table.expire(now - this.grace) : undefined;
  }

  /** Removes all entries that were over at `now`. */
  expire(now: Milliseconds): void {
    const { departures } = this;
    let gone: Gone | undefined;
    while (!this.closed && (gone = this.takeExpired(now)) !== undefined) {
      departures.left(gone.value, gone.key, 'expire');
      departures.settle();
    }
  }

  /** Those that had to go for memory are told of. */
  noteForced(): void {
    for (const { value, key } of this.table.takeForced()) this.departures.left(value, key, 'evict');
  }

  /** Tells `status` of the entry's time. */
  noteTime(status: AnyStatus | undefined, place: Place): void {
    if (status === undefined || !this.timed || place === 0) return;
    const ttl = this.table.ttlAt(place);
    if (ttl === 0) return;
    const start = this.table.startAt(place);
    const now = this.clock.now();
    Object.assign(status, { ttl, start, now, remainingTTL: ttl - (now - start) });
  }

  /** What those who observe the cache are to know; undefined once it is closed. O(1) */
  reading(): CacheReading | undefined {
    return this.closed ? undefined : readCache(this);
  }

  /** Gives all memory back. */
  close(): void {
    this.closed = true;
    this.#autopurge.cancel();
    this.table.dispose();
  }
}
