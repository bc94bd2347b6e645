/** What a scrape of 1 000 maps takes, each written to between scrapes. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { WasmMap } from '../../dist/index.js';
import { instrument } from '../../dist/metrics/index.js';
import { median } from '../statistics.mjs';

const MAPS = 1000;
const SCRAPES = 40;
const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const POWERS = Array.from({ length: 21 }, (_, power) => 2 ** power);

/** The scrape in the middle: its milliseconds and lines. */
async function time(register, between) {
  const times = [];
  let text = '';
  for (let i = -SCRAPES / 2; i < SCRAPES; i++) {
    between(i);
    const began = performance.now();
    text = await register.metrics();
    if (i >= 0) times.push(performance.now() - began);
  }
  return { ms: median(times), lines: text.split('\n').filter((line) => !line.startsWith('#') && line !== '').length };
}

async function ofMaps(hasBatches) {
  const register = new Registry();
  const maps = Array.from({ length: MAPS }, (_, i) => {
    const map = new WasmMap({ key: 'u32', value: 'u32', name: `map ${i}` });
    // A few are large, as anywhere.
    const entries = i % 50 === 0 ? 20_000 : 100;
    map.putAll({ keys: Uint32Array.from({ length: entries }, (_, k) => Math.imul(k, 0x9e3779b1)), values: new Uint32Array(entries) });
    instrument(map, { register });
    if (hasBatches) map.putAll([[1, 1]]);
    return map;
  });
  return time(register, (round) => { for (const map of maps) map.set(1, round + SCRAPES); });
}

/** As many lines of prom-client's own metrics, of the same names and labels as those of maps with batches. */
async function ofPromClient() {
  const register = new Registry();
  const registers = [register];
  const durations = new Histogram({ name: 'duration_seconds', help: 'As of batches.', labelNames: ['map', 'result'], buckets: SECONDS, registers });
  const entries = new Histogram({ name: 'entries', help: 'As of batches.', labelNames: ['map'], buckets: POWERS, registers });
  const operations = new Counter({ name: 'operations_total', help: 'As of batches.', labelNames: ['map', 'result'], registers });
  const modifications = new Counter({ name: 'modifications_total', help: 'As of batches.', labelNames: ['map', 'kind'], registers });
  const gauges = Array.from({ length: 14 }, (_, i) => new Gauge({ name: `gauge_${i}`, help: 'As of maps.', labelNames: ['map'], registers }));
  for (let i = 0; i < MAPS; i++) {
    const map = `map ${i}`;
    durations.observe({ map, result: 'ok' }, 0.001);
    entries.observe({ map }, 3);
    for (const result of ['ok', 'partial', 'failed', 'rejected', 'deduplicated']) operations.inc({ map, result });
    for (const kind of ['source', 'codec', 'validator', 'interleaved']) modifications.inc({ map, kind });
    for (const gauge of gauges) gauge.set({ map }, i);
  }
  return time(register, () => undefined);
}

export async function scrapes() {
  const { ms: plain } = await ofMaps(false);
  return { plain, batched: await ofMaps(true), native: await ofPromClient() };
}
