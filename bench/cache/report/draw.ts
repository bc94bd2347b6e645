/** Draws the charts of the cache's report page into their places. */
import { Chart } from '../../report/charts/chart.js';
import { cacheCharts } from './charts.js';
import type { CacheReport } from './schema.js';

export function drawCaches(report: CacheReport): void {
  cacheCharts(report).forEach(({ title, options }, index) => {
    const host = document.getElementById(`chart-${index}`);
    if (host) new Chart(host, title).show(options);
  });
}
