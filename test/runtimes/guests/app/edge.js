/** A worker on a host that takes modules as `x.wasm?module`. */
import { engineInfo, WasmMap } from 'wasmap/edge';

const map = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });

export default { fetch: () => Response.json([engineInfo().engine, map.get('one')]) };
