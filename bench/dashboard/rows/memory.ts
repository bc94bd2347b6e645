/** What maps take, and how they grow. */
import { BytesIEC, OpsPerSecond, Short } from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels.js';
import { chosen, maxBy, rateBy, ratio, sumBy } from '../queries.js';

const entries = sumBy('map', chosen('wasmap_entries'));
const bytes = sumBy('map', chosen('wasmap_memory_bytes'));

export const memory = {
  title: 'Memory',
  panels: [
    graph({
      title: 'Linear memory', unit: BytesIEC, stacked: true,
      description: 'What maps own, outside the JavaScript heap. If it grows without end, compare Entries: those that nobody removes, or snapshots that are not disposed of. '
        + 'A Heap with maximumBytes bounds it; maps of keys of any kind are on the JavaScript heap, and not here.',
      queries: [[bytes, '{{map}}']],
    }),
    graph({ title: 'Entries', unit: Short, description: 'Entries of maps. A cache that only grows needs to forget.', queries: [[entries, '{{map}}']] }),
    graph({
      title: 'Bytes of an entry', unit: BytesIEC,
      description: 'Memory by entries. It doubles and falls again as tables grow. If it stays high after many entries went, shrink() gives back what the others do not need.',
      queries: [[ratio(bytes, entries), '{{map}}']],
    }),
    graph({
      title: 'Growth', unit: OpsPerSecond,
      description: 'Segments of 16 KiB that were full, and became two. Many at the start of a large load: reserve() does them at once.',
      queries: [[rateBy('map', 'wasmap_splits_total'), '{{map}} splits']],
    }),
    graph({
      title: 'Longest lookup', unit: Short,
      description: 'Groups of slots that the longest lookup reads. A handful is usual; more and more, without growth, means that hashes are alike.',
      queries: [[maxBy('map', chosen('wasmap_probe_length_max')), '{{map}}']],
    }),
    graph({
      title: 'Snapshots open, and segments', unit: Short,
      description: 'A snapshot keeps what is written over after it: dispose of it. Segments are what a map is made of once it has outgrown 16 KiB.',
      queries: [[sumBy('map', chosen('wasmap_snapshots_open')), '{{map}} snapshots'], [sumBy('map', chosen('wasmap_segments')), '{{map}} segments']],
    }),
  ],
};
