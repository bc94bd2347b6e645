/** The measurements of fresh processes, brought together by rival: medians over the processes. */
import type { CollectionResult, GrowthResult, Measured, MemoryResult, MeasureResult } from '../measures/measure.js';
import { median } from '../sampling/statistics.js';
import type { MeasureRecord } from './schema.js';

interface Line {
  readonly rival: Measured | 'none';
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
  readonly bytesPerEntry: number;
}

export interface CollectionLine extends Line {
  readonly medianMs: number;
  readonly longestMs: number;
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
  for (const { rival, size, repeats } of measures) {
    const growths = pick(repeats, 'growth') as GrowthResult[];
    if (growths.length > 0) growth.push(growthLine({ rival, size }, growths));
    const memories = pick(repeats, 'memory') as MemoryResult[];
    if (memories.length > 0) memory.push({ rival, size, bytesPerEntry: median(memories.map((result) => result.bytesPerEntry)) });
    const pauses = (pick(repeats, 'collection') as CollectionResult[]).flatMap((result) => result.pausesMs);
    if (pauses.length > 0) collection.push({ rival, size, medianMs: median(pauses), longestMs: Math.max(...pauses) });
  }
  return { growth, memory, collection };
}

function pick(results: readonly MeasureResult[], measure: MeasureResult['measure']): MeasureResult[] {
  return results.filter((result) => result.measure === measure);
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
