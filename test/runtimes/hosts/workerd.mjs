/** workerd, on which Cloudflare's workers run: bundled as its tools do, which leave the module's file an import. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
/** Whoever gives no date has weak references since this one; before it there are none. */
const DATES = ['2025-05-05', '2024-01-01'];
/** What an isolate is given, for everything. */
const ISOLATE_BYTES = 128 * 2 ** 20;

/**
 * Bundles as workers' tools do: what `stays` matches, code compiled beforehand and data, is imported from beside the bundle.
 *
 * @returns the bundle's text, and what it imports
 */
export async function bundleWorker(entry, stays = /\.wasm$/) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: dirname(entry),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    write: false,
    metafile: true,
    outfile: 'bundle.js',
    plugins: [{
      name: 'modules-stay-imports',
      setup: ({ onResolve }) => onResolve({ filter: stays }, ({ path }) => ({ path: `./${basename(path)}`, external: true })),
    }],
  });
  const [{ imports }] = Object.values(metafile.outputs);
  return { text: outputFiles[0].text, imports: imports.map(({ path }) => path) };
}

/** Starts workerd with the bundle, the project's module beside it, and other modules. */
export function startWorker({ text, project, compatibilityDate = DATES[0], modules = [] }) {
  const wasm = readFileSync(join(project, 'node_modules', 'wasmap', 'dist', 'wasmap.wasm'));
  return new Miniflare({
    compatibilityDate,
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: text },
      { type: 'CompiledWasm', path: '/wasmap.wasm', contents: wasm },
      ...modules,
    ],
  });
}

/** @yields a function that asks the worker */
async function withWorker(options, use) {
  const miniflare = startWorker(options);
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
  pinned: true,
  async run({ project, tellVersion }) {
    tellVersion(createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd/package.json').version);
    copyFileSync(join(guests, 'worker.mjs'), join(project, 'worker.mjs'));
    const { text, imports } = await bundleWorker(join(project, 'worker.mjs'));
    assert.deepEqual(imports, ['./wasmap.wasm'], 'the bundle imports the module, and nothing else');
    let outcome;
    for (const compatibilityDate of DATES) {
      await withWorker({ text, project, compatibilityDate }, async (ask) => {
        await checkMaps(ask);
        outcome ??= await ask('conformance');
      });
    }
    return outcome;
  },
};
