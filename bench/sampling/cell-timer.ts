/**
 * Times one rival in one cell, when it is its turn.
 *
 * One process a rival, or in browsers one worker, keeps V8's feedback apart: the loops are the same text for all, and in one
 * process they would soon be compiled for the mixture of everything they had met.
 */
import { createInput } from '../input/index.js';
import type { Input } from '../input/input.js';
import { elementsOf, type Key, type ValueOf } from '../input/columns.js';
import { isFresh, isPolluted, isWarmed, type CellTask } from '../matrix/dimensions.js';
import { floorJob } from '../measures/floor.js';
import { operations } from '../operations/index.js';
import type { Job } from '../operations/operation.js';
import { rivals } from '../rivals/index.js';
import type { Session } from '../rivals/rival.js';
import { collectGarbage, detachOnce } from './process.js';
import { pollute } from './pollute.js';
import type { OpenedCell, Turn } from './protocol.js';
import { leastSampleMs, takeSamples, type Timed } from './sampler.js';
import { median } from './statistics.js';

/** Passes over small tables are timed together, so that a sample has at least this many operations. */
const OPERATIONS_PER_SAMPLE = 64_000;
const MAX_PASSES = 64;
/** Where samples have to last long enough for the clock: so many operations, each pass on a table of its own, and no more. */
const MOST_OPERATIONS = 2_000_000;
const MOST_PASSES = 20_000;
/** Samples of short passes in one turn. */
const SAMPLES_PER_TURN = 3;
const SHORT_PASS_MS = 20;
/** Warm-up: V8 needs some time, and some passes, before it has compiled the loops and stops changing its mind. */
const WARM_UP = { passes: 2, ms: 250, maxMs: 1500, quickMs: 60, quickMaxMs: 200 };
/** Entries of the tables that warm code and leave memory alone: a few pages are theirs. */
const WARMING_ENTRIES = 2_000;
/** Below this, a forced collection would take longer than the samples and change nothing. */
const COLLECT_FROM = 16_000;

export class CellTimer {
  readonly #units: number;
  readonly #entries: number;
  readonly #job: Job;
  readonly #fresh: boolean;
  #passes: number;
  #samples = 1;
  #outcome: number | undefined;
  #bytes: number | undefined;

  private constructor(job: Job, entries: number, task: CellTask) {
    this.#job = job;
    this.#units = job.units;
    this.#entries = entries;
    this.#fresh = isFresh(task.state);
    this.#passes = this.#fresh ? 1 : Math.min(MAX_PASSES, Math.ceil(OPERATIONS_PER_SAMPLE / Math.max(1, job.units)));
  }

  static async open(task: CellTask, footprint: number | undefined): Promise<CellTimer> {
    detachOnce();
    if (isPolluted(task.state)) await pollute(task.seed);
    const input = createInput<Key>(task);
    const timer = new CellTimer(await planJob(task, input, footprint), input.size, task);
    if (isWarmed(task.state)) {
      const small = { ...task, size: Math.min(task.size, WARMING_ENTRIES) };
      new CellTimer(await planJob(small, createInput<Key>(small), footprint), small.size, small).#warmUp(task.quick);
    }
    if (!timer.#fresh) timer.#warmUp(task.quick);
    await timer.#outlastClock();
    return timer;
  }

  /** Call it after the warm-up: before, nothing is known about bytes. */
  describe(): OpenedCell {
    return { units: this.#units, entries: this.#entries, bytes: this.#bytes };
  }

  async takeTurn(): Promise<Turn> {
    // Once a turn and before the untimed pass: a collection leaves the caches cold.
    if (this.#units >= COLLECT_FROM) collectGarbage();
    if (!this.#fresh && this.#samples > 1) this.#runUntimed();
    const seconds = await takeSamples(this.#timed(), this.#passes, this.#samples);
    return { seconds: await this.#net(seconds), outcome: this.#outcome ?? Number.NaN, bytes: this.#bytes };
  }

  /** Takes off what passes do beside the operation; a noisy figure may come out below zero, and the median puts it right. */
  async #net(seconds: readonly number[]): Promise<readonly number[]> {
    const { beside } = this.#job;
    if (beside === undefined) return seconds;
    const idle = (): void => undefined;
    const off = median(await takeSamples({ setup: idle, pass: beside, teardown: idle }, this.#passes, this.#samples));
    return seconds.map((gross) => gross - off);
  }

  #warmUp(quick: boolean): void {
    const began = performance.now();
    for (let passes = 0; ; passes++) {
      const elapsed = performance.now() - began;
      if (passes >= 1 && elapsed > (quick ? WARM_UP.quickMaxMs : WARM_UP.maxMs)) break;
      if (passes >= WARM_UP.passes && elapsed > (quick ? WARM_UP.quickMs : WARM_UP.ms)) break;
      const passBegan = performance.now();
      this.#runUntimed();
      // Setup and check are in it: what matters is only whether a turn of several samples would be long.
      this.#samples = performance.now() - passBegan < SHORT_PASS_MS ? SAMPLES_PER_TURN : 1;
    }
  }

  #timed(): Timed {
    const job = this.#job;
    return {
      setup: (passes) => job.setup(passes),
      pass: () => job.pass(),
      teardown: () => {
        this.#note();
        job.teardown();
      },
    };
  }

  /** As many passes a sample as the clock needs to tell it from another: it is coarse in browsers. */
  async #outlastClock(): Promise<void> {
    if (this.#fresh) return;
    const least = leastSampleMs();
    const most = Math.max(1, Math.min(MOST_PASSES, Math.floor(MOST_OPERATIONS / Math.max(1, this.#units))));
    while (least > 0 && this.#passes < most) {
      const [seconds] = await takeSamples(this.#timed(), this.#passes, 1);
      const ms = seconds * this.#passes * 1e3;
      if (ms >= least) break;
      const factor = ms > 0 ? Math.min(16, (1.2 * least) / ms) : 16;
      this.#passes = Math.min(most, Math.ceil(this.#passes * Math.max(1.5, factor)));
    }
  }

  /** One pass to warm caches that another rival's turn has filled. */
  #runUntimed(): void {
    this.#job.setup(1);
    this.#job.pass();
    this.#job.beside?.();
    this.#note();
    this.#job.teardown();
  }

  #note(): void {
    this.#outcome ??= this.#job.outcome();
    this.#bytes ??= this.#job.bytes();
  }
}

async function planJob(task: CellTask, input: Input<Key>, footprint: number | undefined): Promise<Job> {
  if (task.rival === 'floor') return floorJob(task, input.size, footprint);
  const session = await rivals[task.rival].open<Key>(task.keys);
  if (isFresh(task.state)) startEngine(session, input);
  return operations[task.operation].plan(session, input);
}

/** Kept, so that nothing of it is recycled. */
const started: unknown[] = [];

/**
 * A table of one entry, before the first that is timed: loading and instantiating a module happens once in a process,
 * and divided by the entries of one pass it would say nothing about them.
 */
function startEngine(session: Session<Key>, input: Input<Key>): void {
  const table = session.create(session.grows ? undefined : 1);
  table.set(elementsOf<Key>(input.keys)[0], elementsOf<ValueOf<Key>>(input.values)[0]);
  started.push(table);
}
