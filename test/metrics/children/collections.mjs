/** Run with `--expose-gc --trace-gc`: what V8 tells between the two collections that are forced came during the batch. */
import { Registry } from 'prom-client';
import { setTimeout as wait } from 'node:timers/promises';
import { WasmMap } from '../../../dist/index.js';
import { instrument } from '../../../dist/metrics/index.js';

const register = new Registry();
let kept = [];
const validate = { value: (value) => kept.push({ ...value }) > 0 };
const map = new WasmMap({ key: 'u32', value: 'any', name: 'm', validate });
instrument(map, { register });
const source = Array.from({ length: 200_000 }, (_, i) => [i, { i }]);
globalThis.gc();
map.putAll(source);
globalThis.gc();
kept = [];
for (let i = 0; i < 3; i++) await wait(20);
const [, counted] = /^wasmap_putall_gc_triggers_total\{map="m"\} (\d+)$/m.exec(await register.metrics());
console.log(`counted ${counted}`);
