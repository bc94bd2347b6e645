/** What bundlers make of programs that use the package: no warning, no more than is used, and it runs. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { Miniflare } from 'miniflare';
import { rollup } from 'rollup';
import { unwasm } from 'unwasm/plugin';
import * as vite from 'vite';
import webpack from 'webpack';
import { launchChromium } from './hosts/browsers.mjs';
import { createProject } from './project.mjs';
import { ISOLATION, serveFolder } from '../../bench/browser/serve.mjs';

/** A program with all of the core, minified and gzipped; `check:size` guards the core itself. */
const LIMIT_BYTES = 94 * 1024;
/** One that only asks whether an error is of this package. */
const LEAST_BYTES = 1024;

const project = createProject();
cpSync(fileURLToPath(new URL('./guests/app/', import.meta.url)), project, { recursive: true });
const within = (...names) => join(project, ...names);

/** Each writes `main.js` into the folder, minified where the bundler does that, and returns its warnings. */
const bundlers = {
  async esbuild(entry, folder) {
    const options = { bundle: true, minify: true, format: 'esm', logLevel: 'silent' };
    return (await esbuild.build({ ...options, entryPoints: [entry], outfile: join(folder, 'main.js') })).warnings.map(({ text }) => text);
  },
  async rollup(entry, folder) {
    const warnings = [];
    const onwarn = ({ message }) => warnings.push(message);
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })], onwarn });
    await bundle.write({ file: join(folder, 'main.js'), format: 'es' }).finally(() => bundle.close());
    return warnings;
  },
  async vite(entry, folder) {
    const warnings = [];
    const warn = (message) => warnings.push(message);
    await vite.build({
      root: project,
      configFile: false,
      logLevel: 'warn',
      customLogger: { ...vite.createLogger('silent'), info: () => undefined, warn, warnOnce: warn, error: warn },
      build: { outDir: folder, modulePreload: false, rolldownOptions: { input: entry, output: { entryFileNames: 'main.js' } } },
    });
    return warnings;
  },
  async webpack(entry, folder) {
    const compiler = webpack({
      mode: 'production',
      context: project,
      entry,
      output: { path: folder, filename: 'main.js' },
      performance: { maxAssetSize: 2 ** 20, maxEntrypointSize: 2 ** 20 },
    });
    const stats = await promisify(compiler.run).call(compiler).finally(() => promisify(compiler.close).call(compiler));
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    return [...errors, ...warnings].map(({ message }) => message);
  },
};

/** What a web server would send of it; Rollup leaves minifying to others. */
async function sizeOf(file) {
  const { code } = await esbuild.transform(readFileSync(file, 'utf8'), { minify: true, format: 'esm' });
  return gzipSync(code, { level: 9 }).length;
}

async function bundled(name, entry) {
  const folder = within('out', name, entry);
  mkdirSync(folder, { recursive: true });
  assert.deepEqual(await bundlers[name](within(entry), folder), [], `${name} warned`);
  const others = readdirSync(folder, { recursive: true }).filter((file) => file !== 'main.js');
  assert.deepEqual(others, [], `${name} wrote more than one file`);
  writeFileSync(join(folder, 'index.html'), readFileSync(within('index.html')));
  return { folder, size: await sizeOf(join(folder, 'main.js')) };
}

/** @throws where the page says anything in the console, or throws */
async function outcomeIn(browser, folder, where) {
  const { address, close } = await serveFolder({ folder, headers: ISOLATION });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${address}index.html`, { waitUntil: 'load' });
    const outcome = await page.evaluate(() => globalThis.outcome);
    await page.close();
    assert.deepEqual(complaints, [], where);
    return outcome;
  } finally {
    close();
  }
}

/** Rollup's, to be thrown: it prints warnings and goes on. */
function refuse({ message }) {
  throw new Error(`Rollup warned: ${message}`);
}

/** The subpath for hosts that take `x.wasm?module`, built as Nitro builds for them, and run in one that takes modules. */
async function checkEdge() {
  const bundle = await rollup({ input: within('edge.js'), plugins: [nodeResolve(), unwasm({ esmImport: true })], onwarn: refuse });
  const { output } = await bundle.generate({ format: 'es' }).finally(() => bundle.close());
  const [script] = output.filter(({ type }) => type === 'chunk');
  const modules = output.filter(({ fileName }) => fileName.endsWith('.wasm'));
  const miniflare = new Miniflare({
    compatibilityDate: '2025-05-05',
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: script.code },
      ...modules.map(({ fileName, source }) => ({ type: 'CompiledWasm', path: `/${fileName}`, contents: source })),
    ],
  });
  try {
    const response = await miniflare.dispatchFetch('http://worker.example/');
    assert.deepEqual(await response.json(), ['wasm', 1, 'zwei', true]);
  } finally {
    await miniflare.dispose();
  }
  console.log(`wasmap/edge: bundled by Rollup with the modules as ${modules.map(({ fileName }) => fileName).join(' and ')}, its engine starts in a handler of workerd`);
}

async function checkBundler(browser, name) {
  const whole = await bundled(name, 'main.js');
  const outcome = await outcomeIn(browser, whole.folder, name);
  assert.deepEqual(outcome, { engine: 'wasm', price: 0.25, names: ['ä', 'b'], size: 3 }, name);
  const least = await bundled(name, 'errors-only.js');
  assert.equal(await outcomeIn(browser, least.folder, name), false, name);
  const kilobytes = (whole.size / 1024).toFixed(1);
  console.log(`${name}: runs in Chromium; ${kilobytes} KB gzipped, ${least.size} bytes where only isWasmapError is used`);
  assert.ok(whole.size <= LIMIT_BYTES, `${name}: ${whole.size} bytes, more than ${LIMIT_BYTES}`);
  assert.ok(least.size <= LEAST_BYTES, `${name}: ${least.size} bytes, more than ${LEAST_BYTES}`);
}

const browser = await launchChromium();
try {
  for (const name of Object.keys(bundlers)) await checkBundler(browser, name);
  await checkEdge();
} finally {
  await browser.close();
  // Its service is a process that would wait for more.
  await esbuild.stop();
}
