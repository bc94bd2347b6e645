/** The page's script: draws the charts from the report that the page carries. */
import 'uplot/dist/uPlot.min.css';
import './page.css';
import type { OperationName } from '../matrix/dimensions.js';
import { drawChart } from './charts/chart.js';
import { comparableGroups, measureCharts, throughputChart } from './charts/data.js';
import type { Report } from './schema.js';

const source = document.getElementById('report')?.textContent;
if (source) drawAll(JSON.parse(source) as Report);

function drawAll(report: Report): void {
  const groups = comparableGroups(report);
  for (const host of document.querySelectorAll<HTMLElement>('[data-operation]')) {
    const cells = groups.find(([first]) => first.keys === host.dataset['keys']) ?? [];
    drawChart(host, throughputChart(cells, host.dataset['operation'] as OperationName));
  }
  for (const [id, chart] of measureCharts(report)) {
    const host = document.getElementById(`chart-${id}`);
    if (host && chart) drawChart(host, chart);
  }
}
