/** What batches there are, and what becomes of them. */
import { CountsPerSecond, OpsPerSecond, PercentUnit, Seconds, Short, WritesPerSecond } from '@grafana/grafana-foundation-sdk/units';
import { graph, heatmap } from '../panels.js';
import { chosen, quantileByMap, rateBy, ratio } from '../queries.js';

const ENTRIES = 'wasmap_putall_entries_total';

export const batches = {
  title: 'Batches',
  panels: [
    graph({
      title: 'Batches by result', unit: OpsPerSecond, stacked: true,
      description: 'ok: all of it is there. partial: entries that did not fit were left out, as atomic: false asks. failed: taken back or given up, and nothing of it '
        + 'is there. rejected: not begun, as for a wrong version. deduplicated: it had been applied before; many of these mean that whoever sends does not hear the answer.',
      queries: [[rateBy('result', 'wasmap_putall_operations_total'), '{{result}}']],
    }),
    graph({
      title: 'Entries written by batches', unit: WritesPerSecond,
      description: 'By shard where a map has some: if one gets far more than the others, the keys are spread badly.',
      queries: [[rateBy('map, shard', ENTRIES), '{{map}} {{shard}}']],
    }),
    graph({
      title: 'Entries of a batch', unit: Short,
      description: 'P50 and P99 of the entries of batches, and those of the last. Many batches of a few entries cost more than one of all: a WriteBatcher gathers them.',
      queries: [
        [quantileByMap(0.5, 'wasmap_putall_batch_entries'), '{{map}} P50'],
        [quantileByMap(0.99, 'wasmap_putall_batch_entries'), '{{map}} P99'],
        [chosen('wasmap_putall_batch_size'), '{{map}} {{shard}} last'],
      ],
    }),
    heatmap({
      title: 'Durations of batches', unit: Seconds,
      description: 'How many batches took how long. A second band far above the first is often another kind of batch: compare what is written then.',
      queries: [[rateBy('le', 'wasmap_putall_duration_seconds_bucket'), '{{le}}']],
    }),
    graph({
      title: 'Collisions', unit: PercentUnit, max: 1,
      description: 'Entries of batches whose home group was full, among those that were written. Up to a tenth is usual near growing. Much more means that hashes are alike: '
        + "keys of text from outside belong into a map with hash: 'siphash13'.",
      queries: [[ratio(rateBy('map', 'wasmap_putall_collisions_total'), rateBy('map', ENTRIES)), '{{map}}']],
    }),
    graph({
      title: 'Collections of garbage during batches', unit: CountsPerSecond,
      description: 'Collections while a batch ran: they are part of its duration. Pairs made one by one leave garbage; columns of typed arrays leave none.',
      queries: [[rateBy('map', 'wasmap_putall_gc_triggers_total'), '{{map}}']],
    }),
    graph({
      title: 'Taken back, or given up', unit: OpsPerSecond, span: 24,
      description: 'Batches that failed amid being written and were taken back, and those given up because the map was written to meanwhile: by what the batch itself called '
        + "(source, codec, validator), or by others between its slices (interleaved). For the latter, onInterleavedWrite: 'rebase' goes over such writes.",
      queries: [
        [rateBy('map', 'wasmap_rollbacks_total'), '{{map}} taken back'],
        [rateBy('map, kind', 'wasmap_concurrent_modifications_total'), '{{map}} given up: {{kind}}'],
      ],
    }),
  ],
};
