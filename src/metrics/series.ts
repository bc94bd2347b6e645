/** All observed maps with the same labels. */
import type { Table } from '../map/table.js';
import { BatchFigures } from './batch-figures.js';
import type { Figures } from './families/family.js';
import { type Counters, type Health, added, joined, negative } from './health.js';
import { Members } from './members.js';
import type { LabelValues } from './registry.js';
import type { Violations } from './violation-watch.js';

/** By tables of maps. */
export class Series extends Members<Table, Counters, Health> {
  readonly batches = new BatchFigures();
  readonly violations: Violations = { counts: undefined };

  constructor(labels: LabelValues) {
    super(labels, { added, joined, negative });
  }

  /** What there is to show now; undefined where no map is left. */
  take(): Figures | undefined {
    const health = this.look();
    return health === undefined ? undefined : { health, batches: this.batches, violations: this.violations.counts };
  }
}
