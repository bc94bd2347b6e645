/** One figure to reach: where it is measured, against whom, and how far it must go. */
import type { Cell, RivalName } from '../matrix/dimensions.js';
import type { BatchWay, Durations, Measured, MeasureTask, MixedWay } from '../measures/measure.js';

export const SECTIONS = [
  'main', 'polluted', 'below31', 'kinds', 'small', 'js', 'peers', 'strings', 'any', 'memory', 'pauses', 'collections', 'endurance',
  'batches', 'mixed', 'resident', 'sustained', 'billion',
] as const;
export type Section = (typeof SECTIONS)[number];
/** Measured only where they are named: 'billion' is 'sustained', ten times as long. */
export const SECTIONS_ON_REQUEST: readonly Section[] = ['billion'];

/** A ratio of two rivals in one cell. */
export interface RatioFigure {
  readonly type: 'ratio';
  readonly section: Section;
  readonly row: string;
  readonly cell: Cell;
  readonly rival: 'wasmap' | 'wasmap-js';
  readonly against: RivalName;
  /** The least ratio; or a part of the ratio reached in another cell. */
  readonly bar: number | { readonly of: Cell; readonly factor: number };
}

/** A figure read from measurements in fresh processes. */
export interface MeasureFigure {
  readonly type: 'measure';
  readonly section: Section;
  readonly row: string;
  readonly size: number | undefined;
  readonly rival: Measured;
  readonly tasks: readonly MeasureTask[];
  /** Fresh processes for each task. */
  readonly repeats: number;
  readonly verdict: MeasureVerdict;
}

export type MeasureVerdict =
  | { readonly kind: 'bytes'; readonly most: number }
  | { readonly kind: 'slowest'; readonly mostMs: number }
  | { readonly kind: 'slowest-of-map'; readonly least: number }
  | { readonly kind: 'percentile'; readonly percentile: number; readonly mostNs: number }
  | { readonly kind: 'window'; readonly least: number }
  /** The second task is without any map, or with Map. */
  | { readonly kind: 'collection-of-empty'; readonly most: number }
  | { readonly kind: 'collection-of-map'; readonly least: number }
  | { readonly kind: 'delay-of-map'; readonly least: number }
  /** A way's time a batch as a part of another's, by the median or the 99th percentile; one of the bars. */
  | ({ readonly kind: 'batches'; readonly way: BatchWay; readonly of: BatchWay; readonly by: 'p50Ms' | 'p99Ms' } & ({ readonly most: number } | { readonly least: number }))
  /** The second task is with Map, which makes single calls: its time a batch to this way's. */
  | { readonly kind: 'mixed'; readonly way: MixedWay; readonly by: keyof Durations; readonly least: number }
  /** A part of what the second task's processes take. */
  | { readonly kind: 'resident'; readonly by: 'meanBytes' | 'deviationBytes'; readonly most: number }
  /** On the JS heap, by writes for a long time. */
  | { readonly kind: 'allocated'; readonly mostBytes: number }
  | { readonly kind: 'major-collections'; readonly most: number }
  /** The second task is with Map. */
  | { readonly kind: 'cpu-of-map'; readonly least: number }
  | { readonly kind: 'endurance'; readonly most: number }
  | { readonly kind: 'flat'; readonly most: number };

export type Figure = RatioFigure | MeasureFigure;
