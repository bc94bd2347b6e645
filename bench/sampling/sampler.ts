/**
 * Sampling by the npm package `benchmark`: one iteration is one whole pass, on a table made in the untimed setup.
 *
 * Its deferred mode is used although passes are synchronous: otherwise it runs every test once more as a trial before
 * each sample, which would double the time at millions of entries and spoil "the first map of a fresh process". Its
 * calibration is off (`minTime`, `maxTime`), because a sample must be exactly the passes that were asked for.
 */
import Benchmark from 'benchmark';

/** What a sample times, and what surrounds it. */
export interface Timed {
  setup(passes: number): void;
  pass(): void;
  teardown(): void;
}

/** Node's clock tells nanoseconds: no sample is too short for it. Browsers' sampler has another answer. */
export function leastSampleMs(): number {
  return 0;
}

interface Deferred {
  resolve(): void;
}

// Compiling the text of `pass` into a test of its own would lose what it closes over.
Benchmark.support.decompilation = false;

/** Positive, so that benchmark.js keeps it, and shorter than any pass, so that one cycle is enough. */
const NO_MINIMUM = 1e-12;

/**
 * Passes over small tables are timed several in a row inside one iteration: benchmark.js's own loop around a deferred
 * test costs microseconds an iteration, as much as hundreds of lookups.
 *
 * @returns seconds a pass, one figure a sample, each the mean of `passes` passes
 */
export function takeSamples(timed: Timed, passes: number, samples: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const attempt = (step: () => void): void => {
      if (failure !== undefined) return;
      try {
        step();
      } catch (error) {
        // benchmark.js would call the step again.
        failure = error instanceof Error ? error : new Error('a benchmark step threw something that is no error', { cause: error });
      }
    };
    const benchmark = new Benchmark({
      defer: true,
      delay: 0,
      initCount: 1,
      minSamples: samples,
      minTime: NO_MINIMUM,
      maxTime: -1,
      setup: () => attempt(() => timed.setup(passes)),
      fn: (deferred: Deferred) => {
        attempt(() => {
          for (let pass = 0; pass < passes; pass++) timed.pass();
        });
        deferred.resolve();
      },
      teardown: () => attempt(() => timed.teardown()),
      onComplete: () => {
        failure ??= benchmark.error;
        if (failure !== undefined) reject(failure);
        else resolve(benchmark.stats.sample.map((seconds) => seconds / passes));
      },
    });
    benchmark.run();
  });
}
