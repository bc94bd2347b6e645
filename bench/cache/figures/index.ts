/** The figures that the cache sets itself: what has to be measured for them, and how far it gets. */
import { collectionSteps, memorySteps } from '../plan.js';
import type { CacheFigure, CacheReport, CacheSection } from '../report/schema.js';
import type { CacheStep } from '../run.js';
import { collectionFigures, FIGURE_RIVALS, memoryFigures } from './measured.js';
import { ratioFigures } from './ratios.js';
import { throughputFigures, throughputFigureSteps } from './throughput.js';
import { traceSteps } from './traces.js';

/** @throws {Error} when the folder of traces cannot be read or lacks one of them */
export function figureSteps(sections: readonly CacheSection[], traces: string | undefined, seed: number): CacheStep[] {
  const steps: Readonly<Record<CacheSection, () => CacheStep[]>> = {
    ratios: () => (traces === undefined ? [] : traceSteps(traces)),
    throughput: throughputFigureSteps,
    memory: () => FIGURE_RIVALS.flatMap((rival) => memorySteps(rival, seed)),
    collections: () => collectionSteps(FIGURE_RIVALS, seed),
  };
  return sections.flatMap((section) => steps[section]());
}

/** Each with its bar, measured or not. */
export function judgeCaches(report: CacheReport, sections: readonly CacheSection[]): CacheFigure[] {
  const figures = { ratios: ratioFiguresOf, throughput: throughputFigures, memory: memoryFigures, collections: collectionFigures };
  return sections.flatMap((section) => figures[section](report));
}

/** Without traces, bars that depend on them cannot even be named. */
function ratioFiguresOf(report: CacheReport): CacheFigure[] {
  if (report.ratios.length > 0) return ratioFigures(report);
  return [{ section: 'ratios', row: 'hit ratios over traces', bar: 'several', measured: 'not measured: --traces <folder>', met: undefined }];
}

/** Figures with a bar that was not shown to be reached; those that were not measured are among them. */
export function missedBars(figures: readonly CacheFigure[]): CacheFigure[] {
  return figures.filter(({ bar, met }) => bar !== '' && met !== true);
}
