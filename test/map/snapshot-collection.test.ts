/**
 * Snapshots that the collector finds. In a process of their own: where thousands of engines, each with a registry, have come and gone, V8
 * may stop running finalizers at all, those of registries that have nothing to do with it, too.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { Heap, WasmMap } from '../../src/index.js';
import { collect } from '../heap/collect.js';

describe.each(['wasm', 'js'] as const)('snapshots, %s engine', (engine) => {
  const heaps: Heap[] = [];
  const newHeap = (): Heap => {
    const heap = new Heap({ engine, separate: true });
    heaps.push(heap);
    return heap;
  };
  afterEach(() => { for (const heap of heaps.splice(0)) heap.dispose(); });

  it('give their memory back when they are collected', async () => {
    const heap = newHeap();
    const map = new WasmMap({ key: 'u32', value: 'string', heap });
    const fill = (round: number): void => { map.putAll(Array.from({ length: 5000 }, (_, i) => [i, `value ${i + round}`])); };
    fill(0);
    const { bytes } = heap.memoryUsage();
    const held = map.snapshot();
    // Ten, for a register may keep one alive for long.
    for (let round = 1; round <= 10; round++) {
      await new Promise<void>((resolve) => { setTimeout(() => { map.snapshot(); resolve(); }); });
      fill(round);
    }
    for (let i = 0; i < 20 && heap.memoryUsage().bytes > bytes * 4; i++) await collect();
    expect(heap.memoryUsage().bytes).toBeLessThan(bytes * 4);
    expect(heap.memoryUsage().bytes).toBeGreaterThan(bytes * 1.9);
    expect([held.get(7), held.size]).toEqual(['value 7', 5000]);
    expect(map.get(7)).toBe('value 17');
  });

  it('keep no value alive once they are disposed of, nor themselves by being a value of their map', async () => {
    const references: WeakRef<object>[] = [];
    const heap = newHeap();
    const map = new WasmMap<number, unknown>({ key: 'u32', value: 'any', heap });
    const snapshots = [1, 2, 3].map((i) => {
      (() => {
        const value = {};
        references.push(new WeakRef(value));
        map.set(i, value);
      })();
      return map.snapshot();
    });
    map.clear();
    for (const snapshot of snapshots) snapshot.dispose();
    for (let round = 0; round < 20; round++) {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          const own = new WasmMap<number, unknown>({ key: 'u32', value: 'any', heap });
          for (let i = 0; i < 200; i++) own.set(i, own.snapshot());
          resolve();
        });
      });
    }
    const { bytes } = heap.memoryUsage();
    for (let i = 0; i < 20 && heap.memoryUsage().bytes > bytes / 4; i++) await collect();
    expect(heap.memoryUsage().bytes).toBeLessThan(bytes / 4);
    expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
    expect([JSON.stringify(map.snapshot()), snapshots.length]).toEqual(['{}', 3]);
  });
});
