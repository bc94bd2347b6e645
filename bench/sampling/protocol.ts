/** What parent and measuring process say to each other. */
import type { CellTask } from '../matrix/dimensions.js';
import type { MeasureTask, MeasureResult } from '../measures/measure.js';

export interface OpenedCell {
  /** Operations in one pass. */
  readonly units: number;
  /** Distinct keys. */
  readonly entries: number;
  /** Bytes of the table, where the rival tells and has made one. */
  readonly bytes: number | undefined;
}

export interface Turn {
  /** Seconds a pass. */
  readonly seconds: readonly number[];
  /** What the last pass came to, equal for all rivals of a cell. */
  readonly outcome: number;
  /** Bytes of the table, where the rival tells. */
  readonly bytes: number | undefined;
}

export type Request =
  | { readonly type: 'open'; readonly task: CellTask; readonly footprint: number | undefined }
  | { readonly type: 'turn' }
  | { readonly type: 'measure'; readonly task: MeasureTask };

export type Response =
  | { readonly type: 'opened'; readonly cell: OpenedCell }
  | { readonly type: 'turned'; readonly turn: Turn }
  | { readonly type: 'measured'; readonly result: MeasureResult }
  | { readonly type: 'absent'; readonly reason: string }
  | { readonly type: 'failed'; readonly message: string };
