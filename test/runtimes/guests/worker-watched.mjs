/** A worker that notes which clocks, timers and sources of chance are asked while the package loads, and by a map at the top level. */
import { stopWatching, takeCalled, watchedNames } from './watch.mjs';
import { WasmMap } from 'wasmap';

const byLoading = takeCalled();
const map = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });
const byMap = takeCalled();
stopWatching();

export default { fetch: () => Response.json({ watchedNames, byLoading, byMap, engine: map.engine }) };
