/**
 * Bundles the core, and the caches over its engines, once more for each way in which hosts at the edge take WebAssembly modules as imports, since they
 * compile none from bytes: workerd imports the files, others (Vercel's and Netlify's edge, Nitro) ask for `?module` behind their names. Bundles, not another
 * package.json condition within the core, so that its own imports stay relative and it loads unbundled from any web server.
 *
 * The entries of one way are made together, and what they have in common is a file that both import: there is one engine, one memory and one class Heap,
 * whichever of them a program imports.
 */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inputsOf, noteInputs } from './inputs.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
/** What depends on the host, each with another file in its place. */
const hosts = ['host.js', 'cache-host.js'].map((name) => join(dist, 'engine', name));

/** What comes behind the names of modules, by the folder of `dist` that the bundles are in. */
const suffixes = { workerd: '', edge: '?module' };
const entries = { 'index': 'index.js', 'cache': 'cache/index.js', 'lru-cache': 'cache/lru-cache.js' };

/** `host-edge.js` in the place of `host.js`, and the modules under the names by which these hosts take them. */
const hostAtTheEdge = (suffix) => ({
  name: 'host-at-the-edge',
  setup({ onResolve }) {
    onResolve({ filter: /host\.js$/ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return hosts.includes(file) ? { path: file.replace(/\.js$/, '-edge.js') } : undefined;
    });
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `../${basename(path)}${suffix}`, external: true }));
  },
});

for (const [folder, suffix] of Object.entries(suffixes)) {
  // The names of shared files change with what is in them.
  rmSync(dist + folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, dist + file])),
    outdir: dist + folder,
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    sourcemap: true, // by way of tsc's maps, so that they lead to the TypeScript
    metafile: true,
    logLevel: 'warning',
    plugins: [hostAtTheEdge(suffix)],
  });
  noteInputs(folder, inputsOf(metafile));
}
