import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { WasmMap, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import type { WatchOptions } from '../../src/watch/index.js';
import { watch } from '../../src/watch/index.js';
import { type Numbers, expectSane, read, watchByHand } from './watching.js';

const built = new URL('../../dist/', import.meta.url).href;

describe('a watcher', () => {
  const make = (): Numbers => new WasmMap<number, number>([[1, 1]], { key: 'u32', value: 'u32' });

  it('ends its windows by a timer that keeps no process running', () => {
    vi.useFakeTimers();
    try {
      const map = make();
      const watcher = watch(map, { sustain: 2 });
      const unreferenced = vi.spyOn(globalThis, 'setInterval');
      const other = watch(map, { window: 20_000 });
      expect((unreferenced.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false);
      for (let i = 0; i < 2; i++) {
        read(map, 0, 1000);
        vi.advanceTimersByTime(10_000);
      }
      expect([watcher.report(), other.report()]).toMatchObject([{ windows: 2, state: 'critical', durationMs: 10_000 }, { windows: 1, misses: 2000 }]);
      expect(watcher.report().since).toBe(Date.now());
      watcher.stop();
      other.stop();
      expect([vi.getTimerCount(), watcher.isTimed]).toEqual([0, false]);
      vi.advanceTimersByTime(50_000);
      expect(watcher.report().windows).toBe(2);
    } finally {
      vi.useRealTimers();
      vi.restoreAllMocks();
    }
  });

  it('does without a timer where there is none', () => {
    const refusing = vi.spyOn(globalThis, 'setInterval').mockImplementation(() => { throw new Error('not at the top level of a module'); });
    const watcher = watch(make());
    refusing.mockRestore();
    expect([watcher.isTimed, watcher.sample().windows]).toEqual([false, 1]);
    watcher.stop();
  });

  it('ends a window when it is asked and the window is over', () => {
    let now = 0;
    const map = make();
    const watcher = watch(map, { timer: false, window: 1000, clock: () => now });
    const windowsAt = (time: number): number => {
      now = time;
      return watcher.poll().windows;
    };
    expect([windowsAt(999), windowsAt(1000), windowsAt(1500), windowsAt(2600), windowsAt(3000), windowsAt(-5000), windowsAt(-4500)]).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expectSane({ ...watcher.report(), time: 0, since: 0 });
    expect(watcher.report().durationMs).toBe(0);
  });

  it('goes on whatever listeners throw, and tells of it', async () => {
    const errors: unknown[] = [];
    const map = make();
    const watcher = watchByHand(map, { onError: (error) => errors.push(error) });
    let heard = 0;
    watcher.on('sample', () => { throw new Error('first'); });
    watcher.on('sample', () => { heard++; });
    watcher.on('change', (change) => { (change.report as { state: string }).state = 'mine'; });
    read(map, 0, 1000);
    watcher.sample();
    expect([heard, (errors[0] as Error).message, errors[1]]).toEqual([1, 'first', expect.any(TypeError)]);
    expect(watcher.report().state).toBe('critical');

    const uncaught: unknown[] = [];
    const usual = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(error.message));
    try {
      const unheard = watchByHand(map);
      unheard.on('sample', () => { throw new Error('nobody takes it'); });
      expect(unheard.sample().windows).toBe(1);
      const failing = watchByHand(map, { onError: () => { throw new Error('of onError'); } });
      failing.on('sample', () => { throw new Error('passed over'); });
      expect(failing.sample().windows).toBe(1);
      await wait(5);
      expect(uncaught).toEqual(['nobody takes it', 'of onError']);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of usual) process.on('uncaughtException', listener);
    }
  });

  it('may be called by its listeners, which may come, go and write meanwhile', () => {
    const map = make();
    const watcher = watchByHand(map);
    const heard: string[] = [];
    const off = watcher.on('sample', () => {
      heard.push('first');
      off();
      watcher.sample();
      watcher.on('sample', () => heard.push('late'));
      map.putAll([[5, 5]]);
    });
    watcher.on('sample', () => heard.push('second'));
    watcher.sample();
    expect([heard, watcher.report().windows]).toEqual([['first', 'second'], 1]);
    watcher.on('sample', () => watcher.stop());
    expect(watcher.sample()).toMatchObject({ windows: 2, writes: 1 });
    expect([watcher.stopped, heard.slice(2)]).toEqual(['stopped', ['second', 'late']]);
  });

  it('stands beside others of the same map, each with its own windows', () => {
    const map = make();
    const [one, other] = [watchByHand(map), watchByHand(map)];
    map.putAll([[1, 1], [2, 2]]);
    one.sample();
    map.putAll([[1, 1], [2, 2], [3, 3]]);
    expect([one.sample().writes, other.sample().writes]).toEqual([3, 5]);
    one.stop();
    map.putAll([[1, 1], [2, 2]]);
    expect(other.sample().writes).toBe(2);
    other.stop();
    const later = watchByHand(map);
    map.putAll([[1, 1], [2, 2], [3, 3]]);
    expect(later.sample().writes).toBe(3);
    later.stop();
  });

  it('watches subclasses, and maps behind proxies', () => {
    class Stock extends WasmMap<number, number> {
      override get size(): number {
        throw new Error('not to be asked');
      }
    }
    const map = new Stock({ key: 'u32', value: 'u32' });
    const proxied = new Proxy(make(), {});
    const [one, other] = [watchByHand(map), watchByHand(proxied)];
    map.putAll([[1, 1], [2, 2]]);
    expect([one.sample().writes, other.sample().size]).toEqual([2, 1]);
  });

  it('counts batches as calls where the runtime does not tell of them', async () => {
    const script = `
      process.getBuiltinModule = undefined;
      const { WasmMap } = await import('${built}index.js');
      const { watch } = await import('${built}watch/index.js');
      const map = new WasmMap();
      const watcher = watch(map);
      map.putAll([[1, 1], [2, 2]]);
      console.log(JSON.stringify(watcher.sample()));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(JSON.parse(stdout)).toMatchObject({ writes: 1, writesCounted: 'calls', windows: 1 });
  });

  it('takes a clock that tells the time, and no other', () => {
    expect(() => watch(make(), { clock: () => NaN })).toThrow(WasmapRangeError);
    expect(() => watch(make(), { clock: () => '1' as never })).toThrow('watch: clock: expected it to return milliseconds, got "1"');
    vi.useFakeTimers();
    try {
      let time = 0;
      const errors: unknown[] = [];
      const watcher = watch(make(), { clock: () => time, onError: (error) => errors.push(error) });
      time = Infinity;
      vi.advanceTimersByTime(10_000);
      time = 20_000;
      vi.advanceTimersByTime(10_000);
      expect([errors.length, watcher.report().windows]).toEqual([1, 1]);
      watcher.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes options that make sense, and no others', () => {
    const map = make();
    const refused = (options: unknown): string => {
      try {
        watch(map, options as WatchOptions);
      } catch (error) {
        expect(error instanceof WasmapTypeError || error instanceof WasmapRangeError).toBe(true);
        return (error as Error).message;
      }
      return 'taken';
    };
    expect(refused({ windows: 1 })).toBe("watch: unknown option \"windows\"; did you mean 'window'?");
    expect(refused({ window: 0 })).toBe('watch: window: expected milliseconds from 1 to 2147483647, got 0');
    expect(refused({ window: NaN })).toMatch(/got NaN/);
    expect(refused({ sustain: 1.5 })).toBe('watch: sustain: expected an integer from 1 on, got 1.5');
    expect(refused({ sustain: '3' })).toBe('watch: sustain: expected an integer from 1 on, got "3"');
    expect(refused({ hysteresis: 1 })).toBe('watch: hysteresis: expected a number from 0 to less than 1, got 1');
    expect(refused({ minOperations: 0 })).toMatch(/minOperations: expected an integer from 1 on, got 0/);
    expect(refused({ thresholds: { misses: false } })).toMatch(/unknown option "misses"; did you mean 'missRatio'/);
    expect(refused({ thresholds: { load: true } })).toMatch(/watch: thresholds.load: expected an object, got true/);
    expect(refused({ thresholds: { load: { warning: 2, critical: 1 } } })).toMatch(/thresholds.load.warning: expected at most what is critical, 1, got 2/);
    expect(refused({ thresholds: { load: { warning: -1 } } })).toMatch(/thresholds.load.warning: expected a number from 0 on, got -1/);
    expect(refused({ timer: 1 })).toBe('watch: timer: expected a boolean, got 1');
    expect(refused({ clock: 1 })).toBe('watch: clock: expected a function, got 1');
    expect(refused({ onError: 1 })).toBe('watch: onError: expected a function, got 1');
    expect(refused(null)).toBe('watch: options: expected an object, got null');
    expect(() => watch(new Map())).toThrow('watch: map: expected a WasmMap or WasmSet, got');
    expect(() => watch(map.snapshot())).toThrow(WasmapTypeError);
    expect(() => watch(undefined as never)).toThrow(WasmapTypeError);
    const watcher = watchByHand(map, { thresholds: { missRatio: { critical: 5 }, load: false, probeLength: {} } });
    expect(() => watcher.on('changed' as 'change', vi.fn())).toThrow("Watcher.on: event: expected one of sample, signal, change, stop, got \"changed\"; did you mean 'change'?");
    expect(() => watcher.on('change', undefined as never)).toThrow('Watcher.on: listener: expected a function, got undefined');
    read(map, 100, 400);
    expect(watcher.sample()).toMatchObject({ state: 'ok', signals: { missRatio: { thresholds: { critical: 5 } }, probeLength: { thresholds: {} } } });
    expect(watcher.report().signals.load).toBeUndefined();
  });
});
