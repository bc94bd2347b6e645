/**
 * The report: everything a run measured, in plain data. `--json` and the browser page write it, both pages and the tables read it.
 *
 * `schema` grows by one whenever a reader of the old form would misread the new one.
 */
import type { Cell, KeyKind, RivalName, State } from '../matrix/dimensions.js';
import type { Measured, MeasureResult } from '../measures/measure.js';
import type { Spread } from '../sampling/statistics.js';

export const SCHEMA = 1;

/** Where and how a figure was measured: on every result, so that one cut out of its report still says it. */
export interface Provenance {
  readonly machine: string;
  /** Browsers do not tell it. */
  readonly cpu?: string | undefined;
  /** Node's version; absent where a browser ran. */
  readonly node?: string | undefined;
  /** Name and version; absent where Node ran. */
  readonly browser?: string | undefined;
  readonly seed: number;
  readonly size: number;
  readonly state: State;
}

export interface CellResult extends Provenance, Cell {
  readonly rival: RivalName;
  /** Distinct keys; differs from `size` where a trace gives them. */
  readonly entries: number;
  /** Operations in one pass. */
  readonly units: number;
  /** Nanoseconds an operation. */
  readonly ns: Spread;
  /** How many times faster than Map, round by round; absent where Map was not measured. */
  readonly ratio: Spread | undefined;
  /** Nanoseconds an operation, all samples of each round. */
  readonly rounds: readonly (readonly number[])[];
  /** Bytes of the table, where the rival tells. */
  readonly bytes: number | undefined;
  /** False when the rival's results differ from Map's: then its speed means nothing. */
  readonly agrees: boolean;
}

/** A rival that has nothing to show, and why. */
export interface AbsentResult extends Cell {
  readonly rival: RivalName;
  readonly reason: string;
}

export interface MeasureRecord extends Provenance {
  readonly rival: Measured | 'none';
  readonly keys: KeyKind;
  readonly values: KeyKind;
  /** One result for every process that was started. */
  readonly repeats: readonly MeasureResult[];
}

/** One line of the acceptance table. */
export interface FigureResult {
  readonly section: string;
  readonly row: string;
  readonly size: number | undefined;
  readonly bar: string;
  readonly measured: string;
  readonly spread: string;
  /** Undefined where the figure could not be measured. */
  readonly met: boolean | undefined;
}

export interface Report {
  readonly schema: typeof SCHEMA;
  readonly created: string;
  readonly wasmap: string;
  readonly machine: string;
  readonly cpu?: string | undefined;
  readonly cores: number;
  readonly memoryBytes?: number | undefined;
  readonly node?: string | undefined;
  readonly v8?: string | undefined;
  readonly browser?: string | undefined;
  /** What a browser's clock tells apart, and whether the page was cross-origin isolated, which makes that finer. */
  readonly clock?: { readonly resolutionMs: number; readonly isolated: boolean } | undefined;
  readonly seed: number;
  readonly quick: boolean;
  readonly cells: readonly CellResult[];
  readonly absent: readonly AbsentResult[];
  readonly measures: readonly MeasureRecord[];
  readonly figures: readonly FigureResult[];
}
