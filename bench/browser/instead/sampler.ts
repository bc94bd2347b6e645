/**
 * Samples by the clock that browsers have. Takes the place of `sampling/sampler.ts`: the library there asks for Node's
 * clock, and its own calibration does not know of tables made in the untimed part.
 */
import type * as Node from '../../sampling/sampler.js';
import { clockResolutionMs, leastSample } from '../clock.js';

export type { Timed } from '../../sampling/sampler.js';

export const leastSampleMs: typeof Node.leastSampleMs = () => leastSample(clockResolutionMs());

export const takeSamples: typeof Node.takeSamples = async (timed, passes, samples) => {
  const seconds: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    timed.setup(passes);
    const began = performance.now();
    for (let pass = 0; pass < passes; pass++) timed.pass();
    const elapsed = performance.now() - began;
    timed.teardown();
    seconds.push(elapsed / 1e3 / passes);
  }
  return seconds;
};
