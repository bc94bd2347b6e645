import { describe, expect, it } from 'vitest';
import { LoadBaseline, ProbeBaseline } from '../../src/watch/baselines.js';
import { valueOf } from '../../src/watch/judge.js';
import { type Figures, growth, meanLength } from '../../src/watch/observation.js';
import { anyMap, collidingKeys } from '../support/workloads.js';
import { watchByHand } from './watching.js';

const figures = (some: Partial<Figures>): Figures =>
  ({ hits: 0, misses: 0, writes: 0, writesCounted: 'calls', size: 5000, capacity: 10_000, loadFactor: 0.5, probeLength: 1, ...some });

describe('the baseline of probe lengths', () => {
  const read = (lengths: readonly (number | undefined)[]): (number | undefined)[] => {
    const baseline = new ProbeBaseline();
    return lengths.map((probeLength) => valueOf(baseline.read(figures({ probeLength }))));
  };

  it('is the first that was seen, and no crowd', () => {
    expect(read([undefined, 1.2, 1.8, undefined, 1.2])).toEqual([undefined, 1, 1.8 / 1.2, undefined, 1]);
    expect(read([5])).toEqual([4]);
  });

  it('is compared with the mean of all entries', () => {
    expect([meanLength([]), meanLength([0, 0]), meanLength([3]), meanLength([1, 2, 1])]).toEqual([undefined, undefined, 1, 2]);
  });
});

describe('the baseline of load', () => {
  const read = (loads: readonly [capacity: number, loadFactor: number][]): (number | undefined)[] => {
    const baseline = new LoadBaseline();
    return loads.map(([capacity, loadFactor]) => valueOf(baseline.read(figures({ capacity, loadFactor }))));
  };

  it('rises with the load, and begins again where the table has grown', () => {
    expect(read([[10_000, 0.01], [10_000, 0.8], [20_000, 0.4], [20_000, 0.2], [20_000, 0.4]])).toEqual([0, 0, 0, 0.5, 0]);
  });

  it('shows how much is gone of it', () => {
    expect(read([[10_000, 0.8], [5_000, 0.4], [2_000, 0.2], [2_000, 0]])).toEqual([0, 0.5, 0.75, 1].map((value) => expect.closeTo(value, 12) as number));
  });

  it('shows how much too much there is', () => {
    expect(read([[10_000, 0.8125], [10_000, 0.90625], [10_000, 1], [10_000, 1.1875]])).toEqual([0, 0.5, 1, 2]);
  });

  it('says nothing of small or empty tables', () => {
    expect(read([[0, 0], [1000, 0.8], [1000, 0.001], [5000, 0]])).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is left by a table whose keys collide for good', () => {
    const map = anyMap({ key: 'u32', value: 'u32', seed: 7n });
    for (let i = 0; i < 500; i++) map.set(i, i);
    const watcher = watchByHand(map, { thresholds: { writeShare: false, missRatio: false, probeLength: false } });
    map.putAll(collidingKeys('u32', 18_000, 7n).map((key) => [key, 0]));
    expect(watcher.sample()).toMatchObject({ state: 'critical', signals: { load: { state: 'critical' } } });
    expect(map.stats().overflowed).toBeGreaterThan(10_000);
  });
});

describe('growth of a counter', () => {
  it('is never negative: what was set back has counted from 0', () => {
    expect([growth(5, 9), growth(5, 5), growth(5, 3), growth(5, 0)]).toEqual([4, 0, 3, 0]);
  });
});
