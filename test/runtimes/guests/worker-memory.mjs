/** A worker whose maps take the most that they may. */
import { Heap, WasmMap } from 'wasmap';

const keys = new Float64Array(50_000);

function keysFrom(first) {
  for (let i = 0; i < keys.length; i++) keys[i] = first + i;
  return keys;
}

/** Puts batches in until one is refused. */
function fill(map) {
  for (let first = 0; ; first += keys.length) {
    try {
      map.putAll({ keys: keysFrom(first), values: keys });
    } catch (error) {
      return error.cause?.code ?? error.code;
    }
  }
}

/** Whether all that went in is there, and nothing of the batch that was refused. */
function isIntact(map) {
  for (let first = 0; first < map.size; first += keys.length) {
    const { values, hits } = map.getAll(keysFrom(first));
    if (hits !== keys.length || values.some((value, i) => value !== keys[i])) return false;
  }
  return map.hasAll(keysFrom(map.size)).every((found) => found === 0);
}

function most(options) {
  const map = new WasmMap({ key: 'f64', value: 'f64', ...options });
  const code = fill(map);
  const { committed } = map.memoryUsage();
  const outcome = { engine: map.engine, code, committed, size: map.size, intact: isIntact(map) };
  map.clear();
  outcome.worksOn = map.set(1, 2).get(1) === 2;
  return outcome;
}

const questions = {
  shared: () => most(),
  separate: () => most({ heap: new Heap({ separate: true }) }),
  js: () => most({ engine: 'js' }),
  /** What buffers of the JS engine there are at a time, at most. */
  buffers() {
    const { ArrayBuffer } = globalThis;
    const made = [];
    let peak = 0;
    globalThis.ArrayBuffer = new Proxy(ArrayBuffer, {
      construct(target, args) {
        made.push(Reflect.construct(target, args));
        peak = Math.max(peak, made.reduce((sum, { byteLength }) => sum + byteLength, 0));
        return made.at(-1);
      },
    });
    try {
      fill(new WasmMap({ key: 'f64', value: 'f64', heap: new Heap({ separate: true, engine: 'js' }) }));
    } finally {
      globalThis.ArrayBuffer = ArrayBuffer;
    }
    return { peak, left: made.map(({ byteLength }) => byteLength).filter((bytes) => bytes > 0) };
  },
};

export default {
  fetch: (request) => Response.json(questions[new URL(request.url).pathname.slice(1)]()),
};
