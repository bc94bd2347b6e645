/**
 * The same work on the same map, observed and not, in turns of some milliseconds within one process: so both find the machine as it is, and the same
 * compiled code. The control is not observed either, and shows what chance does.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { WasmMap } from '../../dist/index.js';
import { instrument } from '../../dist/metrics/index.js';
import { median } from '../statistics.mjs';

const ENTRIES = 65_536;
const BATCH = 512;
const ROUNDS = 150;
const WARM = 4;

const nothing = () => undefined;

/** Nanoseconds an operation of `work`, which does `operations`, by rounds: plain, as a control, and instrumented. */
async function inTurns(map, work, operations) {
  const register = new Registry();
  const states = { plain: () => nothing, control: () => nothing, instrumented: () => instrument(map, { register }) };
  const names = Object.keys(states);
  const rounds = [];
  for (let round = -20; round < ROUNDS; round++) {
    const times = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round + names.length * 20) % names.length];
      const stop = states[name]();
      // What tells of collections does so between turns.
      await wait(0);
      // Code that saw the channel without listeners is thrown away, and made anew.
      for (let i = 0; i < WARM; i++) work();
      const began = performance.now();
      work();
      times[name] = ((performance.now() - began) * 1e6) / operations;
      stop();
    }
    if (round >= 0) rounds.push(times);
  }
  return rounds;
}

/** Of `get` and of `putAll` in batches of 512: medians in nanoseconds, and ratios to plain, round by round. */
export async function turns() {
  const map = new WasmMap({ key: 'u32', value: 'f64', capacity: ENTRIES, name: 'observed' });
  const keys = Uint32Array.from({ length: ENTRIES }, (_, i) => Math.imul(i, 0x9e3779b1));
  const batches = Array.from({ length: ENTRIES / BATCH }, (_, i) => ({
    keys: keys.subarray(i * BATCH, (i + 1) * BATCH),
    values: Float64Array.from({ length: BATCH }, (_, k) => k + 0.5),
  }));
  const write = () => { for (const batch of batches) map.putAll(batch); };
  let sum = 0;
  const read = () => { for (let i = 0; i < ENTRIES; i++) sum += map.get(keys[i]); };
  for (let i = 0; i < 20; i++) write();
  const found = { 'get, 64 k u32 to f64': await inTurns(map, read, ENTRIES), 'putAll of 512': await inTurns(map, write, batches.length) };
  if (Number.isNaN(sum)) throw new Error('a value is missing');
  return Object.entries(found).map(([operation, rounds]) => ({
    operation,
    plain: median(rounds.map(({ plain }) => plain)),
    control: rounds.map(({ plain, control }) => control / plain),
    instrumented: rounds.map(({ plain, instrumented }) => instrumented / plain),
  }));
}
