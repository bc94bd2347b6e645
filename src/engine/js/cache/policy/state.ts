/** What a policy knows beside its queues and the memory of keys, as words of a file. See `assembly/cache/policy/state.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { POLICY, SPAN } from '../header.js';
import { NONE, SHARES, bestShadow, resumeShadows, scoreAt } from '../shadows.js';
import { counted, setCounted } from './sketch.js';
import { NEXT_FREQUENCY, NEXT_HASH, NOT_KNOWN, RANDOM, WINDOW_MAX, W_TINYLFU, forget, setWindow } from './w-tinylfu.js';

export const STATE_BYTES = 72;
const SAVED_SPAN = 0;
const SAVED_WINDOW = 4;
const SAVED_RANDOM = 8;
const SAVED_COUNTED = 12;
const SAVED_NEXT_HASH = 16;
const SAVED_NEXT_FREQUENCY = 20;
const SAVED_BEST = 24;
const SAVED_SCORES = 32;

const MOST_COUNTED = 0x7fffffff;
const HIGHEST_SCORE = 65536;

/** Writes the state to `to`. */
export function saveState(memory: LinearMemory, cache: number, to: number): void {
  const { u8, f64 } = memory;
  u8.fill(0, to, to + STATE_BYTES);
  store(memory, to + SAVED_SPAN, load(memory, cache + SPAN));
  if (load(memory, cache + POLICY) !== W_TINYLFU) return;
  store(memory, to + SAVED_WINDOW, load(memory, cache + WINDOW_MAX));
  store(memory, to + SAVED_RANDOM, load(memory, cache + RANDOM));
  store(memory, to + SAVED_COUNTED, counted(memory, cache));
  store(memory, to + SAVED_NEXT_HASH, load(memory, cache + NEXT_HASH));
  store(memory, to + SAVED_NEXT_FREQUENCY, load(memory, cache + NEXT_FREQUENCY));
  const best = bestShadow(memory, cache);
  store(memory, to + SAVED_BEST, best);
  if (best !== NONE) SHARES.forEach((_, i) => { f64[((to + SAVED_SCORES) >>> 3) + i] = f64[scoreAt(memory, cache, i) >>> 3]!; });
}

/** Takes the state from `from`, in the shares that it had. False, and nothing changed, for a state that no policy has. */
export function loadState(memory: LinearMemory, cache: number, from: number): boolean {
  if (load(memory, cache + POLICY) !== W_TINYLFU) return true;
  if (!isState(memory, from)) return false;
  const former = load(memory, from + SAVED_SPAN);
  const span = load(memory, cache + SPAN);
  setWindow(memory, cache, load(memory, from + SAVED_WINDOW) * (span / former));
  store(memory, cache + RANDOM, load(memory, from + SAVED_RANDOM));
  setCounted(memory, cache, Math.min(load(memory, from + SAVED_COUNTED), MOST_COUNTED));
  forget(memory, cache);
  if (span !== former) return true;
  store(memory, cache + NEXT_HASH, load(memory, from + SAVED_NEXT_HASH));
  store(memory, cache + NEXT_FREQUENCY, load(memory, from + SAVED_NEXT_FREQUENCY));
  const best = load(memory, from + SAVED_BEST);
  if (best !== NONE) resumeShadows(memory, cache, best, from + SAVED_SCORES);
  return true;
}

function isState(memory: LinearMemory, from: number): boolean {
  const [span, window, random, next, best] = [SAVED_SPAN, SAVED_WINDOW, SAVED_RANDOM, SAVED_NEXT_FREQUENCY, SAVED_BEST]
    .map((at) => load(memory, from + at)) as [number, number, number, number, number];
  if (window === 0 || window > span || random === 0 || (next > 15 && next !== NOT_KNOWN)) return false;
  if (best >= SHARES.length && best !== NONE) return false;
  return SHARES.every((_, i) => {
    const score = memory.f64[((from + SAVED_SCORES) >>> 3) + i]!;
    return score >= 0 && score <= HIGHEST_SCORE;
  });
}
