/** One process of the comparison: the same work, observed or not. Prints nanoseconds an operation, the median of its passes, as JSON. */
import { setTimeout as wait } from 'node:timers/promises';
import { WasmMap } from '../../dist/index.js';

const ENTRIES = 65_536;
const PASSES = 40;
const BATCH = 512;
const BATCHES = 256;

const [state] = process.argv.slice(2);
const map = new WasmMap({ key: 'u32', value: 'f64', capacity: ENTRIES, name: 'observed' });
let register;
if (state !== 'bare') {
  const { instrument } = await import('../../dist/metrics/index.js');
  if (state === 'instrumented') {
    const { Registry } = await import('prom-client');
    register = new Registry();
    instrument(map, { register });
  }
}

const keys = Uint32Array.from({ length: ENTRIES }, (_, i) => Math.imul(i, 0x9e3779b1));
const batches = Array.from({ length: ENTRIES / BATCH }, (_, i) => ({
  keys: keys.subarray(i * BATCH, (i + 1) * BATCH),
  values: Float64Array.from({ length: BATCH }, (_, k) => k + 0.5),
}));
for (const batch of batches) map.putAll(batch);

function reads() {
  let sum = 0;
  for (let i = 0; i < ENTRIES; i++) sum += map.get(keys[i]);
  return sum;
}

function writes() {
  for (let i = 0; i < BATCHES; i++) map.putAll(batches[i % batches.length]);
}

/** Nanoseconds an operation. */
async function measure(work, operations) {
  const times = [];
  for (let pass = -10; pass < PASSES; pass++) {
    const began = performance.now();
    work();
    if (pass >= 0) times.push(((performance.now() - began) * 1e6) / operations);
    // What tells of collections does so between turns.
    if (pass % 8 === 0) await wait(0);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

console.log(JSON.stringify({ get: await measure(reads, ENTRIES), putAll: await measure(writes, BATCHES) }));
