/** Traffic, latency, errors, saturation: whether all is well, before anything else is looked at. */
import { OpsPerSecond, PercentUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels.js';
import { BEGUN, chosen, FAILURES, maxBy, quantileByMap, rate, rateBy, sumBy } from '../queries.js';

const OPERATIONS = 'wasmap_putall_operations_total';
const DURATION = 'wasmap_putall_duration_seconds';
const QUARTER = 6;

export const goldenSignals = {
  title: 'Golden signals',
  panels: [
    graph({
      title: 'Traffic: reads', unit: OpsPerSecond, span: QUARTER,
      description: 'Reads a second, one by one or in bulk. If they fall while the service has as many requests, something before the map answers them, or fails.',
      queries: [[sumBy('map', `${rate('wasmap_hits_total')} + ${rate('wasmap_misses_total')}`), '{{map}}']],
    }),
    graph({
      title: 'Latency: batches', unit: Seconds, span: QUARTER, threshold: 0.1,
      description: 'How long one batch in two, and one in a hundred, takes at least; those that were refused at once are left out. A batch holds up all requests '
        + 'of its process: beyond a tenth of a second make batches smaller, call reserve() before the first, or use putAllAsync.',
      queries: [[quantileByMap(0.5, DURATION, BEGUN), '{{map}} P50'], [quantileByMap(0.99, DURATION, BEGUN), '{{map}} P99']],
    }),
    graph({
      title: 'Errors: batches that fail', unit: PercentUnit, span: QUARTER, max: 1, threshold: 0.01,
      description: 'Batches that did not go in as a whole, among all. What became of them is in the row Batches, by result; the error that putAll throws names '
        + 'the first entry that did not fit.',
      queries: [[`(${rateBy('map', OPERATIONS, FAILURES)} or 0 * ${rateBy('map', OPERATIONS)}) / (${rateBy('map', OPERATIONS)} > 0)`, '{{map}}']],
    }),
    graph({
      title: 'Saturation: load', unit: PercentUnit, span: QUARTER, max: 1,
      description: 'Entries by slots, of the fullest map or shard of a name. Tables grow by themselves at 81 %: what stays near that is about to take more memory; '
        + 'what stays far below after entries went can give some back by shrink().',
      queries: [[maxBy('map', chosen('wasmap_load_ratio')), '{{map}}']],
    }),
  ],
};
