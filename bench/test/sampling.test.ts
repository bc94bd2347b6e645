import { describe, expect, test } from 'vitest';
import { roundRobin, type Contestant } from '../sampling/round-robin.js';
import { takeSamples, type Timed } from '../sampling/sampler.js';
import { deviation, mean, median, quantile, ratioByRound, spread } from '../sampling/statistics.js';

/** A pass that keeps the processor busy for a known time: other work on the machine can only make it longer. */
function busyFor(ms: number): Timed {
  return {
    setup: () => undefined,
    pass: () => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    },
    teardown: () => undefined,
  };
}

function contestant(name: string, timed: Timed): Contestant {
  return { name, takeTurn: () => takeSamples(timed, 1, 3) };
}

describe('the sampler', () => {
  // Passes shorter than a scheduler's time slice, and many of them: most run undisturbed on a busy machine too.
  test('reports a pass with a delay added, twice as long in all, as twice as slow', { retry: 2 }, async () => {
    const rounds = await roundRobin([contestant('plain', busyFor(0.4)), contestant('delayed', busyFor(0.8))], {
      minRounds: 31,
      maxRounds: 31,
      budgetMs: 0,
    });
    const ratio = ratioByRound(rounds.get('delayed') ?? [], rounds.get('plain') ?? []);
    expect(ratio.median).toBeGreaterThan(1.8);
    expect(ratio.median).toBeLessThan(2.2);
  });

  test('reports a delay added to real work on a map as what it adds', { retry: 2 }, async () => {
    const fill: Timed = {
      setup: () => undefined,
      pass: () => {
        const map = new Map<number, number>();
        for (let i = 0; i < 5_000; i++) map.set(i, i);
      },
      teardown: () => undefined,
    };
    const once = median(await takeSamples(fill, 1, 15)) * 1000;
    const wait = busyFor(once);
    const twice: Timed = {
      ...fill,
      pass: () => {
        fill.pass();
        wait.pass();
      },
    };
    const limits = { minRounds: 15, maxRounds: 15, budgetMs: 0 };
    const rounds = await roundRobin([contestant('once', fill), contestant('twice', twice)], limits);
    const added = median((rounds.get('twice') ?? []).flat()) - median((rounds.get('once') ?? []).flat());
    expect(added * 1000).toBeGreaterThan(once * 0.5);
    expect(added * 1000).toBeLessThan(once * 1.5);
  });

  test('runs exactly the passes that were asked for, between one setup and one teardown a sample', async () => {
    const calls: string[] = [];
    const timed: Timed = {
      setup: (passes) => calls.push(`setup ${passes}`),
      pass: () => calls.push('pass'),
      teardown: () => calls.push('teardown'),
    };
    const seconds = await takeSamples(timed, 2, 3);
    const sample = ['setup 2', 'pass', 'pass', 'teardown'];
    expect(calls).toEqual([...sample, ...sample, ...sample]);
    expect(seconds).toHaveLength(3);
  });

  test('leaves setup and teardown out of the time', async () => {
    const slow = busyFor(20);
    const seconds = await takeSamples({ setup: () => slow.pass(), pass: () => undefined, teardown: () => slow.pass() }, 1, 2);
    expect(median(seconds)).toBeLessThan(0.005);
  });

  test('rejects with what a pass threw, and runs no further pass', async () => {
    let passes = 0;
    const failing: Timed = {
      setup: () => undefined,
      pass: () => {
        passes++;
        throw new RangeError('out of room');
      },
      teardown: () => undefined,
    };
    await expect(takeSamples(failing, 3, 2)).rejects.toThrow(new RangeError('out of room'));
    expect(passes).toBe(1);
  });
});

describe('rounds', () => {
  test('give every contestant one turn, beginning with another one each time', async () => {
    const turns: string[] = [];
    const named = (name: string): Contestant => ({
      name,
      takeTurn: async () => {
        turns.push(name);
        return [1];
      },
    });
    await roundRobin([named('a'), named('b'), named('c')], { minRounds: 3, maxRounds: 3, budgetMs: 0 });
    expect(turns.join('')).toBe('abcbcacab');
  });

  test('end with the budget, but not before the least number', async () => {
    const patient: Contestant = { name: 'patient', takeTurn: async () => [1] };
    const rounds = await roundRobin([patient], { minRounds: 4, maxRounds: 1000, budgetMs: -1 });
    expect(rounds.get('patient')).toHaveLength(4);
  });
});

describe('statistics', () => {
  test('interpolate quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([], 0.5)).toBeNaN();
    expect(spread([1, 2, 3, 4, 5])).toEqual({ median: 3, lower: 2, upper: 4 });
  });

  test('take deviations from the mean as those of a sample', () => {
    expect(mean([2, 4, 9])).toBe(5);
    expect(deviation([2, 4, 9])).toBeCloseTo(Math.sqrt((9 + 1 + 16) / 2));
    expect(deviation([7])).toBeNaN();
  });

  test('take ratios round by round, so that a slow round of both does not count', () => {
    const map = [[10], [100], [10]];
    const rival = [[5], [50], [5]];
    expect(ratioByRound(map, rival)).toEqual({ median: 2, lower: 2, upper: 2 });
  });
});
