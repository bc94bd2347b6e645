/** Runs the tests in the page itself and in its workers; whoever drives the browser calls `conformanceIn`. */
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

globalThis.conformanceIn = (place) => places[place]();
