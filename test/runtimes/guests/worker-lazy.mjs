/** A worker whose first map, and so the engine, is made in a handler. */
import { engineInfo, WasmMap } from 'wasmap';

export default {
  fetch() {
    const map = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });
    return Response.json({ engine: map.engine, reason: engineInfo().reason, content: [...map] });
  },
};
