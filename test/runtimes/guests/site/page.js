/** Runs the tests in the page itself and in its workers; whoever drives the browser calls `conformanceIn`. */
import { WasmMap } from '/node_modules/wasmap/dist/index.js';
import { runConformance } from '/conformance.js';

const outcomeOf = (target, start) => new Promise((resolve, reject) => {
  target.onmessage = ({ data }) => resolve(data);
  target.onerror = (event) => reject(new Error(`the worker did not start: ${event.message ?? 'its module was not loaded'}`));
  start?.();
});

const places = {
  'page': () => runConformance(),
  'module worker': () => outcomeOf(new Worker('./worker.js', { type: 'module' })),
  'service worker': () => inServiceWorker('./worker.js', { type: 'module' }),
  /** For browsers without modules there: one bundled script. */
  'bundled service worker': () => inServiceWorker('./bundled-worker.js', {}),
};

async function inServiceWorker(script, options) {
  const registration = await navigator.serviceWorker.register(script, { ...options, updateViaCache: 'none' });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  const { port1, port2 } = new MessageChannel();
  return outcomeOf(port1, () => worker.postMessage('run', [port2]));
}

/** More maps than a page may have memories. @returns how many of them have what was written to them */
globalThis.manyMaps = (count) => {
  const maps = Array.from({ length: count }, (_, i) => new WasmMap([[i, i / 2]], { key: 'u32', value: 'f64', engine: 'wasm' }));
  return maps.filter((map, i) => map.size === 1 && map.get(i) === i / 2).length;
};

globalThis.conformanceIn = (place) => places[place]();
