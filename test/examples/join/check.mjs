import assert from 'node:assert/strict';
import { outputOf } from '../../../.ci/checks/support.mjs';

export const runtime = 'Node';

const LEFT = 500_000;
const RIGHT = 100_000;

function joinWithMap(left, right) {
  const rowOf = new Map(Array.from(right, (key, row) => [key, row]));
  return Array.from(left, (key, row) => [row, rowOf.get(key)]).filter(([, row]) => row !== undefined);
}

export async function check({ folder, load }) {
  const { join } = await load('join.mjs');
  const right = Uint32Array.from({ length: RIGHT }, (_, row) => Math.imul(row, 0x9e3779b1)); // odd: no key twice
  const left = Uint32Array.from({ length: LEFT }, (_, row) => Math.imul((row * 7919) % (2 * RIGHT), 0x9e3779b1));
  const { leftRows, rightRows } = join(left, right);
  const expected = joinWithMap(left, right);
  assert.deepEqual(leftRows, Uint32Array.from(expected, ([row]) => row));
  assert.deepEqual(rightRows, Uint32Array.from(expected, ([, row]) => row));
  assert.ok(expected.length > 0 && expected.length < LEFT, 'some rows have a partner and some have none');
  assert.throws(() => join(left, Uint32Array.of(1, 2, 1)), { code: 'ERR_WASMAP_PUT_ALL' });
  assert.deepEqual(join(new Uint32Array(0), right).leftRows, new Uint32Array(0));

  assert.equal(outputOf(process.execPath, ['join.mjs'], { cwd: folder }), '10 Wien\n2.5 Linz\n30 Wien\n');
  return `${LEFT} rows with ${RIGHT}: ${expected.length} pairs, those of a join by Map`;
}
