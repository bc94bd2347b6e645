/** A worker with a map and a registry of its own, which posts what that says. */
import { parentPort } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { WasmMap } from '../../../dist/index.js';
import { instrument } from '../../../dist/metrics/index.js';

const register = new Registry();
const map = new WasmMap({ key: 'u32', value: 'u32', name: 'stock' });
instrument(map, { register });
map.putAll([[1, 1], [2, 2]]);
parentPort.postMessage(await register.getMetricsAsJSON());
map.clear();
