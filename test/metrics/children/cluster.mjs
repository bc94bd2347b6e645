/** Two processes of a cluster, each with a map of the same name; the first prints what they come to together. */
import cluster from 'node:cluster';
import { AggregatorRegistry, register } from 'prom-client';
import { WasmMap } from '../../../dist/index.js';
import { instrument } from '../../../dist/metrics/index.js';

if (cluster.isPrimary) {
  const aggregator = new AggregatorRegistry();
  const workers = [cluster.fork(), cluster.fork()];
  await Promise.all(workers.map((worker) => new Promise((resolve) => { worker.once('message', resolve); })));
  console.log(await aggregator.clusterMetrics());
  for (const worker of workers) worker.kill();
} else {
  const map = new WasmMap({ key: 'u32', value: 'u32', name: 'stock' });
  globalThis.kept = map; // else it may be collected, and is not shown then
  instrument(map, { register });
  // What answers the first process's requests.
  new AggregatorRegistry();
  map.putAll([[1, 1], [2, 2]]);
  map.get(1);
  map.get(9);
  process.send('ready');
}
