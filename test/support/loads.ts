/** Loads as the loading of caches makes them, for those who test what is told of them. */
import { type LoadFacts, type LoadOutcome, tracedLoad } from '../../src/diagnostics/load-trace.js';

/** Has `perform` called as a load of `cache`, in its turn; what is given of `facts` stands for the rest. */
export function load(cache: object, perform: () => Promise<readonly LoadOutcome[]>, facts: Partial<LoadFacts> = {}): Promise<readonly LoadOutcome[]> {
  return tracedLoad({ cache, keys: 1, isRefresh: false, signal: new AbortController().signal, joined: () => 0, ...facts }, perform)();
}

export const loaded = (...values: unknown[]): (() => Promise<readonly LoadOutcome[]>) => () => Promise.resolve(values.map((value) => ({ value })));
