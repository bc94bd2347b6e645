/** Builds the comparison page into dist/page: static files that work from any host and any path. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const bench = dirname(here);
const root = dirname(bench);
export const output = join(root, 'dist', 'page');

/** What needs Node, and what browsers have in its place. */
const INSTEAD = new Map(
  Object.entries({
    'input/bytes.ts': 'bytes.ts',
    'input/cities.ts': 'cities.ts',
    'input/trace.ts': 'trace.ts',
    'rivals/index.ts': 'rivals.ts',
    'sampling/child.ts': 'child.ts',
    'sampling/sampler.ts': 'sampler.ts',
    'measures/index.ts': 'measures.ts',
  }).map(([path, name]) => [join(bench, path), join(here, 'instead', name)]),
);

/** What the worker has of the package under test is the published code; the page itself makes no map and has none of it. */
const browserModules = (ofWasmap) => ({
  name: 'browser-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/src\/index\.js$/ }, () => ofWasmap);
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
    onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => {
      const instead = INSTEAD.get(resolve(resolveDir, path.replace(/\.js$/, '.ts')));
      return instead && { path: instead };
    });
  },
});

const published = { path: join(root, 'dist', 'index.js') };
const nothing = { path: 'wasmap', namespace: 'nothing' };

function bundle(name, entry, ofWasmap) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return build({
    entryPoints: { [name]: join(here, entry) },
    outdir: output,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    loader: { '.wasm': 'binary' },
    define: { WASMAP_VERSION: JSON.stringify(version) },
    plugins: [browserModules(ofWasmap)],
    logLevel: 'warning',
  });
}

export async function buildPage() {
  mkdirSync(output, { recursive: true });
  copyFileSync(join(here, 'index.html'), join(output, 'index.html'));
  await Promise.all([bundle('page', 'main.ts', nothing), bundle('worker', 'worker.ts', published)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
