/* eslint-disable @typescript-eslint/no-deprecated -- the form that every Grafana imports: that of `dashboardv2` is for version 12 and later */
/** The dashboard for Grafana over the metrics of wasmap/metrics. */
import {
  type Dashboard, DashboardBuilder, DashboardCursorSync, DatasourceVariableBuilder, QueryVariableBuilder, RowBuilder, VariableRefresh, VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './panels.js';
import { batches } from './rows/batches.js';
import { caches } from './rows/caches.js';
import { goldenSignals } from './rows/golden-signals.js';
import { guards } from './rows/guards.js';
import { memory } from './rows/memory.js';
import { tippingPoint } from './rows/tipping-point.js';

const ROWS = [goldenSignals, batches, memory, tippingPoint, caches, guards];

/** A choice of a label's values, all by default. */
function variable(name: string, label: string, metric: string): QueryVariableBuilder {
  const query = `label_values(${metric}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(label).datasource(DATA_SOURCE).query({ query, refId: name }).definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged).sort(VariableSort.AlphabeticalAsc)
    .multi(true).includeAll(true).allValue('.*').current({ selected: true, text: ['All'], value: ['$__all'] });
}

export function buildDashboard(): Dashboard {
  const builder = new DashboardBuilder('wasmap')
    .uid('wasmap').tags(['wasmap']).timezone('browser').refresh('10s').time({ from: 'now-30m', to: 'now' }).tooltip(DashboardCursorSync.Crosshair)
    .description('Maps, sets and caches of wasmap, as wasmap/metrics shows them. Generated: to change it for good, change what it is generated from.')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(variable('job', 'Job', 'wasmap_entries'))
    .withVariable(variable('instance', 'Instance', 'wasmap_entries{job=~"$job"}'))
    .withVariable(variable('map', 'Map', 'wasmap_entries{job=~"$job",instance=~"$instance"}'))
    .withVariable(variable('cache', 'Cache', 'wasmap_cache_entries{job=~"$job",instance=~"$instance"}'));
  for (const { title, panels } of ROWS) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  return numbered(builder.build());
}

/** Panels are told apart by numbers, which Grafana would give them when it imports the file, and so change it. */
function numbered(dashboard: Dashboard): Dashboard {
  dashboard.panels?.forEach((panel, index) => { panel.id = index + 1; });
  return dashboard;
}

/** As it is in the file. */
export const dashboardText = (): string => `${JSON.stringify(buildDashboard(), null, 2)}\n`;
