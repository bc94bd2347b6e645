import { detachOnce } from '../sampling/process.js';
import { measureBatches } from './batches.js';
import { measureCollection } from './collection.js';
import { measureEndurance } from './endurance.js';
import { measureGrowth } from './growth.js';
import type { MeasureResult, MeasureTask } from './measure.js';
import { measureMemory } from './memory.js';
import { measureMixed } from './mixed.js';
import { measureResident } from './resident.js';
import { measureSustained } from './sustained.js';

/** Runs one measurement in this process, which should be a fresh one. */
export function runMeasure(task: MeasureTask): Promise<MeasureResult> {
  detachOnce();
  switch (task.measure) {
    case 'growth':
      return measureGrowth(task);
    case 'memory':
      return measureMemory(task);
    case 'collection':
      return measureCollection(task);
    case 'batches':
      return measureBatches(task);
    case 'mixed':
      return measureMixed(task);
    case 'resident':
      return measureResident(task);
    case 'sustained':
      return measureSustained(task);
    case 'endurance':
      return measureEndurance(task);
  }
}
