/** The measurements that browsers allow. Takes the place of `measures/index.ts`, in the worker. */
import type * as Node from '../../measures/index.js';
import { measureGrowth } from '../../measures/growth.js';
import { detachOnce } from '../../sampling/process.js';
import { clockResolutionMs } from '../clock.js';
import { holdTables } from '../held.js';

export const runMeasure: typeof Node.runMeasure = async (task) => {
  detachOnce();
  switch (task.measure) {
    case 'growth':
      return { ...(await measureGrowth(task)), resolutionNs: clockResolutionMs() * 1e6 };
    case 'memory':
      return holdTables(task);
    default:
      throw new Error(`'${task.measure}' can be measured on the command line only`);
  }
};
