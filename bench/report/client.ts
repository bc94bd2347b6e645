/** The page's script: draws the charts from the report that the page carries. */
import 'uplot/dist/uPlot.min.css';
import './page.css';
import { drawCaches } from '../cache/report/draw.js';
import type { CacheReport } from '../cache/report/schema.js';
import type { OperationName } from '../matrix/dimensions.js';
import { Chart } from './charts/chart.js';
import { comparableGroups, measureCharts, throughputChart } from './charts/data.js';
import { CHART_TEXTS, OPERATION_TITLES } from './names.js';
import type { Report } from './schema.js';

const source = document.getElementById('report')?.textContent;
if (source) drawAll(JSON.parse(source) as Report);
const ofCaches = document.getElementById('cache-report')?.textContent;
if (ofCaches) drawCaches(JSON.parse(ofCaches) as CacheReport);

function drawAll(report: Report): void {
  const groups = comparableGroups(report);
  for (const host of document.querySelectorAll<HTMLElement>('[data-operation]')) {
    const cells = groups.find(([first]) => first.keys === host.dataset['keys']) ?? [];
    const operation = host.dataset['operation'] as OperationName;
    new Chart(host, `${OPERATION_TITLES[operation]}, ${cells[0]?.keys} keys`).show(throughputChart(cells, operation));
  }
  for (const [id, chart] of measureCharts(report)) {
    const host = document.getElementById(`chart-${id}`);
    if (host && chart) new Chart(host, CHART_TEXTS[id][0]).show(chart);
  }
}
