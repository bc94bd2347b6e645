/** What tests of watching have in common. */
import { expect } from 'vitest';
import type { WasmMap } from '../../src/index.js';
import type { WatchOptions, WatchReport, Watcher } from '../../src/watch/index.js';
import { watch } from '../../src/watch/index.js';

export type Numbers = WasmMap<number, number>;

/** A watcher whose windows end when it is told to, each a second after the last. */
export function watchByHand(map: object, options: WatchOptions = {}): Watcher {
  let now = 1000;
  return watch(map, { timer: false, sustain: 1, clock: () => now += 1000, ...options });
}

export function read(map: Numbers, hits: number, misses: number): void {
  for (let i = 0; i < hits; i++) map.get(1);
  for (let i = 0; i < misses; i++) map.get(2);
}

/** No number in it is none. */
export function expectSane(report: WatchReport): void {
  JSON.stringify(report, (name, value: unknown) => {
    if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0, `${name} is ${value}`).toBe(true);
    return value;
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
}
