/** A program for bundlers: it uses the core and shows what came of it. */
import { engineInfo, WasmMap, WasmSet } from 'wasmap';

const prices = new WasmMap([[4001, 12.5]], { key: 'u32', value: 'f64' });
prices.putAll({ keys: Uint32Array.of(1, 2), values: Float64Array.of(0.5, 0.25) });
const names = new WasmSet(['ä', 'b'], { key: 'string' });
globalThis.outcome = { engine: engineInfo().engine, price: prices.get(2), names: [...names], size: prices.size };
document.body.append(JSON.stringify(globalThis.outcome));
