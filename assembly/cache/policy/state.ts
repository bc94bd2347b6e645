/**
 * What a policy knows beside its queues and the memory of keys: words that go to a file and come back, 72 bytes, of which src/serial/FORMAT.md says where is
 * what. Nothing else needs to know which fields those are.
 */
import { POLICY, SPAN } from "../header";
import { COUNT_OF_SHADOWS, NONE, bestShadow, resumeShadows, saveScores } from "../shadows";
import { counted, setCounted } from "./sketch";
import { NEXT_FREQUENCY, NEXT_HASH, NOT_KNOWN, RANDOM, WINDOW_MAX, forget, setWindow } from "./w-tinylfu";
import { W_TINYLFU } from "./policy";

// @ts-ignore: decorator
@inline export const STATE_BYTES: u32 = 72;
// @ts-ignore: decorator
@inline const SAVED_SPAN: usize = 0;
// @ts-ignore: decorator
@inline const SAVED_WINDOW: usize = 4;
// @ts-ignore: decorator
@inline const SAVED_RANDOM: usize = 8;
// @ts-ignore: decorator
@inline const SAVED_COUNTED: usize = 12;
// @ts-ignore: decorator
@inline const SAVED_NEXT_HASH: usize = 16;
// @ts-ignore: decorator
@inline const SAVED_NEXT_FREQUENCY: usize = 20;
// @ts-ignore: decorator
@inline const SAVED_BEST: usize = 24;
// @ts-ignore: decorator
@inline const SAVED_SCORES: usize = 32;   // f64 each

/** More than any number that a sketch counts to, and little enough to be added to. */
// @ts-ignore: decorator
@inline const MOST_COUNTED: u32 = 0x7fffffff;
/** More than any score, which is ten times the requests between two decisions at most. */
// @ts-ignore: decorator
@inline const HIGHEST_SCORE: f64 = 65536;

/** Writes the state to `to`. */
export function saveState(cache: usize, to: usize): void {
  memory.fill(to, 0, STATE_BYTES);
  store<u32>(to, load<u32>(cache, SPAN), SAVED_SPAN);
  if (load<u32>(cache, POLICY) != W_TINYLFU) return;
  store<u32>(to, load<u32>(cache, WINDOW_MAX), SAVED_WINDOW);
  store<u32>(to, load<u32>(cache, RANDOM), SAVED_RANDOM);
  store<u32>(to, counted(cache), SAVED_COUNTED);
  store<u32>(to, load<u32>(cache, NEXT_HASH), SAVED_NEXT_HASH);
  store<u32>(to, load<u32>(cache, NEXT_FREQUENCY), SAVED_NEXT_FREQUENCY);
  const best = bestShadow(cache);
  store<u32>(to, best, SAVED_BEST);
  if (best != NONE) saveScores(cache, to + SAVED_SCORES);
}

/**
 * Takes the state from `from`; where the shares are of another number of entries than they were, they stay the same parts of it, and simulations begin anew. False,
 * and nothing changed, for a state that no policy has.
 */
export function loadState(cache: usize, from: usize): bool {
  if (load<u32>(cache, POLICY) != W_TINYLFU) return true;
  if (!isState(from)) return false;
  const former = load<u32>(from, SAVED_SPAN);
  const span = load<u32>(cache, SPAN);
  setWindow(cache, <f64>load<u32>(from, SAVED_WINDOW) * (<f64>span / <f64>former));
  store<u32>(cache, load<u32>(from, SAVED_RANDOM), RANDOM);
  setCounted(cache, min(load<u32>(from, SAVED_COUNTED), MOST_COUNTED));
  forget(cache);
  if (span != former) return true;
  store<u32>(cache, load<u32>(from, SAVED_NEXT_HASH), NEXT_HASH);
  store<u32>(cache, load<u32>(from, SAVED_NEXT_FREQUENCY), NEXT_FREQUENCY);
  const best = load<u32>(from, SAVED_BEST);
  if (best != NONE) resumeShadows(cache, best, from + SAVED_SCORES);
  return true;
}

function isState(from: usize): bool {
  const window = load<u32>(from, SAVED_WINDOW);
  const next = load<u32>(from, SAVED_NEXT_FREQUENCY);
  const best = load<u32>(from, SAVED_BEST);
  if (!window || window > load<u32>(from, SAVED_SPAN) || !load<u32>(from, SAVED_RANDOM) || (next > 15 && next != NOT_KNOWN)) return false;
  if (best >= COUNT_OF_SHADOWS && best != NONE) return false;
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) {
    const score = load<f64>(from + (i << 3), SAVED_SCORES);
    if (!(score >= 0 && score <= HIGHEST_SCORE)) return false;
  }
  return true;
}
