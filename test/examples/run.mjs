/**
 * The examples, each as its reader would run it: in its own runtime, with the package as it is published. What an example does is compared
 * with what plain code does.
 *
 *     node test/examples/run.mjs [example]…
 *
 * Runtimes and the words come with test/runtimes, the browser is Debian's.
 */
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fail } from '../../.ci/checks/support.mjs';
import { createProject } from '../runtimes/project.mjs';

const WORDS = 'an-array-of-english-words';

const here = fileURLToPath(new URL('.', import.meta.url));
const all = readdirSync(here).filter((name) => existsSync(join(here, name, 'check.mjs')));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) fail(`no example is called ${unknown.join(' or ')}; there are ${all.join(', ')}`);

/** The project that all of them are in, with what else they import. */
function prepare() {
  const project = createProject();
  const words = join(here, '..', 'runtimes', 'node_modules', WORDS);
  cpSync(words, join(project, 'node_modules', WORDS), { recursive: true });
  cpSync(here, project, { recursive: true, filter: (path) => !['check.mjs', 'run.mjs'].includes(basename(path)) });
  return { project, words: JSON.parse(readFileSync(join(words, 'index.json'), 'utf8')) };
}

/** @returns whether the example does what it should */
async function examine(name, context) {
  const began = performance.now();
  const { runtime, check } = await import(pathToFileURL(join(here, name, 'check.mjs')).href);
  const folder = join(context.project, name);
  const line = (outcome) => console.log(`${name} (${runtime}), ${((performance.now() - began) / 1000).toFixed(1)} s: ${outcome}`);
  try {
    line(await check({ ...context, folder, load: (file) => import(pathToFileURL(join(folder, file)).href) }));
    return true;
  } catch (error) {
    line(`FAILED\n${error.stack ?? error}`);
    return false;
  }
}

const context = prepare();
const chosen = wanted.length > 0 ? wanted : all;
const failed = [];
for (const name of chosen) {
  if (!await examine(name, context)) failed.push(name);
}
if (failed.length > 0) fail(`${failed.join(', ')} failed`);
console.log(`${chosen.length} examples do what they show, in ${(performance.now() / 1000).toFixed(1)} s`);
