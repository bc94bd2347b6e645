/** What is measured where nothing is narrowed down, and in what order: what matters most first, in case a deadline falls. */
import { hasRatio } from './hit-ratios.js';
import type { CacheSection } from './report/schema.js';
import type { Requests } from './requests.js';
import { CACHE_RIVALS, type CacheKeys, type CacheRivalName, type Policy } from './rivals/rival.js';
import type { CacheStep, MeasureStep, ThroughputStep } from './run.js';

export const CAPACITIES = [10_000, 100_000, 1_000_000] as const;
export const EXPONENTS = [0.9, 0.99, 1.1] as const;
const KINDS: readonly CacheKeys[] = ['u32', 'string'];
const QUICK = { capacities: [10_000, 100_000], exponents: [0.99] } as const;
const QUICK_RIVALS: readonly CacheRivalName[] = ['wasmap', 'wasmap-batches', 'lru-cache', 'mnemonist', 'sieve-cache'];

/** Whose memory and collections are measured, lru-cache beside our own. */
const MEASURED: readonly CacheRivalName[] = ['wasmap', 'wasmap-lru', 'wasmap-js', 'lru-cache'];
const MEASURED_SIZE = 1_000_000;
const PROCESSES = { memory: 3, collection: 3 };
const LOAD_MS = 1_000;

/** What the user narrowed down; everything absent is left to the plan. */
export interface CacheSelection {
  readonly capacities?: readonly number[] | undefined;
  readonly exponents?: readonly number[] | undefined;
  readonly kinds?: readonly CacheKeys[] | undefined;
  readonly rivals?: readonly CacheRivalName[] | undefined;
  readonly policies?: readonly Policy[] | undefined;
  readonly sections?: readonly CacheSection[] | undefined;
}

/** The variants of wasmap by their policies, in the names of the rivals. */
const POLICY_OF: Partial<Record<CacheRivalName, Policy>> = {
  wasmap: 'w-tinylfu', 'wasmap-s3-fifo': 's3-fifo', 'wasmap-lru': 'lru', 'wasmap-js': 'w-tinylfu', 'wasmap-batches': 'w-tinylfu',
};

/** Other caches are taken whatever policies of ours are asked for. */
export function rivalsOf({ rivals, policies }: CacheSelection, all: readonly CacheRivalName[] = CACHE_RIVALS): CacheRivalName[] {
  return (rivals ?? all).filter((rival) => {
    const policy = POLICY_OF[rival];
    return policies === undefined || policy === undefined || policies.includes(policy);
  });
}

/** Shares of the distinct keys, where no capacities are given. */
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4];

export function ratioPlan(requests: Requests, selection: CacheSelection, seed: number): CacheStep[] {
  const capacities = selection.capacities ?? SHARES.map((share) => Math.max(1, Math.round(requests.distinct * share)));
  const ascending = [...new Set(capacities)].sort((a, b) => a - b);
  return [{ kind: 'ratios', requests, capacities: ascending, rivals: rivalsOf(selection).filter(hasRatio), seed }];
}

export function throughputPlan(selection: CacheSelection, seed: number, quick: boolean): CacheStep[] {
  const wants = (section: CacheSection): boolean => selection.sections === undefined ? section === 'throughput' || !quick : selection.sections.includes(section);
  const measured = rivalsOf(selection, MEASURED).filter((rival) => rival !== 'wasmap-batches');
  return [
    ...(wants('throughput') ? throughputSteps(selection, quick) : []),
    ...(wants('memory') ? measured.flatMap((rival) => memorySteps(rival, seed)) : []),
    ...(wants('collections') ? collectionSteps(measured, seed) : []),
  ];
}

function throughputSteps(selection: CacheSelection, quick: boolean): ThroughputStep[] {
  const rivals = rivalsOf(selection, quick ? QUICK_RIVALS : CACHE_RIVALS);
  const capacities = selection.capacities ?? (quick ? QUICK.capacities : CAPACITIES);
  const exponents = selection.exponents ?? (quick ? QUICK.exponents : EXPONENTS);
  return exponents.flatMap((exponent) =>
    (selection.kinds ?? KINDS).flatMap((keys) =>
      capacities.map((capacity): ThroughputStep => ({ kind: 'throughput', cell: { keys, capacity, exponent }, rivals })),
    ),
  );
}

export function memorySteps(rival: CacheRivalName, seed: number): MeasureStep[] {
  return KINDS.map((keys) => ({
    kind: 'measure', processes: PROCESSES.memory, task: { measure: 'memory', rival, keys, capacity: MEASURED_SIZE, seed },
  }));
}

/** The process without a cache first: the others are compared with it. */
export function collectionSteps(rivals: readonly CacheRivalName[], seed: number): MeasureStep[] {
  return (['f64', 'any'] as const).flatMap((values) =>
    (['none', ...rivals] as const).map((rival): MeasureStep => ({
      kind: 'measure',
      processes: PROCESSES.collection,
      task: { measure: 'collection', rival, values, capacity: MEASURED_SIZE, seed, loadMs: LOAD_MS },
    })),
  );
}
