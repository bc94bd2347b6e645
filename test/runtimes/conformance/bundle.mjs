/** Bundles the tests for any runtime: they leave the package under test outside, under the name by which that runtime knows it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../.ci/checks/support.mjs';

const folder = join(root, 'test', 'runtimes', 'conformance');
const fixtures = join(root, 'test', 'serial', 'fixtures');

/** The entries that tests import, by their files in `src` and `dist`. */
const entries = { 'index.js': 'wasmap', 'cache/index.js': 'wasmap/cache', 'cache/lru-cache.js': 'wasmap/lru-cache', 'cache/prewarm/index.js': 'wasmap/prewarm' };

/** What tests of Node ask for, and what they get here. */
const standIns = { 'vitest': 'vitest.ts', 'node:timers/promises': 'timers.ts' };

/** Files that tests read are in the bundle. */
function files() {
  const contents = readdirSync(fixtures).map((name) => [name, readFileSync(join(fixtures, name), 'base64')]);
  return `const files = new Map(${JSON.stringify(contents)});
    export const readFileSync = ({ pathname }) =>
      Uint8Array.from(atob(files.get(pathname.slice(pathname.lastIndexOf('/') + 1))), (character) => character.charCodeAt(0));`;
}

function conformance(specifierOf) {
  return {
    name: 'conformance',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/src\/.*\.js$/ }, ({ path }) => {
        const file = path.replace(/.*\/src\//, '');
        return file in entries ? { path: specifierOf(file, entries[file]), external: true } : undefined;
      });
      onResolve({ filter: /^(vitest|node:.*)$/ }, ({ path }) => {
        if (path === 'node:fs') return { path, namespace: 'files' };
        return path in standIns ? { path: join(folder, standIns[path]) } : { errors: [{ text: `${path} is not in every runtime` }] };
      });
      onLoad({ filter: /.*/, namespace: 'files' }, () => ({ contents: files() }));
    },
  };
}

/**
 * @param specifierOf what the bundle imports an entry as, by its file in `dist` and its name
 * @param runs how often each property is tried
 * @returns the bundle's text, an ES module that exports `runConformance`
 */
export async function bundleConformance(specifierOf, runs) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'run.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
    plugins: [conformance(specifierOf)],
    define: { 'process.env': JSON.stringify({ WASMAP_RUNS: String(runs) }), 'import.meta.url': '"file:///test/serial/roundtrip.test.ts"' },
  });
  return outputFiles[0].text;
}
