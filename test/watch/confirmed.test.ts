import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contention } from '../../src/watch/contention.js';
import { Confirmed } from '../../src/watch/confirmed.js';
import { judge, valueOf } from '../../src/watch/judge.js';
import type { WatchState } from '../../src/watch/report.js';
import { runs } from '../support/workloads.js';

const thresholds = { warning: 1, critical: 2 };

/** The states that a signal has after each of the values. */
function statesOf(values: readonly number[], sustain: number, hysteresis = 0.1): WatchState[] {
  const confirmed = new Confirmed(sustain);
  return values.map((part) => {
    confirmed.add(judge({ part, whole: 1 }, thresholds, hysteresis));
    return confirmed.state;
  });
}

describe('what a window comes to', () => {
  it('is beyond a threshold when it is more, not when it is as much', () => {
    const verdict = (part: number, whole: number): boolean => judge({ part, whole }, { critical: 2.3 }, 0.1).critical.isReached;
    expect([verdict(229, 100), verdict(230, 100), verdict(231, 100)]).toEqual([false, false, true]);
    for (let hits = 10; hits < 100_000; hits *= 10) expect(verdict((23 * hits) / 10, hits)).toBe(false);
  });

  it('is beyond every threshold where there is something to nothing, and beyond none where there is nothing', () => {
    const all = (part: number): boolean[] => {
      const { warning, critical } = judge({ part, whole: 0 }, { warning: 0, critical: 1e9 }, 0.5);
      return [warning.isReached, warning.isHeld, critical.isReached, critical.isHeld];
    };
    expect(all(1)).toEqual([true, true, true, true]);
    expect(all(0)).toEqual([false, false, false, false]);
    expect([valueOf({ part: 1, whole: 0 }), valueOf({ part: 0, whole: 0 }), valueOf({ part: 1, whole: 2 })]).toEqual([undefined, undefined, 0.5]);
  });

  it('reaches no level that has no threshold', () => {
    const { warning, critical } = judge({ part: 1, whole: 0 }, { warning: 1 }, 0.1);
    expect([warning.isReached, critical.isReached, critical.isHeld]).toEqual([true, false, false]);
  });

  it('holds a level down to the threshold less the hysteresis', () => {
    const held = (part: number): boolean => judge({ part, whole: 1 }, { warning: 1 }, 0.25).warning.isHeld;
    expect([held(0.75), held(0.76)]).toEqual([false, true]);
  });
});

describe('contention', () => {
  it('is 1 − (1 + ρ)^−0.72, and a number from 0 to 1 whatever was read', () => {
    fc.assert(fc.property(fc.nat(), fc.nat(), (hits, misses) => {
      const found = contention(hits, misses);
      if (hits + misses === 0) expect(found).toBeUndefined();
      else if (hits === 0) expect(found).toBe(1);
      else expect(found).toBeCloseTo(1 - (1 + misses / hits) ** -0.72, 12);
    }));
    expect(contention(10, 23)).toBeCloseTo(0.577, 3);
  });
});

describe('a state', () => {
  it('is entered after as many windows in a row as it is to be sustained for', () => {
    expect(statesOf([3, 3, 0, 3, 3, 3], 3)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'critical']);
    expect(statesOf([1.5, 1.5, 1.5, 3], 3)).toEqual(['ok', 'ok', 'warning', 'warning']);
    expect(statesOf([1.5, 3, 3, 3], 3)).toEqual(['ok', 'ok', 'warning', 'critical']);
    expect(statesOf([3], 1)).toEqual(['critical']);
  });

  it('is left after as many windows that do not hold it, by way of the one between where that is held', () => {
    expect(statesOf([3, 3, 0, 3, 0, 0], 2)).toEqual(['ok', 'critical', 'critical', 'critical', 'critical', 'ok']);
    expect(statesOf([3, 3, 1.5, 1.5, 0, 0], 2)).toEqual(['ok', 'critical', 'critical', 'warning', 'warning', 'ok']);
  });

  it('stays what it is between the thresholds for entering and for leaving', () => {
    expect(statesOf([1.95, 1.95, 2.1, 2.1, 1.95, 1.95, 1.79, 1.79], 2, 0.1))
      .toEqual(['ok', 'warning', 'warning', 'critical', 'critical', 'critical', 'critical', 'warning']);
  });

  it('is that of a straightforward model, whatever the windows say', () => {
    const value = fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0.9, 1, 1.8, 2, 0.89, 1.01, 1.79, 2.01));
    fc.assert(fc.property(fc.array(value, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0.1, 0.5), (values, sustain, hysteresis) => {
      expect(statesOf(values, sustain, hysteresis)).toEqual(modelOf(values, sustain, hysteresis));
    }), { numRuns: runs(500) });
  });
});

/** As it is told: the lowest level that the last windows all reached, if that is above the state; the highest that any still holds, if that is below. */
function modelOf(values: readonly number[], sustain: number, hysteresis: number): WatchState[] {
  const names: WatchState[] = ['ok', 'warning', 'critical'];
  const level = (value: number, by: number): number => (value > 2 * by ? 2 : value > by ? 1 : 0);
  let state = 0;
  return values.map((_, i) => {
    const last = values.slice(0, i + 1).slice(-sustain);
    if (last.length === sustain) {
      const reached = Math.min(...last.map((value) => level(value, 1)));
      const held = Math.max(...last.map((value) => level(value, 1 - hysteresis)));
      if (reached > state) state = reached;
      else if (held < state) state = held;
    }
    return names[state]!;
  });
}
