/** What became of batches. */
import type { BatchFigures } from '../batch-figures.js';
import { type Family, counter, countersBy, gauge } from './family.js';

const durations: Family = {
  name: 'wasmap_putall_duration_seconds', help: 'How long batches took, by what came of them.', type: 'histogram', aggregator: 'sum',
  show({ batches }, lines) {
    for (const [result, histogram] of batches.durations) lines.putHistogram(histogram, 'result', result);
  },
};

const entries: Family = {
  name: 'wasmap_putall_batch_entries', help: 'Entries of batches.', type: 'histogram', aggregator: 'sum',
  show({ batches }, lines) {
    if (batches.entries.count > 0) lines.putHistogram(batches.entries);
  },
};

/** Nothing of maps that no batch was written to. */
function begun<Figure>(batches: BatchFigures, figure: Figure): Figure | undefined {
  return batches.durations.size > 0 ? figure : undefined;
}

export const ofBatches: readonly Family[] = [
  durations,
  countersBy('wasmap_putall_operations_total', 'Batches, by what came of them.', 'result', ({ batches }) => begun(batches, batches.operations)),
  gauge('wasmap_putall_batch_size', 'Entries of the last batch.', 'max', ({ batches }) => batches.size),
  entries,
  counter('wasmap_putall_entries_total', 'Entries that batches have written.', ({ batches }) => begun(batches, batches.written)),
  counter('wasmap_putall_collisions_total', 'Entries of batches whose home group was full.', ({ batches }) => begun(batches, batches.collisions)),
  countersBy(
    'wasmap_concurrent_modifications_total', 'Batches given up because the map was written to meanwhile, by who did.', 'kind',
    ({ health, batches }) => begun(batches, health.counters.concurrentModifications),
  ),
  counter('wasmap_putall_gc_triggers_total', 'Collections of garbage while a batch ran.', ({ batches }) => begun(batches, batches.collections)),
];
