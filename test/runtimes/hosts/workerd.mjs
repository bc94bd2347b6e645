/** workerd, on which Cloudflare's workers run: bundled as its tools do, which leave the module's file an import. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
const versionOf = (name) => {
  const { resolve } = createRequire(import.meta.url);
  return createRequire(resolve('miniflare'))(`${name}/package.json`).version;
};
/** The latest date that this workerd knows is in its version: 1.20260410.1. */
const LATEST_DATE = versionOf('workerd').replace(/^1\.(\d{4})(\d\d)(\d\d)\..*$/, '$1-$2-$3');
/**
 * Since the first of these dates there are weak references, before it there are none. With the flag a worker may say that it is Node, and has
 * `process` and `Buffer`; the package must not go Node's own ways there. All tests take half a minute, so under it only the workers' own do.
 */
const SETTINGS = [
  { compatibilityDate: '2025-05-05' },
  { compatibilityDate: '2024-01-01' },
  { compatibilityDate: LATEST_DATE, compatibilityFlags: ['nodejs_compat'] },
];
const hasAllTests = ({ compatibilityFlags }) => compatibilityFlags === undefined;
/** What workers' tools resolve packages with. */
const CONDITIONS = ['workerd', 'worker', 'browser'];
const MiB = 2 ** 20;
/** The most of an isolate's 128 that a linear memory takes. */
const MOST_BYTES = 96 * MiB;

/**
 * Bundles as workers' tools do: what `stays` matches, code compiled beforehand and data, is imported from beside the bundle.
 *
 * @returns the bundle's text, and what it imports
 */
export async function bundleWorker(entry, stays = /\.wasm$/, conditions = CONDITIONS) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: dirname(entry),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions,
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

/** Starts workerd with the bundle, the project's modules beside it, and others. */
export function startWorker({ text, project, setting = SETTINGS[0], modules = [] }) {
  const own = ['wasmap.wasm', 'wasmap-cache.wasm'].map((name) => (
    { type: 'CompiledWasm', path: `/${name}`, contents: readFileSync(join(project, 'node_modules', 'wasmap', 'dist', name)) }
  ));
  return new Miniflare({
    ...setting,
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: text },
      ...own,
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
  assert.equal(await ask('writeAndLeave'), 1);
  assert.deepEqual(await ask('writeAndWait'), [1, 2], 'what a request left behind is written with the next');
}

/** A worker's first map may be made by its first request: the engine starts there, where bytes can no longer be compiled. */
async function checkFirstMapInHandler(options) {
  await withWorker(options, async (ask) => {
    assert.deepEqual(await ask(''), { engine: 'wasm', reason: 'WebAssembly with SIMD is available; its module was imported', content: [['one', 1]] });
  });
}

/** What the check before would see if the module were not imported: without the package's condition it is compiled from bytes. */
async function checkWithoutCondition({ project, setting }) {
  const { text, imports } = await bundleWorker(join(project, 'worker-lazy.mjs'), undefined, CONDITIONS.slice(1));
  assert.deepEqual(imports, []);
  await withWorker({ text, project, setting }, async (ask) => {
    const { engine, reason, content } = await ask('');
    assert.deepEqual([engine, content], ['js', [['one', 1]]]);
    assert.match(reason, /^WebAssembly refused to start: /);
  });
}

/** While a worker loads, workerd has no random bytes, and its clock and timers stand still or throw. */
async function checkWatched(options) {
  await withWorker(options, async (ask) => {
    const { watchedNames, byLoading, byMap, engine } = await ask('');
    assert.deepEqual(byLoading, [], 'loading the package asks nothing');
    // A map asks for a seed, and how long its first batch took: so all of this is seen.
    // With nodejs_compat its first batch asks who listens, too, and workerd makes `process` then, by a microtask.
    const asked = new Set(byMap.filter((name) => !['getBuiltinModule', 'queueMicrotask'].includes(name)));
    assert.deepEqual([engine, [...asked].sort()], ['wasm', ['getRandomValues', 'now', 'random']]);
    for (const name of ['Date', 'now', 'setTimeout', 'setInterval', 'randomUUID']) assert.ok(watchedNames.includes(name), `${name} is not watched`);
  });
}

/**
 * Full memories refuse what is too much, lose nothing and go on; a separate heap has as much as the shared one, beside it. Miniflare does not
 * end an isolate at 128 MB, so what the JS engine takes while it grows is counted: its buffer of 16 MiB beside that of 96 into which it is copied.
 */
async function checkMemory(options) {
  await withWorker(options, async (ask) => {
    for (const [memory, engine] of [['shared', 'wasm'], ['separate', 'wasm'], ['js', 'js']]) {
      const { committed, size, ...outcome } = await ask(memory);
      assert.deepEqual(outcome, { engine, code: 'ERR_WASMAP_CAPACITY', intact: true, worksOn: true }, memory);
      assert.ok(committed <= MOST_BYTES && committed > 0.9 * MOST_BYTES && size > 2e6, `${memory}: ${size} entries in ${committed} bytes`);
    }
    assert.deepEqual(await ask('buffers'), { peak: 112 * MiB, left: [MOST_BYTES] });
  });
}

/** @returns the text of a guest's bundle, which imports the maps' module, that of caches where it has some, as the tests do, and nothing else */
async function bundleGuest(project, name) {
  const { text, imports } = await bundleWorker(join(project, name));
  const modules = name === 'worker.mjs' ? ['./wasmap-cache.wasm', './wasmap.wasm'] : ['./wasmap.wasm'];
  assert.deepEqual(imports.sort(), modules, `${name}: the bundle imports the modules that it needs, and nothing else`);
  return text;
}

/** What only a worker can show, and the tests, under one setting. @returns what came of the tests, where they run under it */
async function checkSetting({ project, setting, texts }) {
  const [worker, lazy, watched] = texts;
  await checkFirstMapInHandler({ text: lazy, project, setting });
  await checkWithoutCondition({ project, setting });
  await checkWatched({ text: watched, project, setting });
  let outcome;
  await withWorker({ text: worker, project, setting }, async (ask) => {
    await checkMaps(ask);
    if (hasAllTests(setting)) outcome = await ask('conformance');
  });
  return outcome;
}

export const workerdHost = {
  name: 'workerd',
  pinned: true,
  async run({ project, tellVersion }) {
    tellVersion(versionOf('workerd'));
    const names = ['worker.mjs', 'worker-lazy.mjs', 'worker-watched.mjs', 'worker-memory.mjs'];
    for (const name of [...names, 'watch.mjs']) copyFileSync(join(guests, name), join(project, name));
    const texts = [];
    for (const name of names) texts.push(await bundleGuest(project, name));
    await checkMemory({ text: texts.pop(), project }); // no setting has a say in it, and it takes seconds
    const outcomes = {};
    for (const setting of SETTINGS) {
      const outcome = await checkSetting({ project, setting, texts });
      if (outcome) outcomes[setting.compatibilityDate] = outcome;
    }
    return outcomes;
  },
};
