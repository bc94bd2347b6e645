/** The maps of the demo service, and what shows them to Prometheus. */
import type { Registry } from 'prom-client';
import { WasmMap } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';

export interface DemoMaps {
  /** A cache of numbers that mostly has what is asked for. */
  readonly sessions: WasmMap<number, number>;
  /** A cache of strings that mostly has not: past the tipping point. */
  readonly pages: WasmMap<string, string>;
  /** One map in two parts, of which the first gets more. */
  readonly stock: readonly [WasmMap<number, number>, WasmMap<number, number>];
  /** What is written to in batches that go wrong in every way. */
  readonly orders: WasmMap<number, number>;
}

export function makeMaps(): DemoMaps {
  const stock = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
  return {
    sessions: new WasmMap<number, number>({ key: 'u32', value: 'f64', name: 'sessions' }),
    pages: new WasmMap<string, string>({ key: 'string', value: 'string', name: 'pages' }),
    stock: [stock(), stock()],
    orders: new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'orders', idempotency: { windowMs: 60_000 } }),
  };
}

export function showMaps({ sessions, pages, stock, orders }: DemoMaps, register: Registry): void {
  for (const map of [sessions, pages, orders]) instrument(map, { register });
  stock.forEach((map, shard) => instrument(map, { register, shard }));
}

export function disposeOf({ sessions, pages, stock, orders }: DemoMaps): void {
  for (const map of [sessions, pages, orders, ...stock]) map.dispose();
}
