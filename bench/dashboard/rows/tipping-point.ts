/** Whether a map that serves as a cache is worth it. */
import { PercentUnit, Short } from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels.js';
import { rateBy, ratio } from '../queries.js';

/** Misses to a hit from which on looking up costs more than it saves. */
const TIPPING_POINT = 2.3;
const contentionAt = (missesToAHit: number): number => 1 - (1 + missesToAHit) ** -0.72;

const hits = rateBy('map', 'wasmap_hits_total');
const misses = rateBy('map', 'wasmap_misses_total');
const written = rateBy('map', 'wasmap_putall_entries_total');
/** Where nobody reads there is none; misses only would be infinitely many, which nothing draws. */
const missesToAHit = `clamp_max(${misses} / ${hits}, 100) >= 0`;

export const tippingPoint = {
  title: 'Tipping point',
  panels: [
    graph({
      title: 'Misses to a hit', unit: Short, threshold: TIPPING_POINT,
      description: `From ${TIPPING_POINT} on (the dashed line), looking up costs more than it saves. Is the map filled with what is asked for? Load it before traffic comes, keep `
        + 'entries longer, or do without it. 100 stands for more than that, and for misses only.',
      queries: [[missesToAHit, '{{map}}']],
    }),
    graph({
      title: 'Contention, estimated', unit: PercentUnit, max: 1, threshold: Number(contentionAt(TIPPING_POINT).toFixed(2)),
      description: 'How much of the work may get in its own way: 1 − (1 + ρ)^−0.72, for ρ misses to a hit. An estimate, to compare maps and days; the dashed line is at the tipping point.',
      queries: [[`1 - (1 + (${missesToAHit})) ^ -0.72`, '{{map}}']],
    }),
    graph({
      title: 'Share of writes', unit: PercentUnit, max: 1, threshold: 0.5,
      description: 'Entries that batches wrote, among these and what was read; single writes are not counted, so it is the least it can be. Beyond half: are batches sent again that '
        + 'were applied? Give them an idempotencyKey, or write only what changed.',
      queries: [[ratio(written, `(${written} + ${hits} + ${misses})`), '{{map}}']],
    }),
  ],
};
