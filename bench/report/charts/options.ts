/** What a chart shows, in plain data: made from reports without drawing, laid over others, drawn, or written as a table. */
import { greatest, least } from '../../sampling/statistics.js';

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'none';

/** One line, cloud of points or bar. */
export interface Series {
  readonly label: string;
  /** The name of a CSS variable, so that the theme decides. */
  readonly color: string;
  /** Tells who it is where colours cannot. */
  readonly marker: Marker;
  /** Lines of the first run are whole, those of the others broken in a way of their own. */
  readonly dash: number;
  readonly values: readonly (number | null)[];
  /** Says the same in every run: drawn once, and belongs to none of them. */
  readonly shared?: true;
  /** Quartiles around the values, drawn as whiskers. */
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
}

export interface ChartOptions {
  readonly x: readonly number[];
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale: 'linear' | 'logarithmic';
  readonly yScale: 'linear' | 'logarithmic';
  /** Ticks to draw, where the library's own would not do. */
  readonly xTicks?: readonly number[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly style: 'lines' | 'points' | 'bars';
}

/** From the least to the greatest of all that is drawn, whiskers too; of a logarithmic scale, that is above zero. */
export function drawnRange({ series, yScale }: ChartOptions): readonly [least: number, greatest: number] {
  const all = series.flatMap(({ values, lower = [], upper = [] }) => [...values, ...lower, ...upper]);
  const drawn = all.filter((value) => value !== null && (yScale === 'linear' || value > 0)) as number[];
  return [least(drawn), greatest(drawn)];
}
