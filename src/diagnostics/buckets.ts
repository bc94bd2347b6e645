/** Upper bounds of the histograms of batches and of loads, the same in all that is exported. */

/** From a batch of some entries to one of many millions. */
export const DURATION_SECONDS: readonly number[] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Of loads: from a read of another process's memory to a query that times out. */
export const LOAD_SECONDS: readonly number[] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
export const ENTRIES: readonly number[] = Array.from({ length: 21 }, (_, power) => 2 ** power);
