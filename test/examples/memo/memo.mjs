/**
 * A memo in front of a slow function: each key is computed once, and what is known lies off the JavaScript heap, so that millions of results
 * cost the garbage collector nothing. When they have filled their quota, the memo starts anew.
 *
 *     node memo.mjs
 */
import { pathToFileURL } from 'node:url';
import { CapacityError, Heap, WasmMap } from 'wasmap';

/** @returns `slow`, which takes and returns a number, with a memory of what it returned, of at most `maximumBytes` */
export function memoize(slow, maximumBytes = 64 * 2 ** 20) {
  const known = new WasmMap({ key: 'f64', value: 'f64', heap: new Heap({ maximumBytes }), name: slow.name });
  return (key) => {
    try {
      return known.getOrInsertComputed(key, slow);
    } catch (error) {
      if (!(error instanceof CapacityError)) throw error; // what `slow` throws is the caller's
      known.clear();
      return known.getOrInsertComputed(key, slow);
    }
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  let computed = 0;
  /** How many steps from `n` down to 1, by halves where it is even and to 3n + 1 where it is odd. */
  const steps = memoize(function collatz(n) {
    computed++;
    let count = 0;
    for (let at = n; at !== 1; at = at % 2 === 0 ? at / 2 : 3 * at + 1) count++;
    return count;
  });

  let longest = 1;
  for (let i = 0; i < 1_000_000; i++) {
    const n = 1 + (i * 7919) % 20_000;
    if (steps(n) > steps(longest)) longest = n;
  }
  console.log(`from ${longest} it takes ${steps(longest)} steps; 2 million calls computed ${computed} numbers`);
}
