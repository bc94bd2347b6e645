/** A worker on a host that takes modules as `x.wasm?module`; its first map, and so the engine, is made by a request. */
import { engineInfo, WasmMap } from 'wasmap/edge';

export default {
  fetch() {
    const map = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });
    return Response.json([engineInfo().engine, map.get('one')]);
  },
};
