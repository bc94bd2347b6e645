/** What the library does not draw: a marker of its own for every rival, and whiskers from quartile to quartile. */
import type uPlot from 'uplot';
import type { ChartOptions, Marker, Series } from './options.js';

const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [7, 5], [2, 3], [10, 3, 2, 3], [14, 4]];

/** The line pattern of a run. */
export function dashOf(dash: number): readonly number[] | undefined {
  return DASHES[dash % DASHES.length];
}

const RADIUS = 4;
const CAP = 5;
/** Points of a cloud lie close to each other. */
const SMALL = 3;

/** Called by the library when it has drawn series `index` of its own, of which the first is the axis. */
export function drawMarks(plot: uPlot, index: number, options: ChartOptions, colorOf: (name: string) => string): void {
  if (index === 0 || plot.series[index].show === false) return;
  const series = options.series[index - 1];
  const { ctx } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  // Whiskers lie upon the bars, whose colour would hide them.
  ctx.strokeStyle = colorOf(options.style === 'bars' ? '--text' : series.color);
  ctx.fillStyle = colorOf(series.color);
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([]);
  options.x.forEach((at, place) => {
    const value = series.values[place] ?? null;
    if (value === null) return;
    const x = plot.valToPos(at, 'x', true);
    drawWhisker(plot, series, place, x, CAP * scale);
    if (options.style === 'bars') return;
    const y = plot.valToPos(value, 'y', true);
    drawMarker(ctx, series, x, y, radiusOf(series, options.style) * scale, colorOf('--card'));
  });
  ctx.restore();
}

function drawWhisker(plot: uPlot, { lower, upper }: Series, place: number, x: number, cap: number): void {
  const [low, high] = [lower?.[place] ?? null, upper?.[place] ?? null];
  if (low === null || high === null) return;
  const { ctx } = plot;
  const [from, to] = [plot.valToPos(low, 'y', true), plot.valToPos(high, 'y', true)];
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  for (const end of [from, to]) {
    ctx.moveTo(x - cap, end);
    ctx.lineTo(x + cap, end);
  }
  ctx.stroke();
}

/** The corners of a marker around its middle, in its radius; a circle has none. */
const CORNERS: Readonly<Record<Exclude<Marker, 'circle' | 'none'>, readonly (readonly [number, number])[]>> = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  triangle: [[0, -1.2], [1.15, 0.9], [-1.15, 0.9]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
};

/** Clouds have no lines that could be broken: each further run has larger markers. */
function radiusOf({ dash }: Series, style: ChartOptions['style']): number {
  return style === 'points' ? SMALL + dash : RADIUS;
}

/** Whole for the first run, hollow for others. */
function drawMarker(ctx: CanvasRenderingContext2D, { marker, dash }: Series, x: number, y: number, radius: number, hollow: string): void {
  if (marker === 'none') return;
  ctx.beginPath();
  if (marker === 'circle') ctx.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [right, down] of CORNERS[marker]) ctx.lineTo(x + right * radius, y + down * radius);
  ctx.closePath();
  const color = ctx.fillStyle;
  if (dash > 0) ctx.fillStyle = hollow;
  ctx.fill();
  ctx.fillStyle = color;
  ctx.stroke();
}

/** The same marker, for the legend, in a box of 28 by 12. */
export function markerShape({ marker, dash }: Series): string {
  if (marker === 'none') return '';
  const paint = dash > 0 ? ' fill="var(--card)" stroke-width="1.5"' : '';
  if (marker === 'circle') return `<circle cx="14" cy="6" r="${RADIUS}"${paint}/>`;
  return `<polygon${paint} points="${CORNERS[marker].map(([right, down]) => `${14 + right * RADIUS},${6 + down * RADIUS}`).join(' ')}"/>`;
}
