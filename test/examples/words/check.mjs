import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../../.ci/checks/support.mjs';

export const runtime = 'Node';

const LINES = 60_000;

/** Few words often and many seldom, as in books; with punctuation, capitals, and letters of several bytes. */
function text(words) {
  let state = 1;
  const random = () => (state = Math.imul(state, 48271) & 0x7fffffff) / 0x7fffffff;
  const word = () => words[Math.floor(words.length ** random())];
  return Array.from({ length: LINES }, () => `${word()} ${word()}, Überall ${word()} – ${word()} ${word()}'s ${word()}.`).join('\n');
}

function plainCounts(written) {
  const counts = new Map();
  for (const [word] of written.toLowerCase().matchAll(/[\p{L}\p{M}]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

export async function check({ folder, load, words }) {
  const { countWords } = await load('words.mjs');
  const file = join(folder, 'book.txt');
  const written = text(words);
  writeFileSync(file, written);
  const expected = plainCounts(written);
  const counts = await countWords(createReadStream(file, 'utf8'));
  assert.equal(counts.size, expected.size);
  for (const [word, count] of expected) assert.equal(counts.get(word), count, word);
  // Pieces that end within every word.
  assert.deepEqual([...await countWords('Ab, ab cé abc')], [['ab', 2], ['cé', 1], ['abc', 1]]);
  assert.deepEqual([...await countWords([])], []);

  const [most] = outputOf(process.execPath, ['words.mjs', file], { cwd: folder }).split('\n');
  assert.equal(most, `${expected.get('überall')} überall`);
  const all = [...expected.values()].reduce((sum, count) => sum + count);
  return `${all} words in ${(Buffer.byteLength(written) / 1e6).toFixed(0)} MB, ${counts.size} of them distinct, counted as a Map counts them`;
}
