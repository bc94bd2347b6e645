/** The first thing that anybody does, without leave for anything. */
import { engineInfo, WasmMap } from 'wasmap';

const map = new WasmMap([[1, 0.5]], { key: 'u32', value: 'f64' });
if (map.get(1) !== 0.5 || engineInfo().engine !== 'wasm') throw new Error(`it does not work: ${engineInfo().reason}`);
