/** Draws charts: colours of the page's theme, axes in its type, a size that follows the page, and their numbers as a table. */
import uPlot from 'uplot';
import { table } from '../html.js';
import { asTable } from './as-table.js';
import { Legend } from './legend.js';
import { dashOf, drawMarks } from './marks.js';
import { drawnRange, type ChartOptions, type Series } from './options.js';

const HEIGHT = 300;
const FONT = '12px system-ui, sans-serif';

/** A chart in a place of the page; what it shows can change, and its legend keeps what was switched off. */
export class Chart {
  readonly #title: string;
  readonly #canvas: HTMLElement;
  readonly #reading: HTMLElement;
  readonly #numbers: HTMLElement;
  readonly #legend: Legend;
  readonly #ends = new AbortController();
  readonly #resizing: ResizeObserver;
  #plot: uPlot | undefined;
  #options: ChartOptions | undefined;

  constructor(host: HTMLElement, title: string) {
    this.#title = title;
    this.#canvas = child(host, 'div', 'canvas');
    this.#canvas.setAttribute('role', 'img');
    this.#reading = child(host, 'p', 'reading');
    this.#reading.setAttribute('aria-hidden', 'true');
    this.#legend = new Legend(child(host, 'ul', 'legend'), (index, shown) => this.#plot?.setSeries(index + 1, { show: shown }));
    const details = child(host, 'details', 'numbers');
    child(details, 'summary', '').textContent = 'The chart as a table';
    this.#numbers = child(details, 'div', '');
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw(), { signal: this.#ends.signal });
    this.#resizing = new ResizeObserver(() => this.#plot?.setSize({ width: this.#canvas.clientWidth, height: HEIGHT }));
    this.#resizing.observe(this.#canvas);
  }

  show(options: ChartOptions): void {
    this.#options = options;
    const names = options.series.map(({ label }) => label).join('; ');
    const axes = `${options.yLabel} by ${options.xLabel}`;
    this.#canvas.setAttribute('aria-label', `Chart: ${this.#title}. ${axes}. Of: ${names}. Its numbers are in the table below.`);
    this.#legend.show(options);
    const { head, rows } = asTable(options);
    this.#numbers.innerHTML = table(head, rows, this.#title);
    this.#draw();
  }

  /** Takes the chart off the page. */
  end(): void {
    this.#ends.abort();
    this.#resizing.disconnect();
    this.#plot?.destroy();
  }

  #draw(): void {
    const options = this.#options;
    if (options === undefined) return;
    this.#plot?.destroy();
    const data: uPlot.AlignedData = [[...options.x], ...options.series.map(({ values }) => [...values])];
    this.#plot = new uPlot(plotOptions(this.#canvas, options, (index) => this.#read(index)), data, this.#canvas);
    options.series.forEach(({ label }, index) => {
      if (!this.#legend.isShown(label)) this.#plot?.setSeries(index + 1, { show: false });
    });
  }

  /** Says the values under the pointer. */
  #read(index: number | null | undefined): void {
    const options = this.#options;
    if (options === undefined) return;
    const at = index === null || index === undefined ? undefined : options.x[index];
    const values = options.series.flatMap(({ label, values: of }) => {
      const value = of[index ?? -1] ?? null;
      return value === null ? [] : [`${label} ${options.formatY(value)}`];
    });
    this.#reading.textContent = at === undefined ? '' : `${options.formatX(at)}: ${values.join(', ')}`;
  }
}

function child(host: HTMLElement, name: string, className: string): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  host.append(element);
  return element;
}

function plotOptions(host: HTMLElement, options: ChartOptions, onRead: (index: number | null | undefined) => void): uPlot.Options {
  const axis = (label: string, format: (value: number) => string): uPlot.Axis => ({
    label,
    labelFont: FONT,
    font: FONT,
    stroke: colorOf('--muted'),
    grid: { stroke: colorOf('--grid'), width: 1 },
    ticks: { stroke: colorOf('--grid'), width: 1 },
    values: (_plot, splits) => splits.map((value) => (value === null ? '' : format(value))),
  });
  const xAxis = { ...axis(options.xLabel, options.formatX), size: 34, labelSize: 20 };
  const { xTicks } = options;
  return {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: options.style !== 'bars' } },
    scales: {
      x: { time: false, ...distribution(options.xScale), range: paddedRange(options.xScale, options.style === 'bars') },
      y: { ...distribution(options.yScale), range: yRange(options) },
    },
    axes: [
      // Ticks that were chosen are drawn where there is room: the library would drop some on a logarithmic scale in any case.
      xTicks ? { ...xAxis, splits: () => [...xTicks], filter: (plot, splits) => roomy(plot, splits, options.formatX) } : xAxis,
      { ...axis(options.yLabel, (value) => options.formatY(value).replace(/\.0+(?=\s|$)/, '')), size: 58, labelSize: 20 },
    ],
    series: [{}, ...options.series.map((series) => plotSeries(series, options))],
    hooks: {
      drawSeries: [(plot, index) => drawMarks(plot, index, options, colorOf)],
      setCursor: [(plot) => onRead(plot.cursor.idx)],
    },
  };
}

/** Roughly, at the size of the axes' type. */
const CHARACTER_WIDTH = 6.5;
const LABEL_GAP = 10;

/** Ticks without those whose labels would run into each other; the last one stays, and makes way for itself. */
function roomy(plot: uPlot, ticks: readonly number[], format: (value: number) => string): (number | null)[] {
  const kept: (number | null)[] = ticks.map(() => null);
  let before = Number.POSITIVE_INFINITY;
  for (let i = ticks.length - 1; i >= 0; i--) {
    const middle = plot.valToPos(ticks[i], 'x');
    const half = (format(ticks[i]).length * CHARACTER_WIDTH + LABEL_GAP) / 2;
    if (middle + half > before) continue;
    kept[i] = ticks[i];
    before = middle - half;
  }
  return kept;
}

function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function plotSeries({ label, dash, color: name }: Series, { style }: ChartOptions): uPlot.Series {
  const color = colorOf(name);
  const common: uPlot.Series = { label, stroke: color, width: 2, spanGaps: true, points: { show: false } };
  const pattern = dashOf(dash);
  if (pattern) common.dash = [...pattern];
  if (style === 'points') return { ...common, paths: () => null };
  if (style === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.6, 90] });
    // Bars of other runs than the first are outlined: colour alone would not tell them apart.
    return paths ? { ...common, fill: dash === 0 ? color : `${color}33`, paths } : common;
  }
  return common;
}

/** The library's types number the distributions by an ambient enum, which a bundler cannot read: hence plain numbers. */
function distribution(scale: 'linear' | 'logarithmic'): object {
  return scale === 'logarithmic' ? { distr: 3, log: 10 } : { distr: 1 };
}

function paddedRange(scale: 'linear' | 'logarithmic', bars: boolean): uPlot.Scale.Range {
  if (bars) return (_plot, least, most) => [least - 0.6, most + 0.6];
  if (scale === 'linear') return (_plot, least, most) => [least, most > least ? most : least + 1];
  return (_plot, least, most) => [least / 1.3, most * 1.3];
}

/** Room for the whiskers, too, of which the library knows nothing. */
function yRange(options: ChartOptions): uPlot.Scale.Range {
  const [least, greatest] = drawnRange(options);
  if (options.yScale === 'linear') return (_plot, _least, most) => [0, Math.max(most, greatest) > 0 ? Math.max(most, greatest) * 1.08 : 1];
  if (least > greatest) return () => [1, 10];
  return () => uPlot.rangeLog(least, greatest, 10, true);
}
