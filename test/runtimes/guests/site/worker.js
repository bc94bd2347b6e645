/** Runs the tests in a worker: a service worker when it is asked to, another at once. */
import { runConformance } from '/conformance.js';

if ('registration' in globalThis) {
  addEventListener('message', (event) => {
    event.waitUntil(runConformance().then((outcome) => event.ports[0].postMessage(outcome)));
  });
} else {
  void runConformance().then((outcome) => postMessage(outcome));
}
