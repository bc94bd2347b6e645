import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { type GrowMessage, Heap, WasmMap } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

describe.each(engineKinds)('the channel wasmap:grow on the %s engine', (engine) => {
  it('tells how far a memory has grown, after the call that made it grow', async () => {
    const told: GrowMessage[] = [];
    const listen = (message: unknown): void => { told.push(message as GrowMessage); };
    const heap = new Heap({ engine, separate: true });
    const map = new WasmMap({ key: 'u32', value: 'u32', heap });
    subscribe('wasmap:grow', listen);
    try {
      const { committed } = heap.memoryUsage();
      map.reserve(1_000_000);
      expect(told).toEqual([]);
      await Promise.resolve();
      expect(told).not.toEqual([]);
      expect(told[0]!.bytesBefore).toBe(committed);
      expect(told.at(-1)!.bytes).toBe(heap.memoryUsage().committed);
      for (const [i, { engine: kind, bytesBefore, bytes }] of told.entries()) {
        expect(kind).toBe(engine);
        expect(bytes).toBeGreaterThan(bytesBefore);
        if (i > 0) expect(bytesBefore).toBe(told[i - 1]!.bytes);
      }
      expect(new Set(told.map(({ memory }) => memory)).size).toBe(1);
    } finally {
      unsubscribe('wasmap:grow', listen);
    }
    const before = told.length;
    map.reserve(3_000_000);
    await Promise.resolve();
    expect(told).toHaveLength(before);
  });

  it('lets a listener write to the map that was growing', async () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', heap: new Heap({ engine, separate: true }) });
    const listen = (): void => { map.set(7, 7); };
    subscribe('wasmap:grow', listen);
    try {
      map.putAll({ keys: Uint32Array.from({ length: 300_000 }, (_, i) => 10 + i), values: new Uint32Array(300_000) });
      await Promise.resolve();
    } finally {
      unsubscribe('wasmap:grow', listen);
    }
    expect([map.size, map.get(7), map.get(300_009)]).toEqual([300_001, 7, 0]);
  });
});
