/** Advice on a map, from its own counters. */
import type { Advice } from './advice/advice.js';
import { type Facts, factsOf } from './advice/facts.js';
import * as Kinds from './advice/kind-rules.js';
import * as Memory from './advice/memory-rules.js';
import * as PlainMap from './advice/plain-map-rules.js';
import * as Use from './advice/use-rules.js';
import { tableOf } from './subject.js';

/** Each says its advice where it applies. Those that come first mean the most. */
const rules: readonly ((facts: Facts) => Advice | undefined)[] = [
  Memory.collidingKeys, Memory.siphash,
  PlainMap.fewEntries, PlainMap.reusedStrings, PlainMap.onlyAMap,
  Kinds.bytesKeys, Kinds.numberKeys, Kinds.textKeys, Kinds.narrowKeys, Kinds.numberValues, Kinds.blobValues,
  Use.javascriptEngine, Use.debug, Use.singleWrites, Use.mostlyMisses,
  Memory.capacity, Memory.shrink, Memory.openSnapshots,
];

/**
 * What would serve a map or set better, by its own counters: another kind, capacity or engine, other ways to use it, or a plain `Map`. Where nothing is to
 * be said, the list is empty, or says that there were too few observations. Of a map that was disposed of nothing is to be said.
 *
 * Kinds are told from the first 1 000 entries, in the map's own order: others may not fit, so look at what else the map is given. Nothing is counted as a
 * read. A map that came from a file goes on from the version that it had, so what was written in its former life counts. O(1): up to a
 * few milliseconds.
 *
 * @throws WasmapTypeError for what is no map or set.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { advise } from 'wasmap/watch';
 * const prices = new WasmMap<unknown, number>();
 * for (let id = 0; id < 5000; id++) prices.set(id, id / 2);
 * const [advice] = advise(prices);
 * console.log(advice?.code, advice?.options); // number-keys { key: 'u32' }
 * ```
 *
 * @category Watching
 */
export function advise(map: object): Advice[] {
  const table = tableOf('advise', map);
  if (table.closed) return [];
  const facts = factsOf(table);
  const advice = rules.map((rule) => rule(facts)).filter((each) => each !== undefined);
  const operations = Use.operationsOf(facts);
  if (advice.length > 0 || operations >= Use.LEAST_OPERATIONS) return advice;
  return [{
    code: 'too-few-observations', about: 'use', evidence: { operations, size: facts.size },
    message: `It was read and written ${operations} times, which tells too little: ask again when it has been in use for a while.`,
  }];
}
