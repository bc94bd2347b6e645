/** Fills linear memory until it is refused; tells what was thrown, whether every map is whole, and whether it goes on. */
import { Heap, WasmMap, engineInfo, isWasmapError } from '../../../dist/index.js';

const [how, engine = 'auto'] = process.argv.slice(2);
const heap = new Heap({ engine });
const options = { key: 'u32', value: 'u32', heap };

/** Maps of 2^20 entries each, put in batches, until memory is refused. */
function fill() {
  const keys = Uint32Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i, 0x9e3779b1));
  const maps = [];
  for (;;) {
    const map = new WasmMap(options);
    maps.push(map);
    try {
      if (how === 'batch') map.putAll({ keys, values: keys });
      else for (const key of keys) map.set(key, key);
    } catch (error) {
      return { maps, keys, error };
    }
  }
}

const { maps, keys, error } = fill();
const last = maps.at(-1);
/** Every map is counted, every eighth read through. */
const whole = maps.slice(0, -1).every((map, m) => {
  if (m % 8 !== 0) return map.size === keys.length;
  const { values, hits } = map.getAll(keys);
  let equal = 0;
  for (let i = 0; i < keys.length; i++) if (values[i] === keys[i]) equal++;
  return hits === keys.length && equal === hits;
});
const lastSize = last.size;
const lastWhole = [...last].every(([key, value]) => key === value);
const accounted = heap.memoryUsage().bytes === maps.reduce((sum, map) => sum + map.memoryUsage().bytes, 0);
for (const map of maps.slice(1)) map.dispose();
maps[0].clear();
maps[0].putAll({ keys, values: keys });
console.log(JSON.stringify({
  engine: engineInfo().engine, reason: engineInfo().reason, code: error.code, typed: isWasmapError(error), maps: maps.length,
  lastSize, whole: whole && lastWhole, accounted, recovered: maps[0].getAll(keys).hits === keys.length,
}));
