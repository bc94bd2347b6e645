/** The clock for what takes how long. */

/** Milliseconds; where there is no `performance`, as in AudioWorklets, those of the day's time. Looked for at each call: modules that load ask for none. */
export function now(): number {
  const { performance } = globalThis as { performance?: Performance };
  return performance === undefined ? Date.now() : performance.now();
}
