/**
 * Makes the file that the page's worker loads: for every beginning of a word the first few words that have it, best ones first. 275 000
 * words have 600 000 beginnings; the file has 29 MB, of which a web server's gzip makes 5.
 *
 *     node build.mjs suggestions.wasmap
 */
import { writeFileSync } from 'node:fs';
import words from 'an-array-of-english-words' with { type: 'json' };
import { WasmMap } from 'wasmap';

const MOST = 8;

/** Of words whose popularity nobody knows, short ones are the better guess. */
const byRank = [...words].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

const best = new Map();
for (const word of byRank) {
  for (let length = 1; length <= word.length; length++) {
    const beginning = word.slice(0, length);
    const suggestions = best.get(beginning);
    if (suggestions === undefined) best.set(beginning, [word]);
    else if (suggestions.length < MOST) suggestions.push(word);
  }
}

const suggestions = new WasmMap({ key: 'string', value: 'string', capacity: best.size });
suggestions.putAll(Array.from(best, ([beginning, found]) => [beginning, found.join(' ')]));
writeFileSync(process.argv[2], suggestions.serialize());
