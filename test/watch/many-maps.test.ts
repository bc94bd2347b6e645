import { describe, expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { watchAll } from '../../src/watch/index.js';

describe('watchAll', () => {
  it('lets maps go that were disposed of, also where nobody samples', () => {
    const all = watchAll({ timer: false });
    try {
      for (let i = 0; i < 1000; i++) new WasmMap({ key: 'u32', value: 'u32', name: `passing ${i}` }).dispose();
      expect(all.reports().length).toBeLessThan(200);
    } finally {
      all.stop();
    }
  });

  it('goes on after a listener that throws where there is no queueMicrotask', async () => {
    const { queueMicrotask: later } = globalThis;
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => { rejections.push(reason); };
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    Reflect.set(globalThis, 'queueMicrotask', undefined);
    const all = watchAll({ timer: false });
    try {
      const map = new WasmMap({ key: 'u32', value: 'u32', name: 'watched' });
      let samples = 0;
      all.on('sample', ({ name }) => {
        if (name !== 'watched') return;
        samples++;
        throw new Error('a listener');
      });
      all.sample();
      all.sample();
      expect([samples, map.size]).toEqual([2, 0]);
    } finally {
      Reflect.set(globalThis, 'queueMicrotask', later);
      all.stop();
      await new Promise((resolve) => { setTimeout(resolve, 5); });
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other);
    }
    expect(rejections.map(String)).toEqual(['Error: a listener', 'Error: a listener']);
  });
});
