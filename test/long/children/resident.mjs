/** What a map of 8 M entries adds to the process's memory, beside what it says that it owns. */
import { WasmMap } from '../../../dist/index.js';

const [engine, how] = process.argv.slice(2);
const ENTRIES = 8_000_000;
const CHUNK = 100_000;
const warm = new WasmMap({ key: 'u32', value: 'u32', engine });
const keys = new Uint32Array(CHUNK);
const fill = (map, from) => {
  for (let i = 0; i < CHUNK; i++) keys[i] = Math.imul(from + i, 0x9e3779b1);
  if (how === 'batch') map.putAll({ keys, values: keys });
  else for (const key of keys) map.set(key, key);
};
for (let from = 0; from < 20 * CHUNK; from += CHUNK) fill(warm, from);
warm.dispose();
const map = new WasmMap({ key: 'u32', value: 'u32', engine });
const reused = 64 * 2 ** 20;
const before = process.memoryUsage.rss();
for (let from = 0; from < ENTRIES; from += CHUNK) fill(map, from);
const gain = process.memoryUsage.rss() - before;
console.log(JSON.stringify({ gain, bytes: map.memoryUsage().bytes, committed: map.memoryUsage().committed, reused, size: map.size }));
