import assert from 'node:assert/strict';
import { outputOf } from '../../../.ci/checks/support.mjs';

export const runtime = 'Node';

function stepsFrom(n) {
  return n === 1 ? 0 : 1 + stepsFrom(n % 2 === 0 ? n / 2 : 3 * n + 1);
}

export async function check({ folder, load }) {
  const { memoize } = await load('memo.mjs');
  const calls = new Map();
  const root = (n) => {
    calls.set(n, (calls.get(n) ?? 0) + 1);
    return Math.sqrt(n);
  };
  const known = memoize(root);
  for (let i = 0; i < 300_000; i++) assert.equal(known(i % 1000 / 8), Math.sqrt(i % 1000 / 8));
  assert.equal(calls.size, 1000);
  assert.ok([...calls.values()].every((count) => count === 1), 'each key is computed once');

  const small = memoize(root, 2 ** 17);
  for (let n = 0; n < 50_000; n++) assert.equal(small(n), Math.sqrt(n), 'a full memo goes on');
  const failing = memoize(() => { throw new Error('too slow'); });
  assert.throws(() => failing(1), /too slow/);

  const output = outputOf(process.execPath, ['memo.mjs'], { cwd: folder });
  const [, from, steps, computed] = /^from (\d+) it takes (\d+) steps; 2 million calls computed (\d+) numbers\n$/.exec(output);
  const all = Array.from({ length: 20_000 }, (_, i) => stepsFrom(i + 1));
  assert.deepEqual([Number(steps), Number(computed)], [Math.max(...all), all.length]);
  assert.equal(stepsFrom(Number(from)), Number(steps));
  return '300 000 calls computed each of 1 000 keys once; a memo with a quota of 128 KB went on';
}
