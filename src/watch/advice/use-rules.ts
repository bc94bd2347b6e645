/** Advice on the engine, and on how a map is used. */
import { TIPPING_POINT } from '../options.js';
import type { Advice } from './advice.js';
import type { Facts } from './facts.js';

/** Less use than that tells nothing. */
export const LEAST_OPERATIONS = 1000;
/** Single writes that are worth gathering. */
const MANY_WRITES = 10_000;
/** How many of them there are to a batch where somebody has thought of batches. */
const WRITES_A_BATCH = 100;

/** Keys read, and calls that wrote. */
export function operationsOf({ hits, misses, version }: Facts): number {
  return hits + misses + version;
}

export function javascriptEngine({ engine, wasmRuns, key, size }: Facts): Advice | undefined {
  if (engine === 'wasm' || !wasmRuns || key === 'any') return undefined;
  return {
    code: 'javascript-engine', about: 'engine', evidence: { engine, size }, options: { engine: 'auto' },
    message: 'It runs on the JavaScript engine, whose reads of large maps take one and a half times as long, though this runtime has WebAssembly with SIMD. Leave engine: \'js\' out, and '
      + 'WASMAP_ENGINE; if neither is there, engineInfo().reason says why.',
  };
}

export function debug({ debug: isDebugged, version }: Facts): Advice | undefined {
  if (!isDebugged) return undefined;
  return {
    code: 'debug', about: 'use', evidence: { debug: true, version },
    message: 'It was made with the option debug, with which every write notes its stack: that is for finding a mistake, not for every day.',
  };
}

/**
 * Of the kinds whose batches were measured to be faster. A native Map takes batches no faster than single writes; and a WriteBatcher, which promises
 * something for each, took three times as long as single writes: it is for batches that are to be all or nothing.
 */
export function singleWrites({ key, value, version, putAlls, size }: Facts): Advice | undefined {
  const writes = version - putAlls;
  if (['any', 'bytes', 'codec'].includes(key) || writes < MANY_WRITES || writes < WRITES_A_BATCH * putAlls) return undefined;
  const batch = value === 'none' ? 'addAll' : 'putAll';
  const faster = key === 'string' ? `${batch} of packed columns takes them three times as fast` : `${batch} takes them two to three times as fast`;
  return {
    code: 'single-writes', about: 'use', evidence: { writes, putAlls, size },
    message: `It was written to in ${writes} single calls. Where several entries are at hand, ${faster}.`,
  };
}

export function mostlyMisses({ hits, misses, size }: Facts): Advice | undefined {
  if (hits + misses < LEAST_OPERATIONS || misses <= TIPPING_POINT * hits) return undefined;
  return {
    code: 'mostly-misses', about: 'use', evidence: { hits, misses, size },
    message: `${misses} reads found nothing and ${hits} did. Are they asked with keys as they were written (a number is not its text)? If so, what fills the map comes too `
      + 'late, or lets go too early.',
  };
}
