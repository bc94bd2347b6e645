/** Guards the size of the core: everything that `import 'wasmap'` brings, bundled, minified and gzipped, the module included. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fail, root } from './support.mjs';

/** What the core with numeric keys alone was to reach. */
const GOAL_BYTES = 30 * 1024;
/**
 * Where it stands, and may only come down unless something that users call comes in. Since the goal was set these did: keys of text, bytes,
 * codecs and any kind with packed columns (+11 KB), the ordered log's packing and validators (+9), idempotent and asynchronous batches,
 * the write batcher (+8), snapshots (+6.5), files (+7.5), asynchronous batches into filled maps (+2.5), snapshots of any keys (+0.5),
 * asynchronous batches with keys of any kind, and among the writes of others in an order (+3), snapshots of any keys that copy nothing (+1),
 * and what runtimes other than Node need: text read fast without Node's own way, no leave to read the environment, no weak references (+0.4), and what
 * bare contexts and other realms do: no encoder, no clock, bytes of foreign make, a polluted Object.prototype (+0.2),
 * what is told of batches, growing memory and named maps to those who listen (+1.6).
 */
const LIMIT_BYTES = 82.4 * 1024;

const { outputFiles, metafile } = await build({
  entryPoints: [join(root, 'dist', 'index.js')],
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'esm',
  outfile: 'core.js',
  write: false,
  metafile: true,
});
const [{ contents }] = outputFiles;
const size = gzipSync(contents, { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`core bundle: ${kilobytes(contents.length)} minified, ${kilobytes(size)} gzipped; the limit is ${kilobytes(LIMIT_BYTES)}, margin ${kilobytes(LIMIT_BYTES - size)}; the goal is ${kilobytes(GOAL_BYTES)}`);
if (size > LIMIT_BYTES) {
  const [{ inputs }] = Object.values(metafile.outputs);
  const largest = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput).slice(0, 8);
  for (const [path, { bytesInOutput }] of largest) console.log(`  ${kilobytes(bytesInOutput)} minified: ${path}`);
  fail(`core bundle is ${kilobytes(size - LIMIT_BYTES)} over its limit`);
}
