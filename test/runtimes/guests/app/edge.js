/** A worker on a host that takes modules as `x.wasm?module`; its first map, and so the engine, is made by a request. */
import { engineInfo, Heap, WasmMap } from 'wasmap/edge';
import { WasmCache } from 'wasmap/edge/cache';

export default {
  fetch() {
    const map = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });
    const heap = new Heap();
    const cache = new WasmCache({ max: 10, key: 'string', value: 'string', heap });
    cache.set('two', 'zwei');
    return Response.json([engineInfo().engine, map.get('one'), cache.get('two'), heap.memoryUsage().bytes > 0]);
  },
};
