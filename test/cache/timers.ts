/** The calls of an engine for extras and the wheel of a cache, and what the wheel is to do: a list that is looked through. */
import type { Engine } from '../../src/engine/engine.js';
import { START, TTL, freeExtras, newExtras } from '../../src/engine/js/cache/extras.js';
import { WHEEL } from '../../src/engine/js/cache/header.js';
import { MOVES, WHEEL_BYTES } from '../../src/engine/js/cache/wheel/buckets.js';
import { closeWheel, expired, nextExpiry, restart, schedule, unschedule } from '../../src/engine/js/cache/wheel/wheel.js';
import type { LinearMemory } from '../../src/engine/js/memory/linear.js';
import { Cache } from './kernels.js';

interface Calls {
  newExtras(cache: number): number;
  freeExtras(cache: number, extras: number): void;
  schedule(cache: number, extras: number): number;
  restart(cache: number, extras: number, start: number): void;
  unschedule(cache: number, extras: number): void;
  expired(cache: number, now: number): number;
  nextExpiry(cache: number): number;
  closeWheel(cache: number): void;
}

function callsOf(engine: Engine): Calls {
  if (engine.engine === 'wasm') return engine as unknown as Calls;
  const memory = engine as unknown as LinearMemory;
  return {
    newExtras: (cache) => newExtras(memory, cache),
    freeExtras: (cache, extras) => { freeExtras(memory, cache, extras); },
    schedule: (cache, extras) => (schedule(memory, cache, extras) ? 1 : 0),
    restart: (cache, extras, start) => { restart(memory, cache, extras, start); },
    unschedule: (cache, extras) => { unschedule(memory, cache, extras); },
    expired: (cache, now) => expired(memory, cache, now),
    nextExpiry: (cache) => nextExpiry(memory, cache),
    closeWheel: (cache) => { closeWheel(memory, cache); },
  };
}

/** A cache of which only the wheel is used. */
export class Timers {
  readonly #calls: Calls;
  readonly cache: Cache;

  constructor(readonly engine: Engine, quota?: number) {
    this.#calls = callsOf(engine);
    this.cache = new Cache(engine, 'lru', 100, quota);
  }

  /** Extras that are not in the wheel. */
  create(): number {
    return this.#calls.newExtras(this.cache.cache) >>> 0;
  }

  free(extras: number): void {
    this.#calls.freeExtras(this.cache.cache, extras);
  }

  /** Writes the times; to be scheduled then. */
  write(extras: number, start: number, ttl: number): void {
    this.engine.f64[(extras + START) >>> 3] = start;
    this.engine.f64[(extras + TTL) >>> 3] = ttl;
  }

  schedule(extras: number): boolean {
    return this.#calls.schedule(this.cache.cache, extras) !== 0;
  }

  restart(extras: number, start: number): void {
    this.#calls.restart(this.cache.cache, extras, start);
  }

  unschedule(extras: number): void {
    this.#calls.unschedule(this.cache.cache, extras);
  }

  expired(now: number): number {
    return this.#calls.expired(this.cache.cache, now) >>> 0;
  }

  nextExpiry(): number {
    return this.#calls.nextExpiry(this.cache.cache);
  }

  close(): void {
    this.#calls.closeWheel(this.cache.cache);
  }

  get wheel(): number {
    return this.cache.field(WHEEL);
  }

  /** How often extras were put in a bucket. */
  get moves(): number {
    return this.engine.u32[(this.wheel + MOVES) >>> 2]!;
  }

  /** All that the wheel consists of. */
  bytes(extras: readonly number[]): number[] {
    const { engine: { u8 }, cache: { cache }, wheel } = this;
    return [
      ...u8.subarray(cache + 96, cache + 100), ...u8.subarray(cache + 384, cache + 512), ...u8.subarray(wheel, wheel + (wheel === 0 ? 0 : WHEEL_BYTES)),
      ...extras.flatMap((each) => [...u8.subarray(each, each + 48)]),
    ];
  }
}

interface Timer {
  readonly start: number;
  readonly ttl: number;
  /** From when on it is stale, NaN for never. */
  readonly from: number;
  /** Which came first; undefined where it started again. */
  readonly turn: number | undefined;
}

const words = new DataView(new ArrayBuffer(8));

/** Doubles in their order, as integers. */
function rank(time: number): bigint {
  words.setFloat64(0, time);
  const bits = words.getBigInt64(0);
  return bits < 0n ? -(bits & (2n ** 63n - 1n)) : bits;
}

function ranked(rank: bigint): number {
  words.setBigInt64(0, rank < 0n ? -rank | -(2n ** 63n) : rank);
  return words.getFloat64(0);
}

/** The first double at which lru-cache would say that an entry is stale, found by bisection among all doubles. */
export function staleFrom(start: number, ttl: number): number {
  if (ttl <= 0 || !(Infinity - start > ttl)) return NaN;
  let [live, stale] = [rank(-Number.MAX_VALUE), rank(Infinity)];
  while (stale - live > 1n) {
    const middle = (live + stale) / 2n;
    if (ranked(middle) - start > ttl) stale = middle;
    else live = middle;
  }
  return ranked(stale);
}

export class TimersModel {
  readonly #timers = new Map<number, Timer>();
  #turns = 0;

  schedule(extras: number, start: number, ttl: number): void {
    const from = staleFrom(start, ttl);
    if (Number.isNaN(from)) this.#timers.delete(extras);
    else this.#timers.set(extras, { start, ttl, from, turn: ++this.#turns });
  }

  restart(extras: number, start: number): void {
    const timer = this.#timers.get(extras)!;
    this.#timers.set(extras, { start, ttl: timer.ttl, from: staleFrom(start, timer.ttl), turn: undefined });
  }

  unschedule(extras: number): void {
    this.#timers.delete(extras);
  }

  get(extras: number): Timer | undefined {
    return this.#timers.get(extras);
  }

  get isEmpty(): boolean {
    return this.#timers.size === 0;
  }

  get first(): number {
    return Math.min(...[...this.#timers.values()].map(({ from }) => from));
  }

  /** Why the wheel may not say that `extras` (0 for none) are the next to be stale at `now`; undefined where it may. */
  objection(extras: number, now: number): string | undefined {
    if (extras === 0) {
      const missed = [...this.#timers].find(([, { start, ttl }]) => now - start > ttl);
      return missed && `${missed[0]} is stale at ${now}: ${JSON.stringify(missed[1])}`;
    }
    const timer = this.#timers.get(extras);
    if (timer === undefined) return `${extras} is not scheduled`;
    if (!(now - timer.start > timer.ttl)) return `${extras} is live at ${now}: ${JSON.stringify(timer)}`;
    const before = [...this.#timers.values()].find(({ from, turn }) => from === timer.from && turn! < timer.turn!);
    return before && `${JSON.stringify(before)} came before ${JSON.stringify(timer)}`;
  }
}
