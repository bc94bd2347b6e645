/**
 * Builds the bench: its WASM modules, the report page's script, one file each for the command line (dist/cli.js), for
 * `npm start` (dist/start.js) and for `npm run demo:metrics` (dist/demo.js), and the comparison page for browsers (dist/page). Libraries are bundled; wasmap itself is not, so that the published code is measured.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inputsOf, noteInputs } from '../src/build/inputs.mjs';
import { buildPage } from './browser/build.mjs';

const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(bench);
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

/** The memory floor and AssemblyScript's Map: their own settings, not those of the table (`--config none`). */
function compileModules() {
  const output = join(bench, 'wasm', 'build');
  mkdirSync(output, { recursive: true });
  const asc = join(dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');
  const modules = [
    { name: 'floor', options: ['--runtime', 'stub'] },
    { name: 'assemblyscript-map', options: ['--runtime', 'incremental'] },
  ];
  for (const { name, options } of modules) {
    const source = join('bench', 'wasm', `${name}.ts`);
    const common = ['--config', 'none', '-O3', '--noAssert', '--use', 'abort=', '-o', join(output, `${name}.wasm`)];
    execFileSync(process.execPath, [asc, source, ...common, ...options], { cwd: root, stdio: 'inherit' });
  }
}

/** The report page's script and styles, to be put into the page as text. */
async function bundleReport() {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(bench, 'report', 'client.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    outdir: 'report',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  const textOf = (extension) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), styles: textOf('.css'), inputs: inputsOf(metafile) };
}

async function bundleCommands({ script, styles, inputs }) {
  const { metafile } = await build({
    entryPoints: { cli: join(bench, 'cli.ts'), start: join(bench, 'start.ts'), demo: join(bench, 'demo', 'index.ts') },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    metafile: true,
    outdir: dist,
    loader: { '.wasm': 'binary' },
    define: { PAGE_SCRIPT: JSON.stringify(script), PAGE_STYLES: JSON.stringify(styles) },
    // CommonJS libraries in the bundle call require for Node's own modules.
    banner: { js: "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);" },
    // Only the demo has it, and runs where it is installed.
    external: ['prom-client'],
    plugins: [publishedWasmap, benchmarkLibraries],
    logLevel: 'warning',
  });
  noteInputs('cli.js', [...inputs, ...inputsOf(metafile, '/cli.js')]);
  chmodSync(join(dist, 'cli.js'), 0o755);
}

/** The package under test is the sibling of the bundle, and so are its other entries. */
const publishedWasmap = {
  name: 'published-wasmap',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/(\w+\/)?index\.js$/ }, ({ path }) => ({ path: `.${path.slice(path.lastIndexOf('/src/') + 4)}`, external: true }));
  },
};

/** benchmark.js loads its libraries by a function of its own that hides `require` from the bundler. */
const benchmarkLibraries = {
  name: 'benchmark-libraries',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/benchmark\/benchmark\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const library of ['lodash', 'platform']) {
        const call = `|| require('${library}') ||`;
        if (!contents.includes(call)) throw new Error(`benchmark.js no longer asks for ${library} in the known way`);
        contents = `var bundled_${library} = require('${library}');\n${contents.replace(call, `|| bundled_${library} ||`)}`;
      }
      return { contents, loader: 'js' };
    });
  },
};

compileModules();
const report = await bundleReport();
await bundleCommands(report);
await buildPage();
