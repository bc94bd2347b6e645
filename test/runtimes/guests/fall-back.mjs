/** What runs where WebAssembly cannot: which engine took over and why, and whether maps work on it. */
import { engineInfo, UnsupportedError, WasmMap } from 'wasmap';

function works() {
  const numbers = new WasmMap({ key: 'u32', value: 'f64' });
  numbers.putAll({ keys: Uint32Array.from({ length: 10_000 }, (_, i) => i), values: Float64Array.from({ length: 10_000 }, (_, i) => i / 2) });
  const texts = WasmMap.deserialize(new WasmMap([['ä', 1n]], { key: 'string', value: 'u64' }).serialize());
  return numbers.get(9_999) === 4999.5 && numbers.size === 10_000 && texts.get('ä') === 1n;
}

/** Who insists is told why not. */
function insisting() {
  try {
    return new WasmMap({ engine: 'wasm', key: 'u32' }).engine;
  } catch (error) {
    return error instanceof UnsupportedError ? error.message : `not an UnsupportedError: ${error}`;
  }
}

export const outcome = () => ({ ...engineInfo(), works: works(), insisting: insisting() });
