/** The measurements of fresh processes, brought together by rival: medians over the processes. */
import type { CollectionResult, GrowthResult, Measured, MemoryResult, MeasureResult } from '../measures/measure.js';
import { greatest, median } from '../sampling/statistics.js';
import { formatKinds, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

interface Line {
  readonly rival: Measured | 'none';
  /** Who was measured, and with which kinds where the report has several. */
  readonly label: string;
  readonly size: number;
}

export interface GrowthLine extends Line {
  /** Median over the processes, in nanoseconds. */
  readonly percentile: (percentile: number) => number;
  readonly percentiles: readonly number[];
  readonly worstWindow: number;
  /** The process whose slowest call is the median one: its pauses and windows are the ones to draw. */
  readonly typical: GrowthResult;
}

export interface MemoryLine extends Line {
  readonly source: MemoryResult['source'];
  readonly bytesPerEntry: number;
}

export interface CollectionLine extends Line {
  readonly medianMs: number;
  readonly longestMs: number;
  /** Lateness of a timer while V8 collects by itself: medians over the processes. */
  readonly delayP99Ms: number;
  readonly longestDelayMs: number;
}

export interface MeasureSummary {
  readonly growth: readonly GrowthLine[];
  readonly memory: readonly MemoryLine[];
  readonly collection: readonly CollectionLine[];
}

export function summarizeMeasures(measures: readonly MeasureRecord[]): MeasureSummary {
  const growth: GrowthLine[] = [];
  const memory: MemoryLine[] = [];
  const collection: CollectionLine[] = [];
  const labelOf = labelling(measures);
  for (const record of measures) {
    const { rival, size, repeats } = record;
    const line = { rival, size, label: labelOf(record) };
    const growths = pick(repeats, 'growth') as GrowthResult[];
    if (growths.length > 0) growth.push(growthLine(line, growths));
    const memories = pick(repeats, 'memory') as MemoryResult[];
    if (memories.length > 0) memory.push({ ...line, source: memories[0].source, bytesPerEntry: median(memories.map((result) => result.bytesPerEntry)) });
    const collections = pick(repeats, 'collection') as CollectionResult[];
    if (collections.length > 0) collection.push(collectionLine(line, collections));
  }
  return { growth, memory, collection };
}

function labelling(measures: readonly MeasureRecord[]): (record: MeasureRecord) => string {
  const several = new Set(measures.map(({ keys, values }) => formatKinds(keys, values))).size > 1;
  return ({ rival, keys, values }) =>
    several && rival !== 'none' ? `${RIVAL_TITLES[rival]}, ${formatKinds(keys, values)}` : RIVAL_TITLES[rival];
}

/** The measurements of the first key kind: one chart can show no more. */
export function ofFirstKind(measures: readonly MeasureRecord[]): readonly MeasureRecord[] {
  return measures.filter(({ keys, values }) => keys === measures[0].keys && values === measures[0].values);
}

function pick(results: readonly MeasureResult[], measure: MeasureResult['measure']): MeasureResult[] {
  return results.filter((result) => result.measure === measure);
}

function collectionLine(line: Line, results: readonly CollectionResult[]): CollectionLine {
  const pauses = results.flatMap((result) => result.pausesMs);
  return {
    ...line,
    medianMs: median(pauses),
    longestMs: greatest(pauses),
    delayP99Ms: median(results.map(({ delaysMs }) => delaysMs.p99)),
    longestDelayMs: median(results.map(({ delaysMs }) => delaysMs.longest)),
  };
}

function growthLine(line: Line, results: readonly GrowthResult[]): GrowthLine {
  const bySlowest = [...results].sort((a, b) => a.slowestMs - b.slowestMs);
  const percentile = (wanted: number): number =>
    median(results.map((result) => result.percentiles.find((entry) => entry.percentile === wanted)?.ns ?? Number.NaN));
  return {
    ...line,
    percentile,
    percentiles: results[0].percentiles.map((entry) => entry.percentile),
    worstWindow: median(results.map((result) => result.worstWindow)),
    typical: bySlowest[Math.floor(bySlowest.length / 2)],
  };
}
