/**
 * Counts the words of a file of any size, as a stream: the words of each piece are added to the counts in one batch, which lie off the
 * JavaScript heap.
 *
 *     node words.mjs book.txt
 */
import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { WasmMap } from 'wasmap';

/** @returns how often each word occurs in the pieces of text that the stream gives */
export async function countWords(pieces) {
  const counts = new WasmMap({ key: 'string', value: 'u32' });
  const add = (words) => counts.putAll({ keys: words, values: new Uint32Array(words.length).fill(1) }, { onConflict: 'add' });
  let rest = ''; // the last word of a piece may go on in the next
  for await (const piece of pieces) {
    const text = rest + piece.toLowerCase();
    const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
    rest = words.length > 0 && text.endsWith(words.at(-1)) ? words.pop() : '';
    add(words);
  }
  if (rest !== '') add([rest]);
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const counts = await countWords(createReadStream(process.argv[2], 'utf8'));
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 10);
  for (const [word, count] of most) console.log(count, word);
}
