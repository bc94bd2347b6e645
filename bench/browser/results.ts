/** Results on the page: the list of runs, what has to be said about them, the table, the charts. */
import { Chart } from '../report/charts/chart.js';
import { OPERATIONS } from '../matrix/dimensions.js';
import { headlines } from '../report/headlines.js';
import { element, escapeHtml, table } from '../report/html.js';
import { OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import type { Report } from '../report/schema.js';
import { sectionsOf, type ChartSection } from './charts.js';
import { byId } from './elements.js';
import { resultRows, type ResultTable } from './rows.js';
import { describeRun, type Run } from './runs.js';

export class Results {
  #shown = '';
  #charts = new Map<string, Chart>();
  #table: ResultTable = { head: [], rows: [] };

  /** What the table has, to be copied. */
  get table(): ResultTable {
    return this.#table;
  }

  show(runs: readonly Run[]): void {
    byId('empty').hidden = runs.length > 0;
    byId('runs').innerHTML = runs.map(runItem).join('');
    const newest = runs.at(-1);
    byId('headlines').innerHTML = newest === undefined ? '' : headlines(newest.report, [...OPERATIONS], runs.length > 1 ? newest.letter : undefined);
    byId('notes').innerHTML = notesOn(runs).map((note) => element('p', escapeHtml(note))).join('');
    this.#table = resultRows(runs);
    const { head, rows } = this.#table;
    byId('table').innerHTML = rows.length === 0 ? '' : table(head, rows, 'All results');
    byId('copies').hidden = rows.length === 0;
    this.#showCharts(sectionsOf(runs));
  }

  /** Charts that are there already are kept, and with them what was opened or switched off. */
  #showCharts(sections: readonly ChartSection[]): void {
    const layout = JSON.stringify(sections.map(({ title, charts }) => [title, charts.map(({ id, title: of }) => [id, of])]));
    if (layout !== this.#shown) {
      this.#shown = layout;
      for (const chart of this.#charts.values()) chart.end();
      byId('charts').innerHTML = sections.map(sectionHtml).join('');
      const hosts = byId('charts').querySelectorAll<HTMLElement>('.chart');
      const all = sections.flatMap(({ title, charts }) => charts.map((chart) => ({ ...chart, title: `${title}, ${chart.title}` })));
      this.#charts = new Map(all.map(({ id, title }, index) => [id, new Chart(hosts[index], title)]));
    }
    for (const { charts } of sections) for (const { id, options } of charts) this.#charts.get(id)?.show(options);
  }
}

function sectionHtml({ title, text, charts }: ChartSection): string {
  const figures = charts.map((chart) => {
    const caption = chart.title === title ? '' : element('figcaption', escapeHtml(chart.title));
    return `<figure>${caption}<div class="chart"></div></figure>`;
  });
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(text)}</p><div class="charts">${figures.join('')}</div></section>`;
}

function runItem(run: Run): string {
  const { letter, report } = run;
  const name = escapeHtml(describeRun(run));
  const facts = [`wasmap ${report.wasmap}`, `seed ${report.seed}`, ...(report.quick ? ['quick'] : []), ...clockFacts(report)];
  const button = (action: string, text: string, label: string): string =>
    `<button type="button" data-action="${action}" data-run="${letter}" aria-label="${label}">${text}</button>`;
  return (
    `<li><span class="letter">${letter}</span><span class="what">${name}<small>${escapeHtml(facts.join(', '))}</small></span>` +
    `${button('save', 'Save as JSON', `Save as JSON: run ${letter}`)}${button('remove', 'Remove', `Remove run ${letter}`)}</li>`
  );
}

export function clockFacts({ clock }: Pick<Report, 'clock'>): string[] {
  if (clock === undefined) return [];
  const { resolutionMs, isolated } = clock;
  const steps = resolutionMs < 1 ? `${Number((resolutionMs * 1e3).toPrecision(2))} µs` : `${Number(resolutionMs.toPrecision(2))} ms`;
  return [`the clock tells ${steps}`, isolated ? 'cross-origin isolated' : 'not cross-origin isolated'];
}

/** What charts and tables alone would leave unsaid, each once, with the runs that it is about. */
function notesOn(runs: readonly Run[]): string[] {
  const lettersOf = new Map<string, string[]>();
  for (const { letter, report } of runs) {
    for (const note of new Set(notesOnReport(report))) lettersOf.set(note, [...(lettersOf.get(note) ?? []), letter]);
  }
  return [...lettersOf].map(([note, letters]) => (runs.length > 1 ? `${letters.join(', ')}: ${note}` : note));
}

function notesOnReport({ absent, cells, measures }: Report): string[] {
  const notes = absent.map(({ rival, reason }) => `${RIVAL_TITLES[rival]} did not take part everywhere: ${reason}.`);
  for (const { rival, operation, entries, agrees } of cells) {
    if (agrees) continue;
    const where = `'${OPERATION_TITLES[operation]}' at ${entries} entries`;
    notes.push(`Wrong result: ${RIVAL_TITLES[rival]} came to another than Map in ${where}. Its times mean nothing.`);
  }
  const asked = measures.some(({ repeats }) => repeats.some((result) => result.measure === 'memory' && result.source === 'map'));
  if (asked) {
    notes.push(
      'The memory of a Map is not available here: browsers tell it only to cross-origin isolated pages, and not every browser does. ' +
        'That of wasmap is what it says itself.',
    );
  }
  return notes;
}
