/** What workerd runs: maps at the top level of a module, in a handler, and across both; then the tests. */
import { engineInfo, WasmMap, WriteBatcher } from 'wasmap';
import { runConformance } from './conformance.js';

const writtenAtTop = new WasmMap([['one', 1]], { key: 'string', value: 'u32' });
const madeAtTop = new WasmMap({ key: 'u32', value: 'f64' });
const { randomness } = engineInfo();
const gathered = new WasmMap({ key: 'u32', value: 'u32' });
const batcher = new WriteBatcher(gathered, { maxDelayMs: 20 });

const questions = {
  /** Whether bytes could be compiled here: then it would prove nothing that the engine runs. */
  compiles() {
    try {
      return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module;
    } catch {
      return false;
    }
  },
  maps() {
    const inHandler = new WasmMap([[1n, 'bytes']], { key: 'u64', value: 'string' });
    writtenAtTop.set('two', 2);
    madeAtTop.putAll([[1, 0.5], [2, 0.25]]);
    return {
      engines: [writtenAtTop.engine, madeAtTop.engine, inHandler.engine],
      contents: [[...writtenAtTop], madeAtTop.get(2), inHandler.get(1n)],
      randomness: [randomness, engineInfo().randomness],
    };
  },
  /** The request's timer goes with it. */
  writeAndLeave() {
    void batcher.write(1, 1);
    return batcher.pending;
  },
  async writeAndWait() {
    await batcher.write(2, 2);
    return [...gathered.keys()].sort();
  },
  conformance: () => runConformance(),
};

export default {
  async fetch(request) {
    return Response.json(await questions[new URL(request.url).pathname.slice(1)]());
  },
};
