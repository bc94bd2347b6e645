/** Where an error comes from, with maps to the sources: see .ci/checks/consumer.mjs. */
import { WasmMap } from 'wasmap';

try {
  new WasmMap({ key: 'u32', value: 'u32' }).increment(1, -1);
} catch (error) {
  console.log(error.stack);
}
