/** The traces that the figures are about, from the folder that the user names: capacities, and what each has to reach. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasRatio } from '../hit-ratios.js';
import { inSequence, requestsOf, type Requests } from '../requests.js';
import { CACHE_RIVALS } from '../rivals/rival.js';
import type { CacheStep } from '../run.js';

/** Figures hold for each. */
export const SEEDS = [1, 2, 3] as const;

/** How far under whom the default policy may be, in points of percent. */
export type TraceBar = 'published' | 'above LRU' | 'best of LRU and S3-FIFO';

export interface FigureTrace {
  /** What the file's name begins with. */
  readonly name: string;
  readonly capacities: readonly number[];
  readonly bar: TraceBar;
}

/** The capacity at which the change of traces is tried. */
export const CHANGE_CAPACITY = 512;
export const CHANGE_LOOPS = 5;

export const FIGURE_TRACES: readonly FigureTrace[] = [
  { name: 'oltp', capacities: [250, 500, 1000, 2000], bar: 'published' },
  { name: 'loop', capacities: [250, 500, CHANGE_CAPACITY, 750, 1000], bar: 'above LRU' },
  { name: '2_pools', capacities: [250, 500, 1000, 2000], bar: 'above LRU' },
  { name: 'sprite', capacities: [100, 250, 500, 1000], bar: 'above LRU' },
  { name: 'multi1', capacities: [250, 500, 1000, 2000], bar: 'above LRU' },
  { name: 'web07', capacities: [256, 512, 1024, 2048, 4096], bar: 'best of LRU and S3-FIFO' },
  { name: 'corda', capacities: [256, CHANGE_CAPACITY, 1024, 2048, 4096], bar: 'best of LRU and S3-FIFO' },
];

/** One workload, then another, then the first again. */
export const CHANGE = `corda, ${CHANGE_LOOPS} × loop, corda`;

/**
 * Every rival with the first seed, the default policy with the others, and exactness on each trace.
 *
 * @throws {Error} when the folder cannot be read or lacks one of the traces
 */
export function traceSteps(folder: string): CacheStep[] {
  const files = filesIn(folder);
  const traces = new Map(FIGURE_TRACES.map((trace) => [trace, load(folder, files, trace.name)]));
  const named = (name: string): Requests => [...traces].find(([trace]) => trace.name === name)![1];
  const [corda, loop] = [named('corda'), named('loop')];
  const change = inSequence(CHANGE, [corda, ...new Array<Requests>(CHANGE_LOOPS).fill(loop), corda]);
  return [
    ...[...traces].flatMap(([{ capacities }, requests]) => stepsOf(requests, capacities)),
    ...stepsOf(change, [CHANGE_CAPACITY]),
  ];
}

function stepsOf(requests: Requests, capacities: readonly number[]): CacheStep[] {
  const [first, ...others] = SEEDS;
  return [
    { kind: 'ratios', requests, capacities, rivals: CACHE_RIVALS.filter(hasRatio), seed: first },
    ...others.map((seed): CacheStep => ({ kind: 'ratios', requests, capacities, references: [], rivals: ['wasmap'], seed })),
    { kind: 'lru-check', requests, capacities, seed: first },
  ];
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new Error(`--traces ${folder}: cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, { cause });
  }
}

function load(folder: string, files: readonly string[], name: string): Requests {
  const file = files.find((each) => each.startsWith(name));
  if (file === undefined) throw new Error(`--traces ${folder}: holds no trace whose name begins with ${name}`);
  return { ...requestsOf(join(folder, file)), name };
}
