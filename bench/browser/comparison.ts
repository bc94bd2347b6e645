/** One run of the page: carries out the plan, then asks for memory, and can be ended at any moment. */
import { formatSize } from '../report/names.js';
import type { Report } from '../report/schema.js';
import { firstLine } from '../run/failure.js';
import type { Progress } from '../run/progress.js';
import { carryOut } from '../run/run.js';
import type { Choices } from './choices.js';
import { describeEnvironment } from './environment.js';
import { endAll } from './instead/child.js';
import { browserCounts, measureMemory } from './memory.js';
import { planOf } from './plan.js';

export interface Watcher {
  /** What is being done, and how much of the whole is: from 0 to 1. */
  onProgress(label: string, done: number): void;
  /** Everything that is finished so far. */
  onReport(report: Report): void;
}

export interface Ended {
  readonly report: Report;
  readonly cancelled: boolean;
  /** What went wrong, a line each. */
  readonly failures: readonly string[];
}

/** Rough seconds, in the measure of the plan's weights: a browser counts when it collects garbage. */
const COUNTING_SECONDS = 16;
const FILLING_SECONDS = 1;
const TICK_MS = 250;

export class Comparison {
  readonly #ends = new AbortController();

  /** Ends what runs at once; what was finished is kept. */
  cancel(): void {
    this.#ends.abort();
    endAll();
  }

  async run(choices: Choices, watcher: Watcher): Promise<Ended> {
    const { signal } = this.#ends;
    const quick = choices.effort === 'quick';
    const environment = describeEnvironment(choices.seed, quick);
    const kinds = choices.also.includes('memory') ? choices.keys : [];
    const memoryWeight = browserCounts ? COUNTING_SECONDS : FILLING_SECONDS;
    let share = new Share(0, watcher);
    const progress = (weight: number): Progress => (share = new Share(weight + kinds.length * memoryWeight, watcher));
    const onStep = (report: Omit<Report, 'figures'>): void => watcher.onReport({ ...report, figures: [] });
    const plan = planOf(choices, environment.clock?.resolutionMs ?? 0);
    const options = { seed: choices.seed, trace: undefined, quick, deadlineMs: undefined, progress, signal, onStep };
    const outcome = await carryOut(plan, options, environment);
    let report: Report = { ...outcome.report, figures: [] };
    const failures = [...outcome.failures];
    for (const kind of kinds) {
      if (signal.aborted) break;
      share.begin(memoryLabel(choices, kind), memoryWeight);
      const ticking = tick(memoryWeight, share);
      try {
        report = { ...report, measures: [...report.measures, ...(await measureMemory(kind, choices, environment))] };
        watcher.onReport(report);
      } catch (error) {
        if (!signal.aborted) failures.push(`memory, ${kind} keys: ${firstLine(error)}`);
      } finally {
        clearInterval(ticking);
      }
    }
    return { report, cancelled: signal.aborted, failures };
  }
}

function memoryLabel({ sizes }: Choices, keys: string): string {
  const what = `memory, ${sizes.map(formatSize).join(' and ')} ${keys} keys`;
  return browserCounts ? `${what}: the browser counts when it collects garbage, in up to 20 seconds` : what;
}

/** Nothing tells how far the browser is but the time that it usually takes. */
function tick(seconds: number, share: Share): ReturnType<typeof setInterval> {
  const began = performance.now();
  return setInterval(() => share.part(Math.min(0.95, (performance.now() - began) / 1e3 / seconds)), TICK_MS);
}

/** Weights done, as a part of their total. */
class Share implements Progress {
  readonly #total: number;
  readonly #watcher: Watcher;
  #label = '';
  #done = 0;
  #current = 0;

  constructor(total: number, watcher: Watcher) {
    this.#total = total;
    this.#watcher = watcher;
  }

  begin(label: string, weight: number): void {
    this.#done += this.#current;
    this.#current = weight;
    this.#label = label;
    this.part(0);
  }

  part(done: number): void {
    this.#watcher.onProgress(this.#label, this.#total === 0 ? 0 : (this.#done + done * this.#current) / this.#total);
  }

  end(): void {
    // The last step of the plan may not be the last of the run.
  }
}
