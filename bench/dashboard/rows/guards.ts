/** Rules for writes that programs set themselves, and what runs them. */
import { Short } from '@grafana/grafana-foundation-sdk/units';
import { graph, stat } from '../panels.js';
import { chosen, sumBy } from '../queries.js';

const VIOLATIONS = chosen('wasmap_guard_violations_total');

export const guards = {
  title: 'Guards',
  panels: [
    graph({
      title: 'Violations', unit: Short, span: 12, threshold: 1, stacked: true,
      description: 'Writes that were not atomic, not idempotent or not observable, as the guard of a map demands. None is to happen: the messages of the channel wasmap:guard '
        + 'say where they come from. Empty where no map has a guard.',
      queries: [[sumBy('map, rule', `increase(${VIOLATIONS}[$__rate_interval])`), '{{map}}: {{rule}}']],
    }),
    stat({
      title: 'Violations in all the time shown', unit: Short, span: 6, threshold: 1,
      description: 'By rule. Red from the first on. Empty where no map has a guard.',
      queries: [[sumBy('rule', `increase(${VIOLATIONS}[$__range])`), '{{rule}}']],
    }),
    stat({
      title: 'Engine', unit: Short, span: 6,
      description: 'Processes by the engine that maps take by themselves. js where WebAssembly was to be expected: engineInfo() says why.',
      queries: [['count by (engine, simd) (wasmap_engine_info{job=~"$job",instance=~"$instance"})', '{{engine}}, SIMD {{simd}}']],
    }),
  ],
};
