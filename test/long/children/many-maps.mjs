/** Makes small maps and drops them: in chunks with a turn of the event loop between, or in one synchronous loop. */
import { setImmediate as turn } from 'node:timers/promises';
import { CapacityError, Heap, WasmMap } from '../../../dist/index.js';

const [how, engine] = process.argv.slice(2);
const CHUNK = 1000;
const MAPS = 1_000_000;
const heap = new Heap({ engine });

function make() {
  const map = new WasmMap({ key: 'u32', value: 'u32', heap });
  for (let i = 0; i < 8; i++) map.set(i, i);
}

function makeLarger(keys) {
  const map = new WasmMap({ key: 'u32', value: 'u32', heap });
  map.putAll({ keys, values: keys });
  return map.size;
}

async function inChunks() {
  let chunk = 0;
  let peak = 0;
  for (let made = 0; made < MAPS; made += CHUNK) {
    for (let i = 0; i < CHUNK; i++) make();
    const { bytes } = heap.memoryUsage();
    if (chunk === 0) chunk = bytes;
    peak = Math.max(peak, bytes);
    await turn();
  }
  return { chunk, peak, ratio: peak / chunk, committed: heap.memoryUsage().committed };
}

/** Larger maps, so that linear memory runs out before the patience. */
async function synchronously() {
  const keys = Uint32Array.from({ length: 20_000 }, (_, i) => i);
  let made = 0;
  let error;
  while (error === undefined && made < 2_000_000) {
    try {
      makeLarger(keys);
      made++;
    } catch (thrown) {
      error = thrown;
    }
  }
  const full = heap.memoryUsage().bytes;
  for (let i = 0; i < 50 && heap.memoryUsage().bytes > full / 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    void new ArrayBuffer(64 * 2 ** 20);
  }
  const left = heap.memoryUsage().bytes;
  return { made, capacity: error instanceof CapacityError, full, left, recovered: makeLarger(Uint32Array.from({ length: 100_000 }, (_, i) => i)) === 100_000 };
}

console.log(JSON.stringify(await (how === 'chunks' ? inChunks() : synchronously())));
