/**
 * Makes the asset that the worker answers from, where the data is: a file with a line for each redirect, `path<TAB>address`.
 *
 *     node build.mjs redirects.tsv redirects.wasmap
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { WasmMap } from 'wasmap';

const [from, to] = process.argv.slice(2);
const redirects = new WasmMap({ key: 'string', value: 'string' });
redirects.putAll(readFileSync(from, 'utf8').trimEnd().split('\n').map((line) => line.split('\t')), { onConflict: 'error' });
// The worker's file may be read by strangers: it is to tell nothing of a seed that is used elsewhere.
writeFileSync(to, redirects.serialize({ seed: 'fresh' }));
