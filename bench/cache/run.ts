/** Carries out what was planned, step by step with progress, and gathers the report. */
import { AbsentError } from '../rivals/absent.js';
import type { Environment } from '../run/environment.js';
import { firstLine } from '../run/failure.js';
import { createProgress } from '../run/progress.js';
import { checkLru, hitRatios } from './hit-ratios.js';
import { runCollections, runMemory } from './measures/run.js';
import type { CacheCollectionTask, CacheMemoryTask } from './measures/task.js';
import {
  CACHE_SCHEMA, REFERENCES, type CacheReport, type CollectionResult, type LruCheck, type MemoryResult, type RatioTable, type ReferenceName, type ThroughputCell,
  type ThroughputResult,
} from './report/schema.js';
import type { Requests } from './requests.js';
import type { CacheRivalName } from './rivals/rival.js';
import { measureThroughput } from './throughput/run.js';

/** Hit ratios over a trace. */
export interface RatioStep {
  readonly kind: 'ratios';
  readonly requests: Requests;
  readonly capacities: readonly number[];
  /** All where they are absent. */
  readonly references?: readonly ReferenceName[];
  readonly rivals: readonly CacheRivalName[];
  readonly seed: number;
}

/** Whether `policy: 'lru'` is exact LRU, request by request. */
export interface LruCheckStep {
  readonly kind: 'lru-check';
  readonly requests: Requests;
  readonly capacities: readonly number[];
  readonly seed: number;
}

export interface ThroughputStep {
  readonly kind: 'throughput';
  readonly cell: ThroughputCell;
  readonly rivals: readonly CacheRivalName[];
}

/** In so many fresh processes. */
export interface MeasureStep {
  readonly kind: 'measure';
  readonly task: CacheMemoryTask | CacheCollectionTask;
  readonly processes: number;
}

export type CacheStep = RatioStep | LruCheckStep | ThroughputStep | MeasureStep;

export interface CacheRunOptions {
  readonly seed: number;
  readonly quick: boolean;
  /** No step begins after this. */
  readonly deadlineMs: number | undefined;
}

export interface CacheRunOutcome {
  readonly report: CacheReport;
  /** Steps that the deadline left out. */
  readonly leftOut: number;
  readonly failures: readonly string[];
}

/** Rough costs in seconds, only to tell how much time is left: of a request in a simulation, of a rival's process, of an entry in it. */
const COSTS = { request: 3e-7, rival: 2, entry: 1.5e-5 };
const QUICK_COSTS = { rival: 0.8, entry: 4e-6 };

export async function carryOutCaches(steps: readonly CacheStep[], options: CacheRunOptions, environment: Environment): Promise<CacheRunOutcome> {
  const weights = steps.map((step) => weightOf(step, options.quick));
  const progress = createProgress(weights.reduce((sum, weight) => sum + weight, 0), options.deadlineMs);
  const began = performance.now();
  const gathered = new Gathered(options);
  let leftOut = 0;
  for (const [index, step] of steps.entries()) {
    if (performance.now() - began > (options.deadlineMs ?? Infinity)) {
      leftOut = steps.length - index;
      break;
    }
    progress.begin(labelOf(step), weights[index]);
    await gathered.add(step);
  }
  progress.end();
  return { report: gathered.report(environment), leftOut, failures: gathered.failures };
}

class Gathered {
  readonly failures: string[] = [];
  readonly #options: CacheRunOptions;
  readonly #ratios: RatioTable[] = [];
  readonly #lruChecks: LruCheck[] = [];
  readonly #throughput: ThroughputResult[] = [];
  readonly #memory: MemoryResult[] = [];
  readonly #collections: CollectionResult[] = [];
  readonly #absent = new Map<CacheRivalName, string>();

  constructor(options: CacheRunOptions) {
    this.#options = options;
  }

  report(environment: Environment): CacheReport {
    return {
      ...environment,
      schema: CACHE_SCHEMA,
      ratios: this.#ratios,
      lruChecks: this.#lruChecks,
      throughput: this.#throughput,
      memory: this.#memory,
      collections: this.#collections,
      figures: [],
      absent: [...this.#absent].map(([rival, reason]) => ({ rival, reason })),
    };
  }

  /** One step's failure does not end the run. */
  async add(step: CacheStep): Promise<void> {
    try {
      if (step.kind === 'ratios') this.#ratios.push(await hitRatios(step.requests, step));
      else if (step.kind === 'lru-check') this.#lruChecks.push(...(await checkLru(step.requests, step)));
      else if (step.kind === 'throughput') await this.#addThroughput(step);
      else if (step.task.measure === 'memory') this.#memory.push(await runMemory(step.task, step.processes));
      else this.#collections.push(await runCollections(step.task, step.processes));
    } catch (error) {
      if (!(error instanceof AbsentError)) this.failures.push(firstLine(error));
      else if (step.kind === 'lru-check') this.#absent.set('wasmap-lru', error.message);
      else if (step.kind === 'measure' && step.task.rival !== 'none') this.#absent.set(step.task.rival, error.message);
    }
  }

  async #addThroughput({ cell, rivals }: ThroughputStep): Promise<void> {
    const { results, absent, failures } = await measureThroughput(cell, { ...this.#options, rivals });
    this.#throughput.push(...results);
    this.failures.push(...failures);
    for (const { rival, reason } of absent) this.#absent.set(rival, reason);
  }
}

function weightOf(step: CacheStep, quick: boolean): number {
  const { rival, entry } = quick ? QUICK_COSTS : COSTS;
  switch (step.kind) {
    case 'ratios':
      return step.requests.keys.length * step.capacities.length * (step.rivals.length + (step.references ?? REFERENCES).length) * COSTS.request;
    case 'lru-check':
      return step.requests.keys.length * step.capacities.length * COSTS.request;
    case 'throughput':
      return step.rivals.length * (rival + step.cell.capacity * entry);
    case 'measure':
      return step.processes * (rival + step.task.capacity * 5e-6);
  }
}

function labelOf(step: CacheStep): string {
  switch (step.kind) {
    case 'ratios':
      return `hit ratios, ${step.requests.name}`;
    case 'lru-check':
      return `exact LRU, ${step.requests.name}`;
    case 'throughput':
      return `requests, ${step.cell.capacity} entries, ${step.cell.keys} keys, Zipf ${step.cell.exponent}`;
    case 'measure':
      return `${step.task.measure} of ${step.task.rival}, ${step.task.capacity} entries`;
  }
}
