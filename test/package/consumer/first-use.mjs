/** The first minutes with an installed wasmap. Run under several versions of Node: see .ci/checks/consumer.mjs. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WasmMap, WasmSet, engineInfo } from 'wasmap';
import { WasmCache } from 'wasmap/cache';
import { LRUCache } from 'wasmap/lru-cache';
import { ndjson, prewarm } from 'wasmap/prewarm';

assert.equal(engineInfo().engine, 'wasm', engineInfo().reason);
for (const engine of ['wasm', 'js']) {
  const map = new WasmMap({ key: 'u32', value: 'f64', engine });
  const { inserted, replaced } = map.putAll({ keys: Uint32Array.of(1, 2, 3, 1), values: Float64Array.of(0.1, 0.2, 0.3, 0.4) });
  assert.deepEqual([inserted, replaced, map.size], [3, 1, 3]);
  assert.deepEqual([map.get(1), map.get(2), map.get(4)], [0.4, 0.2, undefined]);
  const { values, found, hits } = map.getAll(Uint32Array.of(3, 4));
  assert.deepEqual([[...values], [...found], hits], [[0.3, 0], [1, 0], 1]);
  assert.ok(map.delete(1) && !map.has(1));
  assert.deepEqual(new Map(map), new Map([[2, 0.2], [3, 0.3]]));
  assert.deepEqual([...new WasmSet([5n, 5n], { key: 'u64', engine })], [5n]);
  const cache = new WasmCache({ max: 2, policy: 'lru', key: 'string', value: 'f64', engine });
  cache.set('a', 0.1).set('b', 0.2).get('a');
  assert.deepEqual([...cache.set('c', 0.3).keys()], ['c', 'a']);
}
assert.ok(existsSync(fileURLToPath(import.meta.resolve('wasmap/wasmap.wasm'))));
const names = new LRUCache({ max: 10, ttl: 60_000 });
const { written } = await prewarm(names, ndjson(['{"key":1,"value":"Ada"}\n{"key":2,"value":"Grace"}\n']));
assert.deepEqual([written, names.get(2), names.has(3)], [2, 'Grace', false]);
