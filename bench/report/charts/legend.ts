/** The legend: a button for every series, which shows and hides it. The library's own answers to the mouse alone. */
import { escapeHtml } from '../html.js';
import { dashOf, markerShape } from './marks.js';
import type { ChartOptions, Series } from './options.js';

export class Legend {
  readonly #list: HTMLElement;
  readonly #hidden = new Set<string>();
  #drawn = '';

  constructor(list: HTMLElement, onToggle: (index: number, shown: boolean) => void) {
    this.#list = list;
    list.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button === null) return;
      const label = button.textContent;
      const shown = this.#hidden.has(label);
      if (shown) this.#hidden.delete(label);
      else this.#hidden.add(label);
      button.setAttribute('aria-pressed', String(shown));
      onToggle([...list.querySelectorAll('button')].indexOf(button), shown);
    });
  }

  isShown(label: string): boolean {
    return !this.#hidden.has(label);
  }

  /** Leaves buttons alone that are still right: one of them may have the focus. */
  show({ series, style }: ChartOptions): void {
    const html = series.map((one) => this.#item(one, style)).join('');
    if (html === this.#drawn) return;
    this.#drawn = html;
    this.#list.innerHTML = html;
  }

  #item(series: Series, style: ChartOptions['style']): string {
    const label = escapeHtml(series.label);
    return `<li><button type="button" aria-pressed="${this.isShown(series.label)}">${swatch(series, style)}${label}</button></li>`;
  }
}

function swatch(series: Series, style: ChartOptions['style']): string {
  const { color, dash } = series;
  const paint = `style="--series: var(${color})"`;
  const box = (content: string): string => `<svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true" ${paint}>${content}</svg>`;
  if (style === 'bars') return box(`<rect x="5" y="1" width="18" height="10" stroke-width="2"${dash === 0 ? '' : ' fill-opacity="0.2"'}/>`);
  const pattern = dashOf(dash);
  const dashes = pattern ? ` stroke-dasharray="${pattern.join(' ')}"` : '';
  const line = `<line x1="0" y1="6" x2="28" y2="6" stroke-width="2"${dashes}/>`;
  return box((style === 'points' ? '' : line) + markerShape(series));
}
