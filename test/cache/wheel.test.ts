import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EngineName, createEngine } from '../support/engines.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { runs } from '../support/workloads.js';
import { Timers, TimersModel, staleFrom } from './timers.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const LEVELS = 12;
const DAY = 86_400_000;

type Step =
  | { readonly what: 'add'; readonly offset: number; readonly ttl: number }
  | { readonly what: 'reschedule'; readonly which: number; readonly offset: number; readonly ttl: number }
  | { readonly what: 'restart' | 'unschedule'; readonly which: number }
  | { readonly what: 'advance'; readonly by: number }
  | { readonly what: 'one' | 'drain' | 'clear' | 'follow' };

const ttl = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 200 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2_000_000 }).map((ms) => ms / 1000) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 10 * 365 * DAY }) },
  fc.constantFrom(0, Infinity, 5e-324, 0.1, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53, 2 ** 53 + 2, 1e17, 3.15e12, 1e300),
  fc.double({ min: 0, max: 1e300, noNaN: true }),
);
const offset = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  fc.integer({ min: -100, max: 100 }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(-1e9, -1e16, 1e9),
);
const by = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: DAY }) },
  fc.constantFrom(365 * DAY, 100 * 365 * DAY, 2 ** 52, 1e16, -1, -0.25, -60_000, -DAY, -1e13, 4096, 64, 1e300, -1e300),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ what: fc.constant('add' as const), offset, ttl }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('reschedule' as const), which: fc.nat(), offset, ttl }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('restart' as const, 'unschedule' as const), which: fc.nat() }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('advance' as const), by }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('one' as const, 'one' as const, 'drain' as const, 'drain' as const, 'follow' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('clear' as const, 'drain' as const) }) },
);
const clock = fc.oneof(
  fc.constantFrom(0, -0, 0.5, 12_345.678_901_234, 1_763_800_000_000, 1_763_800_000_000.123, -1e9, -0.3, -(2 ** 40), 2 ** 52, 2 ** 53 + 2, -1e17),
  fc.double({ min: -1e13, max: 1e13, noNaN: true }),
);

/** A wheel and its model, with a clock of their own. */
class Subject {
  readonly timers: Timers;
  readonly all: number[] = [];
  #model = new TimersModel();
  /** Whether some may lie sooner than they are due. */
  #restarted = false;

  constructor(engine: EngineName, public now: number) {
    this.timers = new Timers(createEngine(engine, 64 << 20));
  }

  take(step: Step): void {
    const { timers } = this;
    switch (step.what) {
      case 'add': {
        const extras = timers.create();
        this.all.push(extras);
        this.#schedule(extras, this.now + step.offset, step.ttl);
        return;
      }
      case 'reschedule': return this.#with(step.which, (extras) => { this.#schedule(extras, this.now + step.offset, step.ttl); });
      case 'unschedule': return this.#with(step.which, (extras) => {
        timers.unschedule(extras);
        this.#model.unschedule(extras);
      });
      case 'restart': return this.#with(step.which, (extras) => { this.#restart(extras); });
      case 'advance': {
        this.now = Math.min(Math.max(this.now + step.by, -1e306), 1e306);
        return;
      }
      case 'one': return void this.#next(this.now);
      case 'drain': return this.drain(this.now);
      case 'follow': return this.#follow();
      case 'clear': return this.#clear();
    }
  }

  #with(which: number, act: (extras: number) => void): void {
    if (this.all.length > 0) act(this.all[which % this.all.length]!);
  }

  #schedule(extras: number, start: number, ttl: number): void {
    this.timers.write(extras, start, ttl);
    expectSame(this.timers.schedule(extras), true);
    this.#model.schedule(extras, start, ttl);
  }

  /** A read makes it young again. */
  #restart(extras: number): void {
    const timer = this.#model.get(extras);
    this.timers.restart(extras, this.now);
    if (timer === undefined) return;
    this.#model.restart(extras, this.now);
    this.#restarted = true;
  }

  #next(now: number): number {
    const extras = this.timers.expired(now);
    expectSame(this.#model.objection(extras, now), undefined);
    this.#model.unschedule(extras);
    return extras;
  }

  drain(now: number): void {
    for (;;) if (this.#next(now) === 0) break;
    const next = this.timers.nextExpiry();
    expectSame(next <= this.#model.first, true, 'the bound is not too late');
    expectSame(next > now || next === Infinity, true, 'what is stale has left');
    if (this.#model.isEmpty) expectSame(next, Infinity);
  }

  /** Goes from one bound to the next until something is stale. */
  #follow(): void {
    this.drain(this.now);
    const { first } = this.#model;
    if (first > 1e306) return;
    const most = this.#restarted ? LEVELS * (this.all.length + 1) : LEVELS;
    for (let steps = 0; this.now < first; steps++) {
      expectSame(steps < most, true, 'as many steps as there are levels at most');
      this.now = this.timers.nextExpiry();
      if (this.now < first) expectSame(this.#next(this.now), 0);
    }
    expectSame(this.now, first);
    expectSame(this.#next(first) === 0, false);
  }

  #clear(): void {
    this.timers.close();
    for (const extras of this.all.splice(0)) this.timers.free(extras);
    this.#model = new TimersModel();
    this.#restarted = false;
    expectSame(this.timers.cache.field(96), 640);
    expectSame(this.timers.expired(Infinity), 0);
    expectSame(this.timers.nextExpiry(), Infinity);
  }
}

describe('the wheel', () => {
  it.each(ENGINES)('takes out what is stale and nothing else, on the %s engine', (engine) => {
    fc.assert(fc.property(clock, fc.array(step, { maxLength: 400, size: 'max' }), (now, steps) => {
      const subject = new Subject(engine, now);
      for (const step of steps) subject.take(step);
      subject.drain(subject.now);
      subject.drain(Infinity);
    }), { numRuns: runs(150) });
  });

  it('keeps the same bytes on both engines', () => {
    fc.assert(fc.property(clock, fc.array(step, { maxLength: 200, size: 'max' }), (now, steps) => {
      const [wasm, js] = [new Subject('debug', now), new Subject('js', now)];
      for (const step of steps) {
        wasm.take(step);
        js.take(step);
      }
      expectEqual(js.timers.bytes(js.all), wasm.timers.bytes(wasm.all));
    }), { numRuns: runs(60) });
  });

  it.each(ENGINES)('keeps the order of coming among equal times, whichever way they take through the levels, on the %s engine', (engine) => {
    const timers = new Timers(createEngine(engine, 64 << 20));
    const due = 1_763_800_000_000 + 40 * DAY;
    const added: number[] = [];
    for (let days = 0; days < 40; days++) {
      expect(timers.expired(due - (40 - days) * DAY)).toBe(0);
      const extras = timers.create();
      timers.write(extras, due - (40 - days) * DAY, (40 - days) * DAY);
      timers.schedule(extras);
      added.push(extras);
    }
    expect(timers.expired(due)).toBe(0);
    expect(added.map(() => timers.expired(due + 1))).toEqual(added);
    expect(timers.expired(due + 1)).toBe(0);
  });

  it.each(ENGINES)('says stale where lru-cache does, to the last bit, on the %s engine', (engine) => {
    fc.assert(fc.property(clock, offset, ttl, (now, offset, ttl) => {
      const timers = new Timers(createEngine(engine, 1 << 20));
      const extras = timers.create();
      const start = now + offset;
      timers.write(extras, start, ttl);
      timers.schedule(extras);
      const from = staleFrom(start, ttl);
      if (Number.isNaN(from)) {
        expectSame(timers.expired(Infinity), 0);
        return;
      }
      const before = from - Math.max(Math.abs(from) * 2 ** -53, 5e-324);
      if (before < from) expectSame(timers.expired(before), 0);
      expectSame(timers.expired(from), extras);
    }), { numRuns: runs(300) });
  });

  it.each([['release', 1_000_000], ['js', 50_000]] as const)('moves each node a few times in a year, on the %s engine', (engine, nodes) => {
    const timers = new Timers(createEngine(engine));
    const begin = 1_763_800_000_000;
    let state = 1;
    for (let i = 0; i < nodes; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const extras = timers.create();
      timers.write(extras, begin, Math.ceil((state / 2 ** 32) * 365 * DAY));
      timers.schedule(extras);
    }
    let left = nodes;
    for (let day = 0; day <= 366; day++) {
      while (timers.expired(begin + day * DAY) !== 0) left--;
    }
    expect(left).toBe(0);
    expect(timers.moves).toBeLessThan(LEVELS / 2 * nodes);
  });

  it.each(ENGINES)('looks at nothing twice while the clock stands in the millisecond in which many are due, on the %s engine', (engine) => {
    const timers = new Timers(createEngine(engine));
    const due = 1_763_800_060_000;
    for (let i = 0; i < 10_000; i++) {
      const extras = timers.create();
      timers.write(extras, due - 60_000, 60_000 + (i % 7) / 8);
      timers.schedule(extras);
    }
    let out = 0;
    for (let eighths = 0; eighths < 8; eighths++) {
      while (timers.expired(due + eighths / 8) !== 0) out++;
      const { moves } = timers;
      for (let i = 0; i < 1000; i++) expectSame(timers.expired(due + eighths / 8), 0);
      expect(timers.moves).toBe(moves);
    }
    expect(out).toBe(10_000);
    expect(timers.moves).toBeLessThanOrEqual(LEVELS * 10_000);
  });

  it.each(ENGINES)('moves no node where all live equally long, but for those that were read, on the %s engine', (engine) => {
    const timers = new Timers(createEngine(engine));
    const all = Array.from({ length: 20_000 }, () => timers.create());
    const begin = 1_763_800_000_000;
    all.forEach((extras, i) => {
      expectSame(timers.expired(begin + i), 0);
      timers.write(extras, begin + i, 3_600_000);
      timers.schedule(extras);
    });
    for (let i = 0; i < 20_000; i += 4) timers.restart(all[i]!, begin + 20_000 + i);
    const order: number[] = [];
    for (let now = begin + 3_600_000; now < begin + 3_700_000; now += 10) {
      for (let extras = timers.expired(now); extras !== 0; extras = timers.expired(now)) order.push(extras);
    }
    expect(order).toEqual([...all.filter((_, i) => i % 4 !== 0), ...all.filter((_, i) => i % 4 === 0)]);
    expect(timers.moves).toBe(25_000);
  });

  it.each(ENGINES)('moves nothing for a clock that steps back where nothing is due between, on the %s engine', (engine) => {
    const timers = new Timers(createEngine(engine));
    for (let i = 0; i < 1000; i++) {
      const extras = timers.create();
      timers.write(extras, 1e6, 1e6 + i);
      timers.schedule(extras);
    }
    timers.expired(2e6 - 1);
    const { moves } = timers;
    for (let i = 0; i < 1000; i++) expectSame(timers.expired(1e6 + i * 997), 0);
    expect(timers.moves).toBe(moves);
  });

  it.each(ENGINES)('changes nothing where memory is refused, on the %s engine', (engine) => {
    const host = createEngine(engine, 64 << 20);
    const quota = host.createQuota(640 + 2 * 48 + 3071);
    const timers = new Timers(host, quota);
    const [one, two] = [timers.create(), timers.create()];
    timers.write(one, 5, 10);
    timers.write(two, 5, Infinity);
    const before = timers.bytes([one, two]);
    expect(timers.schedule(one)).toBe(false);
    expect(timers.bytes([one, two])).toEqual(before);
    expect(timers.schedule(two)).toBe(true);
    expect(timers.wheel).toBe(0);
    timers.free(two);
    expect(timers.schedule(one)).toBe(true);
    expect(timers.expired(15)).toBe(0);
    expect(timers.expired(16)).toBe(one);
    timers.free(one);
    timers.close();
    expect([timers.cache.field(96), Number(host.u64[(quota + 8) >>> 3])]).toEqual([640, 640]);
  });
});
