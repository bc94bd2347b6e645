/**
 * Bundles the core once for each way in which hosts at the edge take a WebAssembly module as an import, since they compile none from bytes:
 * workerd imports the file, others (Vercel's and Netlify's edge, Nitro) ask for `?module` behind its name. A bundle, not another
 * package.json condition within the core, so that its own imports stay relative and it loads unbundled from any web server.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inputsOf, noteInputs } from './inputs.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

const bundles = { 'workerd.js': './wasmap.wasm', 'edge.js': './wasmap.wasm?module' };

/** `host-edge.js` in the place of `host.js`, and the module under the name by which these hosts take it. */
const hostAtTheEdge = (moduleName) => ({
  name: 'host-at-the-edge',
  setup({ onResolve }) {
    onResolve({ filter: /\/host\.js$/ }, () => ({ path: `${dist}engine/host-edge.js` }));
    onResolve({ filter: /\.wasm$/ }, () => ({ path: moduleName, external: true }));
  },
});

for (const [file, moduleName] of Object.entries(bundles)) {
  const { metafile } = await build({
    entryPoints: [`${dist}index.js`],
    outfile: `${dist}${file}`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    sourcemap: true, // by way of tsc's maps, so that they lead to the TypeScript
    metafile: true,
    logLevel: 'warning',
    plugins: [hostAtTheEdge(moduleName)],
  });
  noteInputs(file, inputsOf(metafile));
}
