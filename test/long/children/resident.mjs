/** What a map of 8 M entries adds to the process's memory, beside what it says that it owns. */
import { WasmMap } from '../../../dist/index.js';

const [engine, how] = process.argv.slice(2);
const ENTRIES = 8_000_000;
const keys = Uint32Array.from({ length: ENTRIES }, (_, i) => Math.imul(i, 0x9e3779b1));

function fill(map, column) {
  if (how === 'batch') map.putAll({ keys: column, values: column });
  else for (const key of column) map.set(key, key);
}

/** Resident bytes, V8's own garbage collected. */
function resident() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage.rss();
}

// Compiles the code, on few pages.
const warm = new WasmMap({ key: 'u32', value: 'u32', engine });
for (let round = 0; round < 20; round++) {
  fill(warm, keys.subarray(0, 100_000));
  warm.clear();
}
warm.dispose();
const map = new WasmMap({ key: 'u32', value: 'u32', engine });
const before = resident();
fill(map, keys);
const gain = resident() - before;
console.log(JSON.stringify({ gain, bytes: map.memoryUsage().bytes, committed: map.memoryUsage().committed, size: map.size }));
