import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProbeBudget } from '../../src/metrics/probe-budget.js';

let time = 0;
beforeEach(() => vi.stubGlobal('performance', { now: () => time }));
afterEach(() => vi.unstubAllGlobals());

/** Maps that note when they were probed, each for so long. */
function maps(names: string, milliseconds: number): { readonly probed: string[]; readonly all: { probe(): void }[] } {
  const probed: string[] = [];
  return { probed, all: names.split(' ').map((name) => ({ probe: () => { probed.push(name); time += milliseconds; } })) };
}

it('probes what comes after a pause of the process', () => {
  const budget = new ProbeBudget();
  const { probed, all } = maps('a b c', 0.1);
  budget.begin();
  for (const map of all) {
    time += 1000;
    budget.probe(map);
  }
  expect(probed.join('')).toBe('abc');
});

it('leaves maps for the next scrape once it has taken its time, and begins with them there', () => {
  const budget = new ProbeBudget();
  const { probed, all } = maps('a b c d e', 2);
  for (let scrape = 0; scrape < 3; scrape++) {
    budget.begin();
    for (const map of all) budget.probe(map);
    probed.push(' ');
  }
  expect(probed.join('')).toBe('ab cd ea ');
});
