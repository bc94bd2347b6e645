/** workerd, on which Cloudflare's workers run: bundled as its tools do, which leave the module's file an import. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
/** Whoever gives no date has weak references since this one; before it there are none. */
const DATES = ['2025-05-05', '2024-01-01'];
/** What an isolate is given, for everything. */
const ISOLATE_BYTES = 128 * 2 ** 20;

async function bundleWorker(project) {
  copyFileSync(join(guests, 'worker.mjs'), join(project, 'worker.mjs'));
  const { outputFiles, metafile } = await build({
    entryPoints: [join(project, 'worker.mjs')],
    absWorkingDir: project,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    write: false,
    metafile: true,
    outfile: 'bundle.js',
    plugins: [{
      name: 'modules-stay-imports',
      setup: ({ onResolve }) => onResolve({ filter: /\.wasm$/ }, () => ({ path: './wasmap.wasm', external: true })),
    }],
  });
  const [{ imports }] = Object.values(metafile.outputs);
  assert.deepEqual(imports.map(({ path }) => path), ['./wasmap.wasm'], 'the bundle imports the module, and nothing else');
  return outputFiles[0].text;
}

/** @yields a function that asks the worker */
async function withWorker(script, project, compatibilityDate, use) {
  const miniflare = new Miniflare({
    compatibilityDate,
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: script },
      { type: 'CompiledWasm', path: '/wasmap.wasm', contents: readFileSync(join(project, 'node_modules', 'wasmap', 'dist', 'wasmap.wasm')) },
    ],
  });
  try {
    await use(async (question) => {
      const response = await miniflare.dispatchFetch(`http://worker.example/${question}`);
      assert.equal(response.status, 200, await response.clone().text());
      return response.json();
    });
  } finally {
    await miniflare.dispose();
  }
}

async function checkMaps(ask) {
  assert.equal(await ask('compiles'), false, 'a handler compiles nothing: what runs was imported');
  assert.deepEqual(await ask('maps'), {
    engines: ['wasm', 'wasm', 'wasm'],
    contents: [[['one', 1], ['two', 2]], 0.25, 'bytes'],
    randomness: ['math', 'crypto'],
  });
  const { code, size, committed } = await ask('most');
  assert.equal(code, 'ERR_WASMAP_CAPACITY');
  assert.ok(committed <= 0.75 * ISOLATE_BYTES && size > 2e6, `${size} entries in ${committed} bytes`);
}

export const workerdHost = {
  name: 'workerd',
  version: async () => createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd/package.json').version,
  async run({ project }) {
    const script = await bundleWorker(project);
    let outcome;
    for (const date of DATES) {
      await withWorker(script, project, date, async (ask) => {
        await checkMaps(ask);
        outcome ??= await ask('conformance');
      });
    }
    return outcome;
  },
};
