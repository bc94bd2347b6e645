/** The bench's plan for what was chosen on the page. */
import { valueKindOf } from '../matrix/dimensions.js';
import type { Step } from '../run/plan.js';
import { cellsChosen, type Choices } from './choices.js';
import { callsTogether } from './clock.js';

/** Pauses show in large tables only. */
const LEAST_GROWTH = 100_000;

export function planOf(choices: Choices, resolutionMs: number): Step[] {
  const { rivals, seed } = choices;
  const cells = cellsChosen(choices).map((cell) => ({ cell, rivals }));
  return choices.also.includes('latency') ? [...cells, ...growthOf(choices, resolutionMs, seed)] : cells;
}

function growthOf({ keys, sizes, rivals, effort }: Choices, resolutionMs: number, seed: number): Step[] {
  const size = Math.max(LEAST_GROWTH, ...sizes);
  const group = callsTogether(resolutionMs, size);
  const repeats = effort === 'quick' ? 1 : 3;
  return keys.flatMap((kind) =>
    rivals.map((rival) => ({ task: { measure: 'growth' as const, rival, keys: kind, values: valueKindOf(kind), size, seed, group }, repeats })),
  );
}
