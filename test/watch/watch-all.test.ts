import { describe, expect, it, vi } from 'vitest';
import { WasmMap, WasmSet } from '../../src/index.js';
import { watchAll } from '../../src/watch/index.js';
import { collect } from '../heap/collect.js';

const named = (name: string): WasmMap<number, number> => new WasmMap<number, number>([[1, 1]], { key: 'u32', value: 'u32', name });

describe('watchAll', () => {
  it('watches the maps and sets that have a name, later ones included, until they end', () => {
    const earlier = named('earlier');
    const all = watchAll({ timer: false, sustain: 1 });
    const heard: unknown[] = [];
    all.on('change', ({ report, state }) => heard.push([report.name, state]));
    all.on('stop', ({ report, reason }) => heard.push([report.name, reason]));
    const later = new WasmSet<number>({ key: 'u32', name: 'later' });
    new WasmMap();
    expect(all.reports().map(({ name }) => name)).toEqual(['earlier', 'later']);
    for (let i = 0; i < 500; i++) {
      earlier.get(1);
      later.has(1);
    }
    all.sample();
    expect([all.state, heard]).toEqual(['critical', [['later', 'critical']]]);
    later.dispose();
    expect(all.sample().map(({ name }) => name)).toEqual(['earlier']);
    expect(all.state).toBe('ok');
    all.stop();
    all.stop();
    named('too late');
    expect(heard.slice(1)).toEqual([['later', 'disposed'], ['earlier', 'stopped']]);
    expect([all.reports(), all.isTimed]).toEqual([[], false]);
    earlier.dispose();
  });

  it('has one timer for all of them, and keeps none alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      for (let i = 0; i < 50; i++) named('passing');
      const all = watchAll({ window: 1000 });
      expect([vi.getTimerCount(), all.isTimed]).toEqual([1, true]);
      await collect();
      vi.advanceTimersByTime(1000);
      expect(all.reports().length).toBeLessThan(10);
      all.stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets no map fail to be made, and goes on, whatever listeners and the clock do', () => {
    let time = 0;
    const errors: string[] = [];
    const all = watchAll({ timer: false, window: 10, clock: () => time, onError: (error) => errors.push((error as Error).message) });
    const before = all.reports().length;
    time = NaN;
    expect(named('untimed').size).toBe(1);
    expect([errors, all.reports().length]).toEqual([['watch: clock: expected it to return milliseconds, got NaN'], before]);
    time = 5;
    const map = named('timed');
    all.on('sample', () => { throw new Error('mine'); });
    all.on('sample', () => { all.sample(); });
    time = 14;
    all.poll();
    time = 20;
    expect(all.poll().at(-1)).toMatchObject({ name: 'timed', windows: 1, time: 20 });
    expect(errors.at(-1)).toBe('mine');
    const other = named('other');
    const windows = all.reports().map((report) => report.windows);
    expect(all.sample().map((report) => report.windows)).toEqual(windows.map((count) => count + 1));
    other.dispose();
    all.stop();
    map.dispose();
  });
});
