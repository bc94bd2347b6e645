/** What all charts share: colours of the page's theme, axes in its type, and a size that follows the page. */
import uPlot from 'uplot';

/** One line or cloud of points; colours are names of CSS variables, so that the theme decides. */
export interface Series {
  readonly label: string;
  readonly color: string;
  readonly dashed: boolean;
  readonly values: readonly (number | null)[];
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

const HEIGHT = 300;
const FONT = '12px system-ui, sans-serif';

/** Draws into `host`, redraws when its width or the colour scheme changes. */
export function drawChart(host: HTMLElement, options: ChartOptions): void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(plotOptions(host, options), alignedData(options), host);
  };
  draw();
  new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: HEIGHT })).observe(host);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}

function alignedData({ x, series }: ChartOptions): uPlot.AlignedData {
  return [[...x], ...series.map(({ values }) => [...values])];
}

function plotOptions(host: HTMLElement, options: ChartOptions): uPlot.Options {
  const colorOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = (label: string, format: (value: number) => string): uPlot.Axis => ({
    label,
    labelFont: FONT,
    font: FONT,
    stroke: colorOf('--muted'),
    grid: { stroke: colorOf('--grid'), width: 1 },
    ticks: { stroke: colorOf('--grid'), width: 1 },
    values: (_plot, splits) => splits.map((value) => (value === null ? '' : format(value))),
  });
  const xAxis = axis(options.xLabel, options.formatX);
  const { xTicks } = options;
  return {
    width: host.clientWidth,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: false, ...distribution(options.xScale), range: paddedRange(options.xScale, options.style === 'bars') },
      y: { ...distribution(options.yScale), range: yRange(options.yScale) },
    },
    axes: [
      // Ticks that were chosen are all drawn: the library would drop some on a logarithmic scale.
      xTicks ? { ...xAxis, splits: () => [...xTicks], filter: (_plot, splits) => splits } : xAxis,
      { ...axis(options.yLabel, options.formatY), size: 72 },
    ],
    series: [
      { label: options.xLabel, value: (_plot, value) => (value === null ? '–' : options.formatX(value)) },
      ...options.series.map((series) => plotSeries(series, options, colorOf(series.color))),
    ],
  };
}

function plotSeries({ label, dashed }: Series, { style, formatY }: ChartOptions, color: string): uPlot.Series {
  const common: uPlot.Series = {
    label,
    stroke: color,
    width: 2,
    spanGaps: true,
    value: (_plot, value) => (value === null || value === undefined ? '–' : formatY(value)),
  };
  if (dashed) common.dash = [6, 4];
  if (style === 'points') return { ...common, paths: () => null, points: { show: true, size: 5, fill: color, width: 1 } };
  if (style === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.6, 90] });
    return paths ? { ...common, fill: color, paths, points: { show: false } } : common;
  }
  return { ...common, points: { show: true, size: 6, fill: color } };
}

/** The library's types number the distributions by an ambient enum, which a bundler cannot read: hence plain numbers. */
function distribution(scale: 'linear' | 'logarithmic'): object {
  return scale === 'logarithmic' ? { distr: 3, log: 10 } : { distr: 1 };
}

function paddedRange(scale: 'linear' | 'logarithmic', bars: boolean): uPlot.Scale.Range {
  if (bars) return (_plot, least, most) => [least - 0.6, most + 0.6];
  if (scale === 'linear') return (_plot, least, most) => [least, most];
  return (_plot, least, most) => [least / 1.3, most * 1.3];
}

function yRange(scale: 'linear' | 'logarithmic'): uPlot.Scale.Range {
  if (scale === 'linear') return (_plot, _least, most) => [0, most > 0 ? most * 1.08 : 1];
  return (_plot, least, most) => uPlot.rangeLog(Math.max(least, Number.MIN_VALUE), most, 10, true);
}
