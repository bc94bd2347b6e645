/** The same by `require`, of a package that has ES modules only. */
const { engineInfo, WasmMap } = require('wasmap');

const map = new WasmMap([[1, 0.5]], { key: 'u32', value: 'f64' });
if (map.get(1) !== 0.5 || engineInfo().engine !== 'wasm') throw new Error(`it does not work: ${engineInfo().reason}`);
