import { describe, expect, it, vi } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { growChannel, guardChannel } from '../../src/diagnostics/channels.js';

describe('channels whose hasSubscribers is a method, as those of workerd', () => {
  it('are not taken for channels that somebody listens to', () => {
    const published = vi.fn();
    const channel = { hasSubscribers: () => false, publish: published, subscribe: published, unsubscribe: published };
    const tracing = { start: channel, end: channel, asyncStart: channel, asyncEnd: channel, error: channel, traceSync: published, tracePromise: published };
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (() => ({ channel: () => channel, tracingChannel: () => tracing }));
    try {
      new WasmMap({ key: 'u32', value: 'u32' }).putAll([[1, 1]]);
      expect([growChannel(), guardChannel()]).toEqual([undefined, undefined]);
      expect(published).not.toHaveBeenCalled();
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});
